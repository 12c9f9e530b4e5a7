import { createRulebook, type Rulebook } from "../../core/rulebook.ts";
import type { Store } from "../../ports/store.ts";
import { namesInLog, uniqueNames } from "../../shell/machine-names.ts";
import { readEndings } from "../../shell/read-endings.ts";
import { readStatus } from "../../shell/read-status.ts";
import { digest } from "../../signing/hash-chain.ts";
import type { RunCommand } from "../command.ts";
import { type OpenedStore, openLogStore } from "../open-log.ts";
import { flagOption, numberOption, textOption } from "../option-values.ts";
import { approveCommand } from "../show-approvals.ts";
import { showEndings } from "../show-endings.ts";
import { replayCommand, resolveCommand, showStatus } from "../show-status.ts";
import { showPause } from "../tell-pause.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { wrongOption } from "../wrong-option.ts";

/** What a status is read and shown with. */
export interface StatusOptions {
  /** Names of the configuration's policies. */
  readonly policies: readonly string[];
  /** By what people's answers are weighed. Default: nothing is told of what they are asked. */
  readonly rulebook?: Rulebook;
  /** `--config` as it was given. */
  readonly config: string | undefined;
  readonly json: boolean;
}

/** Reads a status and shows it. */
export async function statusOf(store: Store, terminal: Terminal, options: StatusOptions): Promise<number> {
  const { policies, rulebook } = options;
  const query = { policies, nowMs: terminal.now(), ...(rulebook && { rulebook }) };
  const view = await readStatus(store, query);
  // A person at a terminal reads it in the first line of the status itself.
  if (options.json || !terminal.isTty) showPause(view.pause, terminal);
  if (options.json) {
    const unknown = view.open.flatMap((run) =>
      run.unknown.map((step) => ({ ...step, command: resolveCommand(step, options.config) })),
    );
    const parked = view.parked.map((run) => ({ ...run, command: replayCommand(run, options.config) }));
    const approvals = view.approvals.map((one) => ({ ...one, command: approveCommand(one, options.config) }));
    terminal.out(JSON.stringify({ ...view, approvals, parked, unknown }));
    return EXIT.ok;
  }
  const names = uniqueNames(await namesInLog(store));
  showStatus(view, terminal, { names, config: options.config });
  return EXIT.ok;
}

const DAY_MS = 86_400_000;
const DAYS_DEFAULT = 7;

function daysOf(options: Readonly<Record<string, unknown>>): number {
  if (options["days"] !== undefined && !flagOption(options, "ending")) {
    throw wrongOption("--days", "it goes with --ending");
  }
  return numberOption(options, "days", { min: 1, max: 366, fallback: DAYS_DEFAULT });
}

/** Reads what ends soon and shows it. */
export async function endingOf(
  { store, loaded }: OpenedStore,
  terminal: Terminal,
  { days, json }: { readonly days: number; readonly json: boolean },
): Promise<number> {
  const nowMs = terminal.now();
  const found = await readEndings(store, loaded.config, { nowMs, withinMs: days * DAY_MS });
  // A machine that no frame has told of yet may have a name in the log.
  const names = uniqueNames(await namesInLog(store));
  const endings = found.map((one) => ({
    ...one,
    name: one.name === one.subject ? (names.get(one.name) ?? one.name) : one.name,
  }));
  if (json) terminal.out(JSON.stringify({ at: new Date(nowMs).toISOString(), days, endings }));
  else showEndings(endings, days, terminal);
  return EXIT.ok;
}

/** `curfew status`: what is open, paused, held and unknown. Its exit code says only whether it could be read. */
export const runStatus: RunCommand = async ({ options, terminal }) => {
  const config = textOption(options, "config");
  const days = daysOf(options);
  const { store, loaded } = await openLogStore(terminal, config);
  try {
    const json = flagOption(options, "json");
    if (flagOption(options, "ending")) return await endingOf({ store, loaded }, terminal, { days, json });
    const policies = loaded.config.policies.map(({ name }) => name);
    const rulebook = createRulebook(loaded.config, { digest });
    return await statusOf(store, terminal, { policies, rulebook, config, json });
  } finally {
    await store.close();
  }
};
