import { createReadStream } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod";
import { AutomationError } from "../domain/errors.ts";
import type { ArchivedRun } from "../ports/log-archive.ts";
import { readArchiveLines, type WrittenArchive, writeArchive } from "../stores/archive-file.ts";
import { type ArchiveVerification, verifyArchive } from "../stores/verify-archive.ts";
import { isThere } from "./open-log.ts";
import { wrongOption } from "./wrong-option.ts";

/** Characters that are collected before they are written. */
const WRITE_CHARACTERS = 262_144;

/** A file as it was read back. */
export interface ReadArchive extends ArchiveVerification {
  /** SHA-256 of its bytes. */
  readonly digest: string;
}

/** Reads an archive and recomputes everything in it. Rejects with `usage` when it cannot be read. */
export async function readArchive(path: string, key: string | undefined): Promise<ReadArchive> {
  const { lines, digest } = readArchiveLines(createReadStream(path));
  try {
    const found = await verifyArchive(lines, key ? { key } : {});
    return { ...found, digest: digest() };
  } catch (cause) {
    if (cause instanceof AutomationError) throw cause;
    throw new AutomationError("usage", `${path}: cannot be read (${codeOf(cause)})`, { cause });
  }
}

/**
 * Writes runs into a new file, for its owner alone, under a name of its own until all of it is on the disk and was
 * read back without a problem. So a file of the wanted name is always a whole archive, and nothing leaves the log that
 * could not be checked outside of it.
 *
 * @returns `undefined` when there was no run; there is no file then
 * @throws AutomationError `usage` when the file is there or cannot be written, `store-failed` when what was read back
 *   is not sound, because the log is not
 */
export async function writeArchiveFile(
  path: string,
  runs: AsyncIterable<ArchivedRun>,
  { key, entriesMax }: { readonly key: string | undefined; readonly entriesMax?: number },
): Promise<WrittenArchive | undefined> {
  if (await isThere(path)) throw wrongOption("--archive", "is there already; name another file", path);
  const part = `${path}.part`;
  const written = await writePart(part, runs, entriesMax);
  if (!written) return undefined;
  try {
    const found = await readArchive(part, key);
    const problems =
      found.digest === written.digest ? found.problems : ["what was read back is not what was written"];
    if (problems.length > 0) throw unsound(path, problems);
    if (await isThere(path)) throw wrongOption("--archive", "is there by now; name another file", path);
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true });
    throw cause;
  }
  await syncFolder(dirname(path));
  return written;
}

function unsound(path: string, [first, ...others]: readonly string[]): AutomationError {
  const rest = others.length === 0 ? "" : `, and ${others.length} more`;
  return new AutomationError(
    "store-failed",
    `${path}: nothing was archived, because the log has problems: ${first}${rest}; see them with: curfew log --verify`,
  );
}

/** Nothing is opened before there is something to write. */
async function writePart(
  part: string,
  runs: AsyncIterable<ArchivedRun>,
  entriesMax: number | undefined,
): Promise<WrittenArchive | undefined> {
  let file: FileHandle | undefined;
  let text = "";
  const flush = async () => {
    file ??= await openPart(part);
    await file.writeFile(text);
    text = "";
  };
  try {
    const write = async (line: string) => {
      text += line;
      if (!file || text.length >= WRITE_CHARACTERS) await flush();
    };
    const written = await writeArchive(runs, write, entriesMax === undefined ? {} : { entriesMax });
    if (!written) return undefined;
    await flush();
    await file?.sync();
    return written;
  } catch (cause) {
    if (file) await rm(part, { force: true });
    throw cause instanceof AutomationError ? cause : cannotWrite(part, cause);
  } finally {
    await file?.close();
  }
}

async function openPart(part: string): Promise<FileHandle> {
  try {
    return await open(part, "wx", 0o600);
  } catch (cause) {
    if (codeOf(cause) !== "EEXIST") throw cause;
    throw wrongOption(
      "--archive",
      `${part} is there: another archive is being written, or one broke off; if none is, remove it and try again`,
    );
  }
}

function cannotWrite(part: string, cause: unknown): AutomationError {
  return new AutomationError("usage", `${part}: cannot be written (${codeOf(cause)}); nothing was archived`, {
    cause,
    details: { field: "archive" },
  });
}

/** The new name has to survive a loss of power as well: the log forgets what the file holds. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function codeOf(cause: unknown): string {
  return z.object({ code: z.string() }).safeParse(cause).data?.code ?? String(cause);
}
