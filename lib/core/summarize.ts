import type { Reason } from "../domain/reasons.ts";
import { ended, type RunState } from "./run-state.ts";

/** The one terminal entry of a run. */
export interface Summary {
  readonly reason: Extract<Reason, "done" | "nothing-to-do" | "some-failed" | "observed">;
  readonly text: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** Whether every step has ended, so that the run can be closed. A run with an `unknown` step stays open. */
export function canFinish(state: RunState): boolean {
  return state.decided && [...state.steps.values()].every(ended);
}

/** Sums up how the steps of a finished run came out. */
export function summarize(state: RunState, options: { readonly observed: number }): Summary {
  const counts: Record<string, number> = { succeeded: 0, failed: 0, skipped: 0, observed: options.observed };
  for (const { phase } of state.steps.values()) counts[phase] = (counts[phase] ?? 0) + 1;
  const text = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
  if (state.steps.size === 0) {
    const reason = options.observed > 0 ? "observed" : "nothing-to-do";
    return { reason, text: text || "nothing had to be done", counts };
  }
  return { reason: counts["failed"] ? "some-failed" : "done", text, counts };
}
