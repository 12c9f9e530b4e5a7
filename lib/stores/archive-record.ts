import { AutomationError } from "../domain/errors.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { NewEntry } from "../domain/status.ts";
import type { ArchiveRecord } from "../ports/log-archive.ts";
import type { Intake } from "../ports/status-log.ts";
import { type KeptRun, parseEvent } from "./kept-run.ts";
import { storeFailed } from "./store-failed.ts";

/**
 * Type of the runs that record an archive. They are the proof that the runs which are not here were moved and not
 * removed, so an archive takes a copy of them and leaves them where they are.
 */
export const RECORD_TYPE = "log.archived" satisfies AutomationEvent["type"];

/** Whether an archive has taken the entries of a run along. */
export function isMoved({ archived, type }: Pick<KeptRun, "archived" | "type">): boolean {
  return archived && type !== RECORD_TYPE;
}

/** What the event of such a run says, or `undefined` for any other event. */
export function recordOf(eventText: string): ArchiveRecord | undefined {
  const event = parseEvent(eventText);
  if (event?.type !== RECORD_TYPE) return undefined;
  const { from, to, digest, file } = event.data;
  return { from, to, digest, file };
}

/** Only `archive` writes a record: one that came in as an event would cover up a removal. Throws `store-failed`. */
export function refuseRecord({ event }: Intake): void {
  if (event.type !== RECORD_TYPE) return;
  throw storeFailed(`an event of type ${RECORD_TYPE} is written by the log itself, when runs are archived`);
}

/** Refuses an archive whose event does not say what is moved. Throws `store-failed`. */
export function checkArchive({ event }: Intake, record: ArchiveRecord, finished: NewEntry): void {
  const { from, to, digest, file } = record;
  if (from < 1 || to < from)
    throw storeFailed(`an archive goes from one checkpoint on, not ${from} to ${to}`);
  if (finished.phase !== "finished")
    throw storeFailed("the run of an archive ends with an entry of phase finished");
  const fits =
    event.type === RECORD_TYPE &&
    event.data.from === from &&
    event.data.to === to &&
    event.data.digest === digest &&
    event.data.file === file;
  if (!fits)
    throw storeFailed("the event of an archive must say which checkpoints it holds, its digest and its file");
}

/** The log is not as it was when the archive was made: somebody else has archived, or it is not the same log. */
export function archiveConflict({ from, to }: ArchiveRecord): AutomationError {
  return new AutomationError(
    "store-conflict",
    `checkpoints ${from} to ${to} are not the oldest that this log still holds; archive again, into another file`,
    { details: { retryable: false } },
  );
}
