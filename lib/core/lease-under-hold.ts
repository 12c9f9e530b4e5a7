import type { Hold } from "../domain/hold.ts";
import type { Resource } from "../domain/resource.ts";
import { type LeaseWish, leaseWish } from "./lease-wish.ts";

const HOUR_MS = 3_600_000;

/** Whether the cloud would stop it no sooner under the new lease than under the one that stands. */
function isNoSooner({ type, hours }: LeaseWish, { lease }: Pick<Resource, "lease">, nowMs: number): boolean {
  if (!lease?.enabled || lease.expiresAtMs === null) return false;
  const { expiresAtMs, setAtMs } = lease;
  if (lease.type === "timing") return expiresAtMs > nowMs && expiresAtMs <= nowMs + hours * HOUR_MS;
  // Of an idle lease the end is told as if nobody had worked since it was set: that is how many hours were asked for.
  return type === "idle" && setAtMs !== undefined && expiresAtMs - setAtMs <= hours * HOUR_MS;
}

/**
 * When the cloud itself could stop a held machine, if this notebook lease were set: milliseconds since the epoch.
 * `undefined` where that is not before the hold ends, or no sooner than the lease that stands lets it.
 */
export function stopUnderHold(
  wanted: Parameters<typeof leaseWish>[0],
  {
    resource,
    hold,
    nowMs,
  }: { readonly resource: Pick<Resource, "lease">; readonly hold: Hold; readonly nowMs: number },
): number | undefined {
  const wish = leaseWish(wanted);
  const endMs = nowMs + wish.hours * HOUR_MS;
  return endMs >= Date.parse(hold.until) || isNoSooner(wish, resource, nowMs) ? undefined : endMs;
}

/**
 * What is to be said of a notebook lease that stands when somebody asks for a hold: the hold keeps policies and requests
 * off, and the lease is the cloud's own. Empty where it does not end before the hold.
 */
export function leaseBeforeHoldEnds(
  { lease, name }: Pick<Resource, "lease" | "name">,
  { until }: Hold,
): string {
  if (!lease?.enabled) return "";
  const way = `curfew lease ${name} --set hours=N moves that, curfew extend does not`;
  if (lease.type === "idle") {
    return `; its notebook lease goes on: the cloud itself stops it when it finds it idle; ${way}`;
  }
  const { expiresAtMs } = lease;
  if (expiresAtMs !== null && expiresAtMs >= Date.parse(until)) return "";
  const when =
    expiresAtMs === null ? "at a time that is not told" : `at ${new Date(expiresAtMs).toISOString()}`;
  return `; its notebook lease goes on: the cloud itself stops it ${when}, whatever runs on it; ${way}`;
}
