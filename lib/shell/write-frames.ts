import { meantLists } from "../core/frame/observation-of.ts";
import { seenMachine } from "../core/frame/seen-machine.ts";
import type { Inventory, Measurement } from "../domain/facts.ts";
import { FLEET_POLICY, FRAME_MACHINES_MAX, type SeenMachine } from "../domain/frame.ts";
import { groupBy } from "../domain/group-by.ts";
import type { Resource, ResourceRef } from "../domain/resource.ts";
import type { NewEntry } from "../domain/status.ts";
import type { ReadBounds } from "../ports/cloud.ts";
import { entryAt } from "./entry.ts";
import type { FleetFacts } from "./gather-facts.ts";
import type { ShellPorts } from "./shell-ports.ts";

const HOUR_MS = 3_600_000;

/** What a frame is written from. */
export interface FrameInput {
  /** The full hour that it closes, milliseconds since the epoch. */
  readonly slotMs: number;
  readonly fleet: FleetFacts;
  readonly bounds: ReadBounds;
  /** Takes each piece as it is made. */
  readonly keep: (entry: NewEntry) => Promise<void>;
}

type Signals = ReadonlyMap<ResourceRef, readonly Measurement[]>;

interface Before {
  readonly slotMs: number;
  /** Whether the last piece of that frame was written. */
  readonly isComplete: boolean;
}

/** The newest frame of the log. */
async function newestFrame({ store }: ShellPorts): Promise<Before | undefined> {
  const filter = { policy: FLEET_POLICY, phases: ["seen" as const] };
  const { entries } = await store.find(filter, { limit: 1, newest: true });
  const details = entries[0]?.details;
  const slotMs = Date.parse(String(details?.["slot"]));
  return Number.isNaN(slotMs) ? undefined : { slotMs, isComplete: details?.["last"] === true };
}

/** What machines measured in the last hour, where a policy looks at their kind. One query a target and piece. */
async function measured(
  ports: ShellPorts,
  resources: readonly Resource[],
  { nowMs, bounds }: { readonly nowMs: number; readonly bounds: ReadBounds },
): Promise<Signals> {
  const idle = ports.rulebook.config.policies.filter(({ idleMs }) => idleMs !== null);
  const kinds = new Set(idle.flatMap((policy) => policy.resources));
  const meant = resources.filter(({ standing, kind }) => standing === "running" && kinds.has(kind));
  const answers = await Promise.all(
    [...groupBy(meant, ({ target }) => target)].map(([target, own]) =>
      ports.clouds.get(target)?.measure(own, { nowMs, windowMs: HOUR_MS, bounds }),
    ),
  );
  return new Map(answers.flatMap((answer) => (answer ? [...answer.byResource] : [])));
}

/** Lists whose machines may be missing from the frame although they are there. */
function doubtfulLists(inventories: readonly Inventory[], meant: readonly string[]): readonly string[] {
  const key = ({ target, kind }: Inventory) => `${target}/${kind}`;
  const sure = inventories.filter(({ failed, doubt }) => failed === null && doubt === null);
  const known = new Set(sure.map(key));
  return [...new Set([...meant, ...inventories.map(key)])].filter((list) => !known.has(list)).sort();
}

function pieces(resources: readonly Resource[]): readonly (readonly Resource[])[] {
  const count = Math.max(1, Math.ceil(resources.length / FRAME_MACHINES_MAX));
  return Array.from({ length: count }, (_, index) =>
    resources.slice(index * FRAME_MACHINES_MAX, (index + 1) * FRAME_MACHINES_MAX),
  );
}

function pieceEntry(
  machines: readonly SeenMachine[],
  {
    slot,
    doubtful,
    last,
    nowMs,
  }: { slot: string; doubtful: readonly string[]; last: boolean; nowMs: number },
): NewEntry {
  const running = machines.filter(({ standing }) => standing === "running").length;
  const missing = doubtful.length === 0 ? "" : `; not read: ${doubtful.join(", ")}`;
  return entryAt(nowMs, {
    phase: "seen",
    reason: "fleet",
    policy: FLEET_POLICY,
    text: `${machines.length} machines, ${running} of them running, at ${slot.slice(0, 16)}Z${missing}`,
    details: { slot, doubtful, machines, last },
  });
}

/**
 * Writes down how the fleet stands at a full hour, piece by piece: what is measured of one piece is forgotten before the
 * next is read. A frame that an earlier pass wrote is not written again; one that it left unfinished is, whole.
 */
export async function writeFrames(
  ports: ShellPorts,
  { slotMs, fleet, bounds, keep }: FrameInput,
): Promise<void> {
  const before = await newestFrame(ports);
  if (before && before.slotMs >= slotMs && before.isComplete) return;
  const slot = new Date(slotMs).toISOString();
  const { nowMs, inventories } = fleet;
  const isWhole =
    !before?.isComplete || new Date(before.slotMs).toISOString().slice(0, 10) !== slot.slice(0, 10);
  const doubtful = doubtfulLists(inventories, meantLists(ports.rulebook.config));
  const context = { rulebook: ports.rulebook, nowMs, isWhole };
  const all = inventories.flatMap(({ resources }) => resources);
  const parts = pieces(all);
  for (const [index, part] of parts.entries()) {
    const signals = await measured(ports, part, { nowMs, bounds });
    const machines = part.map((resource) => seenMachine(resource, signals.get(resource.ref) ?? [], context));
    await keep(pieceEntry(machines, { slot, doubtful, nowMs, last: index === parts.length - 1 }));
  }
}
