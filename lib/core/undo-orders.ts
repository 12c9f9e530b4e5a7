import { formatDuration } from "../domain/duration.ts";
import { AutomationError } from "../domain/errors.ts";
import { UNDO_WITHIN_MAX_MS } from "../domain/facts.ts";
import { groupBy } from "../domain/group-by.ts";
import { runState, type StepState } from "./run-state.ts";
import { undoRequests } from "./undo-requests.ts";
import { type KeptRun, undoneRun } from "./undone-run.ts";

/** Most machines that are told one by one. */
const TOLD_MAX = 20;

/** Orders that take a run back, and what they leave out. */
export interface UndoOrders {
  readonly orders: ReturnType<typeof undoRequests>;
  /** Machines that are not brought back, one sentence each. */
  readonly left: readonly string[];
}

const HOW: Readonly<Record<StepState["phase"], string>> = {
  waiting: "was not done yet",
  sent: "is under way",
  unknown: "was sent, and nobody knows how it came out; see curfew resolve",
  succeeded: "was done, and that cannot be taken back",
  failed: "failed",
  skipped: "was not done",
};

function tellMachine(states: readonly StepState[]): string {
  const [{ step, phase, attempts }] = states as [StepState];
  const verbs = states.map((state) => state.step.verb).join(", ");
  const wasSo = states.length === 1 && phase === "succeeded" && attempts === 0;
  // Of a chain the last step tells how far it came.
  const how = wasSo ? "had nothing left to do" : HOW[states.at(-1)?.phase ?? phase];
  return `${step.name} (${step.resource}): ${verbs} ${how}`;
}

function leftOut({ entries }: KeptRun, refs: ReadonlyMap<string, unknown>): readonly string[] {
  const states = [...runState(entries).steps.values()].filter(({ step }) => !refs.has(step.resource));
  const left = [...groupBy(states, ({ step }) => step.resource).values()].map(tellMachine);
  const more = left.length - TOLD_MAX;
  return more > 0 ? [...left.slice(0, TOLD_MAX), `and ${more} more machines`] : left;
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
    const rule = `what it did was ${formatDuration(agoMs)} ago, and ${formatDuration(withinMs)} is the window`;
    const most = formatDuration(UNDO_WITHIN_MAX_MS);
    const way =
      agoMs > UNDO_WITHIN_MAX_MS
        ? "use stop or start with a machine's name"
        : `make it longer with --within, at most ${most}`;
    throw refuse(`${rule}; ${way}`);
  }
  return { orders: undoRequests(run, undone), left: leftOut(kept, undone.steps) };
}
