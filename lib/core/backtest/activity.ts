import { POLICY_DEFAULTS } from "../../domain/policy.ts";
import type { Resource } from "../../domain/resource.ts";
import { cpuLimit, limitOf } from "../idle/idle-limits.ts";
import { figuresAt, isMeasured, placeOf, SIGNALS } from "./signal-ring.ts";
import type { TapeMachine } from "./tape.ts";

const REST = POLICY_DEFAULTS.idleThresholds;

const NETWORK = SIGNALS.indexOf("network");

/**
 * Whether somebody or something was at work in the hour before that full hour, counted from the epoch, by the thresholds
 * that hold where a policy writes none: the yardstick must not be one that the config on trial may move.
 */
export function isActive(
  { ring }: Pick<TapeMachine, "ring">,
  hour: number,
  { flavor }: Pick<Resource, "flavor">,
): boolean {
  const place = placeOf(ring, hour);
  if (place < 0) return false;
  const cpuPercent = cpuLimit(REST, flavor, isMeasured(ring, place, NETWORK));
  return SIGNALS.some((name, signal) => {
    const at = figuresAt(place, signal);
    const [max = 0, points = 0] = ring.figures.subarray(at, at + 2);
    return isMeasured(ring, place, signal) && points > 0 && max > limitOf(name, REST, cpuPercent);
  });
}
