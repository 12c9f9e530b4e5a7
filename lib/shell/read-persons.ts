import { DIRECT_POLICY } from "../core/match-policies.ts";
import type { Facts } from "../domain/facts.ts";
import type { LogReader } from "../ports/log-reader.ts";

/** When a person last asked for something of each machine through us, as the log tells by its last verdicts. */
export async function readPersons(reader: Pick<LogReader, "lastVerdicts">): Promise<Facts["personsMs"]> {
  const asked = await reader.lastVerdicts(DIRECT_POLICY);
  return new Map([...asked].map(([ref, { atMs }]) => [ref, atMs]));
}
