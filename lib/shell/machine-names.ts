import { nameIn } from "../core/name-in.ts";
import type { StatusEntry } from "../domain/status.ts";
import type { LogReader } from "../ports/log-reader.ts";

/** Entries looked through for the names of machines that the entries at hand do not name. */
const LOOKED_AT_MAX = 1_000;

/** The last name that entries give each machine, by `target/kind/id`. */
export function namesIn(entries: readonly StatusEntry[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const entry of entries) {
    const name = nameIn(entry);
    if (name !== undefined && entry.resource !== null) names.set(entry.resource, name);
  }
  return names;
}

/** Leaves out names that several machines have: the reference tells them apart, the name does not. */
export function uniqueNames(names: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const name of names.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map([...names].filter(([, name]) => counts.get(name) === 1));
}

/** Names from the newest decisions of the log, which tell them; `part` is a part of the reference. */
export async function namesInLog(reader: LogReader, part?: string): Promise<ReadonlyMap<string, string>> {
  const { entries } = await reader.find(
    { phases: ["planned", "skipped"], ...(part === undefined ? {} : { resource: part }) },
    { limit: LOOKED_AT_MAX, newest: true },
  );
  return namesIn(entries);
}

/** Names for the machines of these entries; the log is asked only when they do not tell all themselves. */
export async function namesFor(
  entries: readonly StatusEntry[],
  reader: LogReader,
): Promise<ReadonlyMap<string, string>> {
  const own = namesIn(entries);
  const isNameless = ({ resource }: StatusEntry) => resource !== null && !own.has(resource);
  if (!entries.some(isNameless)) return uniqueNames(own);
  return uniqueNames(new Map([...(await namesInLog(reader)), ...own]));
}
