import { POLICY_DEFAULTS } from "../../domain/policy.ts";
import type { Resource } from "../../domain/resource.ts";
import { cpuLimit, limitOf } from "../idle/idle-limits.ts";
import { figuresAt, isMeasured, rowOf, SIGNALS, type SignalColumns } from "./signal-columns.ts";

const REST = POLICY_DEFAULTS.idleThresholds;

const NETWORK = SIGNALS.indexOf("network");

/**
 * Whether somebody or something was at work in the hour before that full hour, counted from the epoch, by the thresholds
 * that hold where a policy writes none: the yardstick must not be one that the config on trial may move.
 */
export function isActive(
  columns: SignalColumns,
  machine: number,
  hour: number,
  { flavor }: Pick<Resource, "flavor">,
): boolean {
  const row = rowOf(columns, machine, hour);
  if (row < 0) return false;
  const cpuPercent = cpuLimit(REST, flavor, isMeasured(columns, row, NETWORK));
  for (const [signal, name] of SIGNALS.entries()) {
    if (!isMeasured(columns, row, signal)) continue;
    const at = figuresAt(row, signal);
    const [max = 0, points = 0] = [columns.figures[at], columns.figures[at + 1]];
    if (points > 0 && max > limitOf(name, REST, cpuPercent)) return true;
  }
  return false;
}
