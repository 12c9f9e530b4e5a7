import type { AutomationEvent } from "../../lib/domain/event.ts";
import type { Archived, ArchivedRun, ArchiveRecord } from "../../lib/ports/log-archive.ts";
import type { Store } from "../../lib/ports/store.ts";
import { writeArchive } from "../../lib/stores/archive-file.ts";
import { at, DAY_MS, entry, intake } from "./store-fixtures.ts";

/** An archive that was made of a store and put down in it. */
export interface MadeArchive {
  readonly text: string;
  readonly record: ArchiveRecord;
  readonly archived: Archived;
}

/** Every run that can be archived, of those that ended before so many milliseconds into the day. */
export async function archivable(store: Store, untilMs: number): Promise<readonly ArchivedRun[]> {
  const runs: ArchivedRun[] = [];
  for await (const run of store.archivable(DAY_MS + untilMs)) runs.push(run);
  return runs;
}

/** The archive as a text, and the record that belongs to it. */
export async function writtenArchive(store: Store, untilMs: number) {
  let text = "";
  const written = await writeArchive(store.archivable(DAY_MS + untilMs), (line) => {
    text += line;
  });
  if (!written) throw new Error("there was nothing to archive");
  const { from, to, digest } = written;
  const record: ArchiveRecord = { from, to, digest, file: `${from}-${to}.jsonl` };
  return { text, record };
}

/** The event of a record. */
export function archiveEvent(record: ArchiveRecord): AutomationEvent {
  return {
    specversion: "1.0",
    id: `archive-${record.from}-${record.to}-${record.digest.slice(0, 12)}`,
    source: "cli",
    type: "log.archived",
    time: at(0),
    trigger: "cli",
    data: { ...record, entries: 0, by: "u-101" },
  };
}

/** Puts a record down as the run of that name. */
export function putDown(store: Store, run: string, record: ArchiveRecord, ms = 9_000): Promise<Archived> {
  const finished = entry("finished", ms + 1, { reason: "archived" });
  return store.archive(intake(run, ms, archiveEvent(record)), record, finished);
}

/** Archives everything that ended before so many milliseconds into the day, as the run of that name. */
export async function archiveUntil(
  store: Store,
  run: string,
  untilMs: number,
  ms = 9_000,
): Promise<MadeArchive> {
  const { text, record } = await writtenArchive(store, untilMs);
  return { text, record, archived: await putDown(store, run, record, ms) };
}

/** The lines of a text, as a file's reader gives them. */
export async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split("\n").slice(0, -1);
}
