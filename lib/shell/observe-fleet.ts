import type { Observation } from "../core/frame/observation-of.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { NewEntry } from "../domain/status.ts";
import type { ReadBounds } from "../ports/cloud.ts";
import type { FleetFacts } from "./gather-facts.ts";
import { meterSpend } from "./meter-spend.ts";
import type { ShellPorts } from "./shell-ports.ts";
import { writeFrames } from "./write-frames.ts";

/** Pieces of a frame that are held until they are written together; what is left goes with the decision. */
const PIECES_HELD_MAX = 8;

/** What a pass has seen, and how what it observes is kept. */
export interface ObserveOptions {
  readonly event: AutomationEvent;
  readonly observation: Observation;
  readonly fleet: FleetFacts;
  readonly bounds: ReadBounds;
  /** Appends at once. Default: everything is held and returned. */
  readonly write?: ((entries: readonly NewEntry[]) => Promise<void>) | undefined;
}

/** Writes down how the fleet stands and what it has cost, as far as that is due; returns what is left to append. */
export async function observeFleet(
  ports: ShellPorts,
  { event, observation, fleet, bounds, write }: ObserveOptions,
): Promise<readonly NewEntry[]> {
  const held: NewEntry[] = [];
  const keep = async (entry: NewEntry) => {
    held.push(entry);
    if (write && held.length >= PIECES_HELD_MAX) await write(held.splice(0));
  };
  if (observation.frameMs !== null) {
    await writeFrames(ports, { slotMs: observation.frameMs, fleet, bounds, keep });
  }
  if (observation.meters) held.push(await meterSpend(ports, { event, fleet, bounds }));
  return held;
}
