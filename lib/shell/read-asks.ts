import { type AskFacts, type AskingRun, doneSince, openAsks } from "../core/approval/open-asks.ts";
import { type RunState, runState } from "../core/run-state.ts";
import { STEP_LIFE_MS } from "../core/step-life.ts";
import { FIND_ENTRIES_MAX, type StatusEntry } from "../domain/status.ts";
import type { StoredRun } from "../ports/status-log.ts";
import { hearAnswers } from "./hear-answers.ts";
import { type Pass, stateOf } from "./pass.ts";
import { isSweep } from "./wait-for.ts";

/** Policies that ask people and are set off by what comes again and again by itself. */
function askingPolicies({ ports, event }: Pass): ReadonlySet<string> {
  const asking = ports.rulebook.config.policies.filter(({ approve }) => approve !== null);
  return new Set(isSweep(event) ? asking.map(({ name }) => name) : []);
}

function isAbout({ reason, details }: StatusEntry, policies: ReadonlySet<string>): boolean {
  const demands = details["demands"];
  if (reason !== "awaiting-approval" || !Array.isArray(demands)) return false;
  return demands.some((demand: { readonly policy?: unknown }) => policies.has(String(demand?.policy)));
}

/** Whether people can still answer, or have agreed to what is about to be carried out. */
function isOpen({ event }: StoredRun, { asked, answers, decided, finished }: RunState, pass: Pass): boolean {
  if (!asked || decided || finished) return false;
  const { rulebook, clock } = pass.ports;
  const { state } = hearAnswers(event, rulebook, { asked, answers });
  const lifeMs = state === "agreed" ? STEP_LIFE_MS : 0;
  return state !== "denied" && clock.now() <= asked.expiresMs + lifeMs;
}

/**
 * What other runs ask people about, as far as it matters to this one. Nothing where it does not: an event that
 * somebody sent is a wish of its own, and only what comes by itself again and again is not asked about twice.
 */
export async function readAsks(pass: Pass): Promise<AskFacts> {
  const policies = askingPolicies(pass);
  if (policies.size === 0) return {};
  const { store } = pass.ports;
  const filter = { phases: ["deferred" as const], open: true };
  const { entries } = await store.find(filter, { limit: FIND_ENTRIES_MAX, newest: true });
  const runs = new Set(entries.filter((entry) => isAbout(entry, policies)).map(({ run }) => run));
  runs.delete(pass.run);
  const others: AskingRun[] = [];
  for (const run of runs) {
    const stored = await store.read(run);
    const state = runState(stored?.entries ?? []);
    if (stored && state.asked && isOpen(stored, state, pass)) others.push({ run, asked: state.asked });
  }
  const { asked } = stateOf(pass);
  const open = openAsks(others, asked && { run: pass.run, asked });
  if (!asked) return { asked: open };
  const actions = await store.recentActions(asked.firstAskedMs);
  return { asked: open, doneSinceAsked: doneSince(actions, asked.firstAskedMs) };
}
