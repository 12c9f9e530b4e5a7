import type { SeenSignal } from "../../domain/frame.ts";
import { POLICY_DEFAULTS } from "../../domain/policy.ts";
import type { Resource } from "../../domain/resource.ts";
import { cpuLimit, limitOf } from "../idle/idle-limits.ts";

const REST = POLICY_DEFAULTS.idleThresholds;

/**
 * Whether somebody or something was at work in an hour, by the thresholds that hold where a policy writes none: the
 * yardstick must not be one that the config on trial may move.
 */
export function isActive(signals: readonly SeenSignal[], { flavor }: Pick<Resource, "flavor">): boolean {
  const cpuPercent = cpuLimit(
    REST,
    flavor,
    signals.some(([signal]) => signal === "network"),
  );
  return signals.some(([signal, max, points]) => points > 0 && max > limitOf(signal, REST, cpuPercent));
}
