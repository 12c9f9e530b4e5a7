import { FLEET_POLICY, Frame, type SeenMachine } from "../../domain/frame.ts";
import type { StatusEntry } from "../../domain/status.ts";
import type { LogReader } from "../../ports/log-reader.ts";
import { readLogPages } from "../../shell/read-log-pages.ts";

const DAY_MS = 86_400_000;

/** A stop is confirmed by a look at the machine, whose own clock may be a little off. */
const CLOCK_MS = 5 * 60_000;

/** Machines whose last stop is looked up; each takes two questions to the log. */
const MACHINES_MAX = 1_000;

/** Entries that one question takes: the id of another machine may begin with that of this one. */
const ENTRIES_MAX = 100;

/** Where old stops are looked for. */
export interface OldStops {
  readonly fromMs: number;
  /** Stops from here on are read anyway. */
  readonly readFromMs: number;
}

type OldMachine = SeenMachine & { readonly resource: { readonly updatedAtMs: number } };

/** Machines that stand still at the beginning of the month, and by their own time of change did before what is read anyway. */
async function restingMachines(
  reader: LogReader,
  { fromMs, readFromMs }: OldStops,
): Promise<readonly OldMachine[]> {
  const first = new Map<string, SeenMachine>();
  const filter = {
    ...{ policy: FLEET_POLICY, phases: ["seen" as const] },
    ...{ sinceMs: fromMs, untilMs: fromMs + DAY_MS },
  };
  await readLogPages(reader, { filter, pageEntries: ENTRIES_MAX }, ({ details }) => {
    const frame = Frame.safeParse(details);
    for (const machine of frame.data?.machines ?? []) {
      if (machine.resource && !first.has(machine.ref)) first.set(machine.ref, machine);
    }
  });
  return [...first.values()].filter((machine): machine is OldMachine => {
    const changedMs = machine.resource?.updatedAtMs ?? null;
    return machine.standing === "stopped" && changedMs !== null && changedMs < readFromMs;
  });
}

/** The stop of ours after which nothing touched the machine any more, behind what was planned in its run. */
async function lastStop(
  reader: LogReader,
  { ref, resource }: OldMachine,
  readFromMs: number,
): Promise<readonly StatusEntry[]> {
  const about = { resource: ref, untilMs: readFromMs };
  const { entries } = await reader.find(
    { ...about, phases: ["succeeded"] },
    { limit: ENTRIES_MAX, newest: true },
  );
  const own = entries.filter((entry) => entry.resource === ref);
  const last = own.toSorted((a, b) => a.at.localeCompare(b.at)).at(-1);
  if (last?.action !== "stop" || resource.updatedAtMs > Date.parse(last.at) + CLOCK_MS) return [];
  const planned = await reader.find({ ...about, run: last.run, phases: ["planned"] }, { limit: ENTRIES_MAX });
  return [...planned.entries.filter((entry) => entry.resource === ref), last];
}

/**
 * Reads stops that are older than what a report reads anyway and still go on: those after which the machine's own time of
 * change shows that nobody touched it. Everything else about so long ago is left out: a saving is rather told too small.
 */
export async function readOldStops(
  reader: LogReader,
  range: OldStops,
  take: (entry: StatusEntry) => void,
): Promise<void> {
  const machines = await restingMachines(reader, range);
  for (const machine of machines.slice(0, MACHINES_MAX)) {
    for (const entry of await lastStop(reader, machine, range.readFromMs)) take(entry);
  }
}
