import type { StatusEntry } from "../../lib/domain/status.ts";
import { settle } from "../../lib/emulator/settle.ts";
import { shardGet } from "../../lib/emulator/shard-map.ts";
import type { EmulatorState } from "../../lib/emulator/state.ts";
import { END_MS } from "./world-times.ts";

/** How a machine stands when a step on it has succeeded. */
const STANDS: Readonly<Record<string, string>> = {
  stop: "STOPPED",
  start: "RUNNING",
  reboot: "RUNNING",
  "reinstall-os": "RUNNING",
  "change-os": "RUNNING",
};

/**
 * A machine stands in the end as the last word on it says. It would not when a call that was given up for lost came in
 * behind the steps that rested on it. Where the last call came to no good end, the log promises nothing.
 */
export function asTold(entries: readonly StatusEntry[], cloud: EmulatorState): readonly string[] {
  const told = new Map<string, StatusEntry>();
  for (const entry of entries) {
    if (entry.resource === null || !Object.hasOwn(STANDS, entry.action ?? "")) continue;
    if (entry.phase === "succeeded") told.set(entry.resource, entry);
    else if (entry.phase === "submitting") told.delete(entry.resource);
  }
  return [...told].flatMap(([resource, { action, at, run }]) => {
    const machine = shardGet(cloud.machines, resource.split("/")[2] ?? "");
    if (!machine) return [];
    const { status } = settle(machine, END_MS, cloud.speed);
    const wanted = STANDS[action ?? ""];
    return status === wanted
      ? []
      : [`${run}: said at ${at} that the ${action} of ${resource} is done, but it is ${status} in the end`];
  });
}
