import { formatDuration } from "../../domain/duration.ts";
import type { Resource } from "../../domain/resource.ts";
import type { MachineHistory } from "./machine-history.ts";

const DAY_MS = 86_400_000;
/** A machine that has been off for so long is hardly missed. */
const OFF_MS = 30 * DAY_MS;
/** So long without work is more than a week-end. */
const IDLE_MS = 4 * DAY_MS;

/**
 * The next day on which an order can end, in UTC. No call tells how long an order runs; months and years both end on a
 * day of the month on which it was made, so that this one is never too late. Today counts: at what hour of its last day
 * an order ends is not told either.
 */
function nextOrderEnd(createdAtMs: number, nowMs: number): number {
  const made = new Date(createdAtMs);
  const now = new Date(nowMs);
  const inMonth = (ahead: number) => {
    const [year, month] = [now.getUTCFullYear(), now.getUTCMonth() + ahead];
    // The last day of a month stands in for one that it does not have.
    return Date.UTC(
      year,
      month,
      Math.min(made.getUTCDate(), new Date(Date.UTC(year, month + 1, 0)).getUTCDate()),
    );
  };
  return inMonth(0) > nowMs - DAY_MS ? inMonth(0) : inMonth(1);
}

function renewalText({ createdAtMs, orderId }: Resource, nowMs: number): string {
  const order = orderId === undefined ? "" : ` (order ${orderId})`;
  if (createdAtMs === null) return `turn off renewal before its order ends${order}`;
  const endMs = nextOrderEnd(createdAtMs, nowMs);
  const day = new Date(endMs).toISOString().slice(0, 10);
  if (endMs <= nowMs) return `turn off renewal today, ${day}, since its order may end today${order}`;
  return `turn off renewal before ${day}, when its order ends at the earliest${order}`;
}

function unusedPrepaid(
  { resource, idleSinceMs, offSinceMs }: MachineHistory,
  nowMs: number,
): string | undefined {
  const sinceMs = idleSinceMs ?? offSinceMs;
  if (resource?.billing !== "prepaid" || sinceMs === null || nowMs - sinceMs < IDLE_MS) return undefined;
  const how = idleSinceMs === null ? "stopped" : "idle";
  return `${how} for ${formatDuration(nowMs - sinceMs)} and prepaid: ${renewalText(resource, nowMs)}`;
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
  return [unusedPrepaid(history, nowMs), longOff(history, nowMs)].filter((text) => text !== undefined);
}
