import { formatDuration } from "../../domain/duration.ts";
import { verb } from "../../domain/verbs.ts";
import { RESTARTS_BACK, restartOf } from "../restart.ts";
import { type Guard, wantedByPerson } from "./guard.ts";

/** Who starts a machine again that was stopped under them has objected: it is left alone for a while, by every policy. */
export const restartGuard: Guard = ({ intent, resource, facts }) => {
  const { respectMs } = intent.policy;
  if (respectMs === 0 || !verb(intent.verb).disruptive || wantedByPerson(intent)) return undefined;
  const restart = restartOf(resource, facts);
  if (!restart || facts.nowMs - restart.startedMs >= respectMs) return undefined;
  // Where the cloud tells no change, a start is as old as the pass that asks: it would be respected for ever.
  const isTold = resource.updatedAtMs !== null || facts.nowMs - restart.stoppedMs < RESTARTS_BACK * respectMs;
  if (!isTold) return undefined;
  const untilMs = restart.startedMs + respectMs;
  return {
    reason: "restarted",
    text: `started by a person after ${restart.policy} stopped it; left alone for ${formatDuration(respectMs)}, until ${new Date(untilMs).toISOString()}`,
  };
};
