import type { Checkpoint } from "../domain/checkpoint.ts";
import type { StatusEntry } from "../domain/status.ts";
import type { Store } from "../ports/store.ts";
import { startRun } from "./start-run.ts";

/**
 * A store that also prints every entry, and every checkpoint as `{"checkpoint":{…}}`, as one JSON line each, once it
 * is durable: the host's log collector then holds a second copy, with the anchors.
 *
 * @param writeLine takes a line without its line break; must not throw, for the write has already happened
 */
export function withJsonLines(store: Store, writeLine: (line: string) => void): Store {
  return {
    ...store,
    accept: async (intake, options) => {
      const accepted = await store.accept(intake, options);
      if (accepted.outcome === "new") writeLine(startRun(intake).first.kept.bytes);
      return accepted;
    },
    append: async (run, expectedSeq, entries, options) => {
      const appended = await store.append(run, expectedSeq, entries, options);
      if (appended.ok) {
        for (const entry of appended.entries) writeLine(entryLine(entry));
        if (appended.checkpoint) writeLine(checkpointLine(appended.checkpoint));
      }
      return appended;
    },
    archive: async (intake, record, finished) => {
      const archived = await store.archive(intake, record, finished);
      for (const entry of archived.entries) writeLine(JSON.stringify(entry));
      writeLine(checkpointLine(archived.checkpoint));
      return archived;
    },
  };
}

/** A frame tells of hundreds of machines at once: a collector that takes lines apart gets their number. */
function entryLine(entry: StatusEntry): string {
  const { machines } = entry.details;
  if (entry.phase !== "seen" || !Array.isArray(machines)) return JSON.stringify(entry);
  return JSON.stringify({ ...entry, details: { ...entry.details, machines: machines.length } });
}

function checkpointLine(checkpoint: Checkpoint): string {
  return JSON.stringify({ checkpoint });
}
