import { CHAT_POLICY, DIRECT_POLICY } from "../core/match-policies.ts";
import type { Facts } from "../domain/facts.ts";
import type { ResourceRef } from "../domain/resource.ts";
import type { LogReader } from "../ports/log-reader.ts";

/** When a person last asked for something of each machine through us, as the log tells by its last verdicts. */
export async function readPersons(reader: Pick<LogReader, "lastVerdicts">): Promise<Facts["personsMs"]> {
  const asked = await Promise.all([reader.lastVerdicts(DIRECT_POLICY), reader.lastVerdicts(CHAT_POLICY)]);
  const times = new Map<ResourceRef, number>();
  for (const [ref, { atMs }] of asked.flatMap((verdicts) => [...verdicts])) {
    times.set(ref, Math.max(atMs, times.get(ref) ?? 0));
  }
  return times;
}
