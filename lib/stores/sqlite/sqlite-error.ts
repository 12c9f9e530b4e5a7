import * as z from "zod";
import { type AutomationError, isAutomationError } from "../../domain/errors.ts";
import { storeFailed } from "../store-failed.ts";

const Coded = z.object({ code: z.string() });

/** What each of SQLite's codes means here and what leads out. Extended codes begin with these. */
const MEANINGS: readonly (readonly [code: string, meaning: string, retryable: boolean])[] = [
  ["SQLITE_BUSY", "another process has held the write lock for too long; try again", true],
  ["SQLITE_LOCKED", "another connection has held the write lock for too long; try again", true],
  [
    "SQLITE_FULL",
    "the disk is full, or the file has reached its largest size; make room. Nothing was written",
    false,
  ],
  ["SQLITE_READONLY", "the file cannot be written; make it and its folder writable for this user", false],
  [
    "SQLITE_CANTOPEN",
    "the file, or the -wal and -shm files beside it, cannot be opened; make the folder writable",
    false,
  ],
  ["SQLITE_NOTADB", "this is not an SQLite database; name another path", false],
  [
    "SQLITE_CORRUPT",
    "the file is damaged; put back a copy of it, or move it away to start with an empty log",
    false,
  ],
  ["SQLITE_IOERR", "reading or writing the disk failed; look at the disk", false],
];

/** Turns whatever the driver threw into an `AutomationError` that names the file, the cause and the way out. */
export function sqliteError(path: string, cause: unknown): AutomationError {
  if (isAutomationError(cause)) return cause;
  const code = Coded.safeParse(cause).data?.code ?? "";
  const known = MEANINGS.find(([prefix]) => code.startsWith(prefix));
  const meaning = known?.[1] ?? (cause instanceof Error ? cause.message : "an unknown error of the driver");
  return storeFailed(`store ${path}: ${meaning}${code === "" ? "" : ` (${code})`}`, {
    cause,
    details: { retryable: known?.[2] ?? false, ...(code === "" ? {} : { sqliteCode: code }) },
  });
}
