import { readySteps } from "../core/ready-steps.ts";
import { tooManyErrors } from "../core/step-batch.ts";
import { outlivedSteps } from "../core/step-life.ts";
import { formatDuration } from "../domain/duration.ts";
import type { NewEntry } from "../domain/status.ts";
import { blockedEntries } from "./blocked-entries.ts";
import { stepEntry } from "./entry.ts";
import { recallLeases } from "./hold-leases.ts";
import { append, type Pass, stateOf } from "./pass.ts";

/** Waiting steps that cannot be done any more, with why. */
function hopeless(pass: Pass, nowMs: number): readonly NewEntry[] {
  const run = stateOf(pass);
  const late = outlivedSteps(run, pass.event, nowMs).map(({ step, sinceMs }) =>
    stepEntry(nowMs, step, {
      phase: "skipped",
      reason: "superseded",
      text: `could not begin for ${formatDuration(nowMs - sinceMs)}, and what was seen then is old`,
    }),
  );
  return [...blockedEntries(run, nowMs), ...late];
}

/** What has not begun when too much has failed. A chain that has begun is rather finished than left half done. */
function notToBegin(pass: Pass, nowMs: number): readonly NewEntry[] {
  const run = stateOf(pass);
  const why = tooManyErrors(run);
  if (why === undefined) return [];
  return readySteps(run, nowMs)
    .filter(({ step, attempts }) => step.after.length === 0 && attempts === 0 && step.onlyWhile === undefined)
    .map(({ step }) => stepEntry(nowMs, step, { phase: "skipped", reason: "error-threshold", text: why }));
}

/**
 * On a store that cannot promise that a write happens once, nothing is begun on a machine that is to be acted on once:
 * a chain whose first link alone is done would leave it worse than it was.
 */
function notBearable(pass: Pass, nowMs: number): readonly NewEntry[] {
  if (pass.ports.store.capabilities.exclusiveAppend) return [];
  const waiting = [...stateOf(pass).steps.values()].filter(
    ({ phase, attempts }) => phase === "waiting" && attempts === 0,
  );
  const once = new Set(
    waiting.filter(({ step }) => step.repeat === "once-only").map(({ step }) => step.resource),
  );
  const text =
    "this store has no lock, so nothing that may happen only once is done here; see docs/stores.md";
  return waiting
    .filter(({ step }) => once.has(step.resource))
    .map(({ step }) => stepEntry(nowMs, step, { phase: "failed", reason: "not-supported", text }));
}

/** Ends steps that will never be sent, with the leases that an earlier pass may have left behind. */
export async function skip(pass: Pass, skipped: readonly NewEntry[]): Promise<void> {
  await recallLeases(pass, skipped);
  await append(pass, skipped);
}

/** Ends what cannot be done any more, whatever the machines look like. */
export async function skipHopeless(pass: Pass): Promise<void> {
  // A skipped step may block another one in turn, so this goes on until none is left; a chain has three links.
  const nowMs = pass.ports.clock.now();
  await skip(pass, notBearable(pass, nowMs));
  await skip(pass, notToBegin(pass, nowMs));
  for (let skipped = hopeless(pass, nowMs); skipped.length > 0; ) {
    await skip(pass, skipped);
    skipped = hopeless(pass, nowMs);
  }
}
