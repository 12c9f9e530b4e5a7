import { policyForm } from "../../core/trial/policy-form.ts";
import type { Fleets } from "../../core/trial/trial-history.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Store } from "../../ports/store.ts";
import { digest } from "../../signing/hash-chain.ts";
import { isThere, openLogStore, storePath } from "../open-log.ts";
import { type LoadedConfig, sessionEnv } from "../open-session.ts";
import type { Terminal } from "../terminal.ts";
import { meantFleets } from "./meant-fleets.ts";
import { readTrial, type Trial } from "./read-trial.ts";

/** Whose trial is looked at, and where its log is. */
export interface TrialOf {
  readonly loaded: LoadedConfig;
  readonly policy: Policy;
  /** Path of the config file as it was given. */
  readonly config: string | undefined;
}

/** A trial, and why it is not to be relied on whatever it says; `null` when it is. */
export interface Believed {
  readonly trial: Trial;
  readonly doubt: string | null;
}

/** Why what the log says cannot be believed; `null` when every hash is as it has to be. */
async function tampered(store: Store, terminal: Terminal): Promise<string | null> {
  const key = terminal.env("CURFEW_LOG_KEY");
  const { problems } = await store.verify(key === undefined ? {} : { key });
  if (problems.length === 0) return null;
  const found = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  return `the log has ${found}, so what it says of the trial cannot be believed; look at them: curfew log --verify`;
}

const NO_FLEETS: Fleets = new Map();

/** The trial as the log holds it. Looking makes no file: where there is no log, there is no trial. */
export async function believeTrial(
  { loaded, policy, config }: TrialOf,
  terminal: Terminal,
): Promise<Believed> {
  const file = storePath(loaded);
  const quiet =
    file !== undefined && !(await isThere(file)) ? { ...terminal, err: () => undefined } : terminal;
  const { store } = await openLogStore(quiet, config);
  try {
    const meant = meantFleets(loaded.config, policy, sessionEnv(terminal, loaded));
    const trial = await readTrial(store, {
      policy,
      form: policyForm({ ...policy, mode: "observe" }, digest),
      fleets: meant.ok ? meant.fleets : NO_FLEETS,
      nowMs: terminal.now(),
    });
    return { trial, doubt: (await tampered(store, terminal)) ?? (meant.ok ? null : meant.why) };
  } finally {
    await store.close();
  }
}
