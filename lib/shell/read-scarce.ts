import type { ListWanted } from "../core/facts-needed.ts";
import type { Facts, Inventory } from "../domain/facts.ts";
import type { Reason } from "../domain/reasons.ts";
import type { ReadBounds } from "../ports/cloud.ts";
import type { LogReader } from "../ports/log-reader.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** A start that failed so long ago counts no more. */
const FAILED_LIFE_MS = 7 * 24 * 3_600_000;

/** What the log said of failed starts is asked for again after so long: on a bucket it takes a walk over a week. */
const FAILED_KEPT_MS = 10 * 60_000;

/** Most failures that are looked at. */
const FAILURES_MAX = 1_000;

/** The machine itself, or the cloud's answer, said no; a call that could not be built says nothing about the cloud. */
const SAYS_NO: readonly Reason[] = ["step-failed", "rejected"];

/** Machines whose start failed, and when that was last, milliseconds since the epoch. */
type Failures = ReadonlyMap<string, number>;

const kept = new WeakMap<LogReader, { readonly failures: Failures; readonly atMs: number }>();

async function failedStarts(store: LogReader, nowMs: number): Promise<Failures> {
  const known = kept.get(store);
  if (known && nowMs >= known.atMs && nowMs - known.atMs < FAILED_KEPT_MS) return known.failures;
  const { entries } = await store.find(
    { phases: ["failed", "rejected"], sinceMs: nowMs - FAILED_LIFE_MS },
    { limit: FAILURES_MAX, newest: true },
  );
  const starts = entries.filter(({ action, reason }) => action === "start" && SAYS_NO.includes(reason));
  const failures = new Map(starts.map(({ resource, at }) => [resource ?? "", Date.parse(at)]));
  kept.set(store, { failures, atMs: nowMs });
  return failures;
}

/** What has to be known to tell which flavors are scarce. */
export interface ScarceQuestion {
  readonly lists: readonly ListWanted[];
  readonly inventories: readonly Inventory[];
  readonly nowMs: number;
  readonly bounds: ReadBounds;
}

/**
 * Flavors that might not be had again, and why: the cloud calls them sold out, or a machine of that flavor failed to
 * start within a week.
 */
export async function readScarce(
  ports: ShellPorts,
  { lists, inventories, nowMs, bounds }: ScarceQuestion,
): Promise<Facts["scarce"]> {
  const failures = await failedStarts(ports.store, nowMs);
  const scarce = new Map<string, string>();
  for (const { ref, target, kind, flavor } of inventories.flatMap(({ resources }) => resources)) {
    const failedMs = failures.get(ref);
    if (failedMs === undefined) continue;
    const day = new Date(failedMs).toISOString().slice(0, 10);
    scarce.set(`${target}/${kind}/${flavor.name}`, `failed to start on ${day}`);
  }
  const answers = lists.map(async ({ target, kind }) => {
    const names = (await ports.clouds.get(target)?.soldOut?.(kind, bounds)) ?? [];
    for (const name of names) scarce.set(`${target}/${kind}/${name}`, "is sold out");
  });
  await Promise.all(answers);
  return scarce;
}
