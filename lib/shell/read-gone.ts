import { FLEET_POLICY, Frame, type SeenMachine } from "../domain/frame.ts";
import type { Resource, ResourceRef } from "../domain/resource.ts";
import type { LogReader } from "../ports/log-reader.ts";
import type { FleetFacts } from "./gather-facts.ts";
import { readLogPages } from "./read-log-pages.ts";

const HOUR_MS = 3_600_000;

/** The first frame of each day tells every machine whole, and may be a little late. */
const WHOLE_MS = 26 * HOUR_MS;

/** Pieces of a frame that are held at a time, of 250 machines each. */
const PAGE_ENTRIES = 50;

/** Machines as the frames of a stretch told them, newest last. */
async function seenBetween(
  reader: Pick<LogReader, "find">,
  { sinceMs, untilMs }: { readonly sinceMs: number; readonly untilMs: number },
  take: (machine: SeenMachine) => void,
): Promise<void> {
  const filter = { policy: FLEET_POLICY, phases: ["seen" as const], sinceMs, untilMs };
  await readLogPages(reader, { filter, pageEntries: PAGE_ENTRIES }, ({ details }) => {
    Frame.safeParse(details).data?.machines.forEach(take);
  });
}

/**
 * Machines that stood in the fleet's history since then and are in no list any more, as they were last told whole. A list
 * that cannot be read beyond doubt says of nobody that it is gone.
 */
export async function readGone(
  reader: Pick<LogReader, "find">,
  { inventories, nowMs }: Pick<FleetFacts, "inventories" | "nowMs">,
  sinceMs: number,
): Promise<readonly Resource[]> {
  const sure = inventories.filter(({ failed, doubt }) => failed === null && doubt === null);
  const lists = new Set(sure.map(({ target, kind }) => `${target}/${kind}`));
  const there = new Set(sure.flatMap(({ resources }) => resources.map(({ ref }) => ref)));
  const missing = new Set<ResourceRef>();
  const untilMs = nowMs + 1;
  // The last frame before that time tells who was there then.
  await seenBetween(reader, { sinceMs: sinceMs - HOUR_MS, untilMs }, ({ ref }) => {
    if (!there.has(ref) && lists.has(ref.split("/").slice(0, 2).join("/"))) missing.add(ref);
  });
  if (missing.size === 0) return [];
  const gone = new Map<ResourceRef, Resource>();
  await seenBetween(reader, { sinceMs: sinceMs - WHOLE_MS, untilMs }, ({ ref, resource }) => {
    if (resource && missing.has(ref)) gone.set(ref, resource);
  });
  return [...gone.values()];
}
