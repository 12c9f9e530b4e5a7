import type { Ending } from "../core/ending/ending.ts";
import { endingSoon } from "../core/ending/ending-soon.ts";
import type { Config } from "../domain/config.ts";
import { FLEET_POLICY, Frame, type SeenMachine } from "../domain/frame.ts";
import type { ResourceRef } from "../domain/resource.ts";
import type { StatusEntry } from "../domain/status.ts";
import type { LogReader } from "../ports/log-reader.ts";
import type { Store } from "../ports/store.ts";

/** A frame tells every machine whole once a day. */
const FRAMES_MS = 25 * 3_600_000;

/** Pieces of frames that are read at a time, and at most: enough for 10,000 machines. */
const PIECES_AT_ONCE = 40;
const PIECES_MAX = 1_200;

type Machines = Map<ResourceRef, SeenMachine>;

/** A machine is told whole only now and then; what was told of it before stays. */
function takeIn(machines: Machines, { details }: StatusEntry): void {
  for (const machine of Frame.safeParse(details).data?.machines ?? []) {
    const resource = machine.resource ?? machines.get(machine.ref)?.resource;
    machines.set(machine.ref, { ...machine, ...(resource && { resource }) });
  }
}

/** Machines as the frames of the last day told them. */
async function seenMachines(reader: Pick<LogReader, "find">, nowMs: number): Promise<Machines> {
  const filter = { policy: FLEET_POLICY, phases: ["seen" as const], sinceMs: nowMs - FRAMES_MS };
  const machines: Machines = new Map();
  let after: string | undefined;
  for (let pieces = 0; pieces < PIECES_MAX; pieces += PIECES_AT_ONCE) {
    const page = await reader.find(filter, {
      limit: PIECES_AT_ONCE,
      ...(after === undefined ? {} : { after }),
    });
    for (const entry of page.entries) takeIn(machines, entry);
    if (page.entries.length < PIECES_AT_ONCE || page.cursor === null) break;
    after = page.cursor;
  }
  return machines;
}

/**
 * What is about to end, from the store and the configuration alone: no cloud is asked, so notebook leases are as the last
 * hourly frame saw them.
 */
export async function readEndings(
  store: Pick<Store, "find" | "listHolds" | "lastVerdicts">,
  config: Pick<Config, "policies" | "calendars" | "limits">,
  { nowMs, withinMs }: { readonly nowMs: number; readonly withinMs: number },
): Promise<readonly Ending[]> {
  const [holds, machines, verdicts] = await Promise.all([
    store.listHolds(nowMs),
    seenMachines(store, nowMs),
    Promise.all(config.policies.map(async ({ name }) => [name, await store.lastVerdicts(name)] as const)),
  ]);
  const lastVerdicts = Object.fromEntries(verdicts);
  return endingSoon({ nowMs, withinMs, config, holds, machines, lastVerdicts });
}
