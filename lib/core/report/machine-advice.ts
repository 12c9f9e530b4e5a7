import { formatDuration } from "../../domain/duration.ts";
import type { MachineHistory } from "./machine-history.ts";

const DAY_MS = 86_400_000;
/** A machine that has been off for so long is hardly missed. */
const OFF_MS = 30 * DAY_MS;
/** So long without work is more than a week-end. */
const IDLE_MS = 4 * DAY_MS;

function idlePrepaid({ resource, idleSinceMs }: MachineHistory, nowMs: number): string | undefined {
  if (resource?.billing !== "prepaid" || idleSinceMs === null || nowMs - idleSinceMs < IDLE_MS)
    return undefined;
  const order = resource.orderId === undefined ? "" : ` (order ${resource.orderId})`;
  return `idle for ${formatDuration(nowMs - idleSinceMs)} and prepaid: turn off renewal before its order ends${order}`;
}

function longOff({ resource, standing, offSinceMs }: MachineHistory, nowMs: number): string | undefined {
  if (standing !== "stopped" || offSinceMs === null) return undefined;
  // The machine's own time of change is older than the log can be.
  const sinceMs = Math.min(offSinceMs, resource?.updatedAtMs ?? offSinceMs);
  if (nowMs - sinceMs < OFF_MS) return undefined;
  return `stopped for ${Math.floor((nowMs - sinceMs) / DAY_MS)} days: candidate for deletion`;
}

/** What a person might do about a machine, one sentence each. */
export function machineAdvice(history: MachineHistory, nowMs: number): readonly string[] {
  return [idlePrepaid(history, nowMs), longOff(history, nowMs)].filter((text) => text !== undefined);
}
