import { createHash, type Hash } from "node:crypto";
import * as z from "zod";
import { Checkpoint } from "../domain/checkpoint.ts";
import type { ArchivedRun } from "../ports/log-archive.ts";
import { storeFailed } from "./store-failed.ts";

/** Version of the file's shape. */
export const ARCHIVE_VERSION = 1;

/** Most characters of one line of an archive, which holds one run. */
export const LINE_CHARACTERS_MAX = 268_435_456;

/** Where {@link writeArchive} takes what is not given. */
export const ARCHIVE_DEFAULTS = { entriesMax: 200_000 } as const;

/** First line of an archive: where it stands in the chain of checkpoints. */
export const ArchiveHeader = z.strictObject({
  curfew: z.literal("log-archive"),
  v: z.literal(ARCHIVE_VERSION),
  /** Number of its first checkpoint. */
  from: z.number().int().positive(),
  /** Hash of the checkpoint before; empty when `from` is 1. */
  prev: z.string(),
});
export type ArchiveHeader = z.infer<typeof ArchiveHeader>;

/** Every other line: a closed run, oldest first. */
export const ArchiveLine = z.strictObject({
  checkpoint: Checkpoint,
  event: z.string(),
  entries: z.array(z.string()),
});

/** An archive as it was written. */
export interface WrittenArchive {
  /** Numbers of the first and the last checkpoint. */
  readonly from: number;
  readonly to: number;
  readonly runs: number;
  readonly entries: number;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly digest: string;
  /** Whether it was full before the runs were at an end. */
  readonly more: boolean;
}

/**
 * Writes runs as an archive: JSON lines, a header and a run each. Holds one run in memory.
 *
 * @param write takes a line with its line break, and may make the walk wait
 * @param options `entriesMax`: a run begins only while there are fewer entries, for what is moved out of a store leaves
 *   it in one write, which nobody else should have to wait for long. Default: {@link ARCHIVE_DEFAULTS}
 * @returns `undefined` when there was no run; nothing was written then
 */
export async function writeArchive(
  runs: AsyncIterable<ArchivedRun>,
  write: (text: string) => Promise<void> | void,
  options: { readonly entriesMax?: number } = {},
): Promise<WrittenArchive | undefined> {
  const { entriesMax = ARCHIVE_DEFAULTS.entriesMax } = options;
  const hash = createHash("sha256");
  const put = async (line: unknown) => {
    const text = `${JSON.stringify(line)}\n`;
    if (text.length > LINE_CHARACTERS_MAX) throw storeFailed("a run is too long for a line of an archive");
    hash.update(text);
    await write(text);
  };
  let written: Omit<WrittenArchive, "digest" | "more"> | undefined;
  let more = false;
  for await (const { checkpoint, event, entries } of runs) {
    more = written !== undefined && written.entries >= entriesMax;
    if (more) break;
    if (!written) await put(headerBefore(checkpoint));
    await put({ checkpoint, event, entries });
    written = {
      from: written?.from ?? checkpoint.n,
      to: checkpoint.n,
      runs: (written?.runs ?? 0) + 1,
      entries: (written?.entries ?? 0) + entries.length,
    };
  }
  return written && { ...written, digest: hash.digest("hex"), more };
}

function headerBefore({ n, prev }: Checkpoint): ArchiveHeader {
  return { curfew: "log-archive", v: ARCHIVE_VERSION, from: n, prev };
}

/** The lines of a file, without their line breaks, and afterwards the digest of its bytes. */
export interface ArchiveLines {
  readonly lines: AsyncIterable<string>;
  /** SHA-256 of the bytes read so far, hexadecimal; call it once, at the end. */
  readonly digest: () => string;
}

/**
 * Cuts the bytes of a file into lines. Holds one line in memory.
 *
 * @throws AutomationError `store-failed`, while it is read, for a line that no archive has
 */
export function readArchiveLines(
  bytes: AsyncIterable<Uint8Array>,
  { lineMax = LINE_CHARACTERS_MAX }: { readonly lineMax?: number } = {},
): ArchiveLines {
  const hash = createHash("sha256");
  return { lines: linesOf(bytes, hash, lineMax), digest: () => hash.digest("hex") };
}

async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
  hash: Hash,
  lineMax: number,
): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let rest = "";
  for await (const chunk of bytes) {
    hash.update(chunk);
    const parts = decoder.decode(chunk, { stream: true }).split("\n");
    parts[0] = rest + (parts[0] ?? "");
    rest = parts.pop() ?? "";
    yield* parts;
    if (rest.length > lineMax) {
      throw storeFailed(`a line has more than ${lineMax} characters; this is not an archive of a log`);
    }
  }
  rest += decoder.decode();
  // What was cut off in the middle of a line is for the check to tell.
  if (rest !== "") yield rest;
}
