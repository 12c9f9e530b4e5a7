import { runState, type StepState } from "../core/run-state.ts";
import { undoRequests } from "../core/undo-requests.ts";
import { type KeptRun, undoneRun } from "../core/undone-run.ts";
import { formatDuration } from "../domain/duration.ts";
import { AutomationError } from "../domain/errors.ts";
import { UNDO_WITHIN_MAX_MS } from "../domain/facts.ts";

/** Orders that take a run back, and what they leave out. */
export interface UndoOrders {
  readonly orders: ReturnType<typeof undoRequests>;
  /** Machines that are not brought back, one sentence each. */
  readonly left: readonly string[];
}

const HOW: Readonly<Record<StepState["phase"], string>> = {
  waiting: "not done yet",
  sent: "under way",
  unknown: "nobody knows how it came out; see curfew resolve",
  succeeded: "was so already, or was changed for good",
  failed: "failed",
  skipped: "was not done",
};

function leftOut({ entries }: KeptRun, refs: ReadonlyMap<string, unknown>): readonly string[] {
  const states = [...runState(entries).steps.values()];
  const others = states.filter(({ step }) => !refs.has(step.resource));
  return others.map(({ step, phase }) => `${step.name} (${step.resource}): ${step.verb} ${HOW[phase]}`);
}

/**
 * The orders that take a run back. Throws `usage` for a run that cannot be taken back, or that is longer ago than
 * `withinMs`.
 */
export function undoOrders(
  run: string,
  kept: KeptRun,
  { nowMs, withinMs }: { readonly nowMs: number; readonly withinMs: number },
): UndoOrders {
  const refuse = (rule: string) =>
    new AutomationError("usage", `run ${run}: ${rule}`, { details: { field: "run" } });
  const undone = undoneRun(kept);
  if (undone.refused) throw refuse(undone.refused.text);
  const agoMs = nowMs - Math.max(0, ...[...undone.steps.values()].map(({ doneMs }) => doneMs));
  if (undone.steps.size > 0 && agoMs > withinMs) {
    const most = formatDuration(UNDO_WITHIN_MAX_MS);
    const rule = `what it did was ${formatDuration(agoMs)} ago, and ${formatDuration(withinMs)} is the window`;
    throw refuse(`${rule}; make it longer with --within, at most ${most}`);
  }
  return { orders: undoRequests(run, undone), left: leftOut(kept, undone.steps) };
}
