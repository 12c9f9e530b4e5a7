import { formatDuration } from "../domain/duration.ts";
import { REASONS } from "../domain/reasons.ts";
import { verb } from "../domain/verbs.ts";
import type { Candidate } from "./guards/guard.ts";

/** Why something is done that a person asked for: whoever takes a run back finds its name in the log. */
export function describeRequest({
  intent,
  resource,
  facts,
}: Pick<Candidate, "intent" | "resource" | "facts">): string {
  const left = facts.undone?.steps.get(resource.ref);
  if (intent.undoes === undefined || !left) return REASONS.requested;
  const agoMs = Math.max(0, facts.nowMs - left.doneMs);
  return `takes back the ${verb(left.undo).undo} of run ${intent.undoes}, ${formatDuration(agoMs)} ago`;
}
