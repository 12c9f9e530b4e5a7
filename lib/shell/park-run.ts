import { canFinish, summarize } from "../core/summarize.ts";
import type { NewEntry } from "../domain/status.ts";
import { stepEntry } from "./entry.ts";
import { finishedEntry } from "./finished-entry.ts";
import { recallLeases } from "./hold-leases.ts";
import { append, type Pass, stateOf } from "./pass.ts";

function parkedSteps(pass: Pass, why: string): readonly NewEntry[] {
  const nowMs = pass.ports.clock.now();
  return [...stateOf(pass).steps.values()].flatMap(({ step, phase }) => {
    if (phase === "waiting") {
      return [stepEntry(nowMs, step, { phase: "skipped", reason: "parked", text: why })];
    }
    // What was sent may have happened: only a person can say, when no pass lives long enough to look.
    return phase === "sent"
      ? [stepEntry(nowMs, step, { phase: "unknown", reason: "undecided", text: why })]
      : [];
  });
}

/**
 * Sets a run aside that passes cannot get through: the event is kept, the reason stands in the log, and
 * `curfew run --replay` plays it again. Steps that were sent wait for a person's word before the run ends.
 */
export async function parkRun(pass: Pass, why: string): Promise<void> {
  const parked = parkedSteps(pass, why);
  await recallLeases(pass, parked);
  await append(pass, parked);
  const state = stateOf(pass);
  if (state.decided && !canFinish(state)) return;
  const text = `${why}; curfew run --replay ${pass.run}`;
  await append(pass, [finishedEntry(pass, { ...summarize(state), reason: "parked", text })]);
}
