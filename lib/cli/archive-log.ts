import { rm } from "node:fs/promises";
import { basename } from "node:path";
import { isAutomationError } from "../domain/errors.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { Ids } from "../ports/clock.ts";
import type { Archived, LogArchive } from "../ports/log-archive.ts";
import { intakeOf } from "../shell/accept-event.ts";
import { entryAt } from "../shell/entry.ts";
import type { WrittenArchive } from "../stores/archive-file.ts";
import type { ArchiveRequest } from "./archive-options.ts";
import { paintFor } from "./paint.ts";
import { showTime } from "./show-time.ts";
import { EXIT, type Terminal } from "./terminal.ts";
import { writeArchiveFile } from "./write-archive-file.ts";

/** What archiving needs beside the request. */
export interface ArchiveContext {
  readonly terminal: Terminal;
  readonly ids: Ids;
  /** Key of the seals; without it they are not checked. */
  readonly key: string | undefined;
  /** Most entries of one file, give or take one run. Default: that of `writeArchive`. */
  readonly entriesMax?: number;
}

/**
 * Moves the oldest closed runs out of the log into a file. First the file is whole and on the disk, then the log
 * forgets, so whatever breaks off in between leaves everything in the log, and a file that it has no record of.
 */
export async function archiveLog(
  { path, keepMs, by, json }: ArchiveRequest,
  store: LogArchive,
  context: ArchiveContext,
): Promise<number> {
  const { terminal, key, entriesMax } = context;
  const untilMs = terminal.now() - keepMs;
  const bounds = { key, ...(entriesMax === undefined ? {} : { entriesMax }) };
  const written = await writeArchiveFile(path, store.archivable(untilMs), bounds);
  if (!written) {
    const until = new Date(untilMs).toISOString();
    if (json) terminal.out(JSON.stringify({ archived: false, until }));
    else terminal.out(`nothing to archive: no closed run of the log ended before ${showTime(until)}`);
    return EXIT.ok;
  }
  const archived = await putDown({ path, by, written }, store, context);
  if (json) {
    const { removed, checkpoint } = archived;
    terminal.out(JSON.stringify({ archived: true, file: path, ...written, removed, head: checkpoint.hash }));
  } else showArchived(path, written, archived, terminal);
  return EXIT.ok;
}

interface Archive {
  readonly path: string;
  readonly by: string;
  readonly written: WrittenArchive;
}

async function putDown(
  { path, by, written }: Archive,
  store: LogArchive,
  { terminal, ids }: ArchiveContext,
): Promise<Archived> {
  const { from, to, digest, entries, runs } = written;
  const file = basename(path);
  const nowMs = terminal.now();
  const event: AutomationEvent = {
    specversion: "1.0",
    id: `archive-${from}-${to}-${digest.slice(0, 12)}`,
    source: "cli",
    type: "log.archived",
    time: new Date(nowMs).toISOString(),
    trigger: "cli",
    data: { file, digest, from, to, entries, by },
  };
  const finished = entryAt(nowMs, {
    phase: "finished",
    reason: "archived",
    text: `checkpoints ${from} to ${to} are in ${file}: runs ${runs}, entries ${entries}`,
    details: { file, digest, from, to, runs, entries, by },
  });
  try {
    return await store.archive(
      intakeOf(event, { clock: terminal, ids }),
      { from, to, digest, file },
      finished,
    );
  } catch (cause) {
    // A conflict is certain: the log has no record of this file and never will. Of any other failure nobody knows.
    if (isAutomationError(cause) && cause.code === "store-conflict") await rm(path, { force: true });
    else
      terminal.err(
        `curfew: ${path} is whole and stays; whether the log knows it: curfew log --verify --with FILE`,
      );
    throw cause;
  }
}

function showArchived(path: string, written: WrittenArchive, archived: Archived, terminal: Terminal): void {
  const { runs, entries, from, to, digest, more } = written;
  const paint = paintFor(terminal.color);
  terminal.out(`${paint.green("archived")} runs: ${runs}, entries: ${entries}, checkpoints ${from} to ${to}`);
  terminal.out(`file: ${path}`);
  terminal.out(`digest: ${digest}`);
  terminal.out(`entries that left the log: ${archived.removed}`);
  terminal.out(`head: ${archived.checkpoint.hash}`);
  terminal.out("keep the file and the head; check both with: curfew log --verify --with FILE");
  if (more) terminal.err("curfew: more runs are old enough: archive again, into another file");
}
