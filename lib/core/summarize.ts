import type { Reason } from "../domain/reasons.ts";
import { ended, type RunState, type StepPhase } from "./run-state.ts";

/** The one terminal entry of a run. */
export interface Summary {
  readonly reason: Extract<
    Reason,
    "done" | "nothing-to-do" | "some-failed" | "observed" | "parked" | "denied" | "expired"
  >;
  readonly text: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** Whether every step has ended, so that the run can be closed. A run with an `unknown` step stays open. */
export function canFinish(state: RunState): boolean {
  return state.decided && [...state.steps.values()].every(ended);
}

/** Sums up how the steps of a finished run came out. */
export function summarize(state: RunState): Summary {
  const { observed } = state;
  const ends = [...state.steps.values()].map(({ phase }) => phase);
  const of = (end: StepPhase) => ends.filter((phase) => phase === end).length;
  const counts = { succeeded: of("succeeded"), failed: of("failed"), skipped: of("skipped"), observed };
  const text = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
  if (state.steps.size === 0) {
    const reason = observed > 0 ? "observed" : "nothing-to-do";
    return { reason, text: text || "nothing had to be done", counts };
  }
  return { reason: counts.failed > 0 ? "some-failed" : "done", text, counts };
}
