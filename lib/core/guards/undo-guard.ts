import { formatDuration } from "../../domain/duration.ts";
import { UNDO_WITHIN_MAX_MS } from "../../domain/facts.ts";
import type { Guard } from "./guard.ts";

/**
 * A run is taken back only where it left something behind that nobody has touched since. What the order says is not
 * taken on trust: the log tells what the run did, whoever sent the order.
 */
export const undoGuard: Guard = ({ intent, resource, facts }) => {
  if (intent.undoes === undefined) return undefined;
  const { undone } = facts;
  if (!undone) return { reason: "not-found", text: `run ${intent.undoes} could not be read` };
  if (undone.refused) return undone.refused;
  const left = undone.steps.get(resource.ref);
  if (left?.undo !== intent.verb) {
    return {
      reason: "not-ours",
      text: `run ${intent.undoes} did nothing to it that ${intent.verb} takes back`,
    };
  }
  const agoMs = facts.nowMs - left.doneMs;
  if (agoMs > UNDO_WITHIN_MAX_MS) {
    return {
      reason: "out-of-window",
      text: `that was ${formatDuration(agoMs)} ago, and a run is taken back within ${formatDuration(UNDO_WITHIN_MAX_MS)}`,
    };
  }
  const last = facts.lastAction.get(resource.ref);
  if (!last || last.atMs <= left.sentMs) return undefined;
  const sinceMs = Math.max(0, facts.nowMs - last.atMs);
  return {
    reason: "superseded",
    text: `${last.action} was sent ${formatDuration(sinceMs)} ago, after that run; by name: curfew ${intent.verb} ${resource.name}`,
  };
};
