import type { Verification } from "../ports/log-reader.ts";
import { linkArchive } from "../stores/link-archive.ts";
import { archivedSentence } from "../stores/verify-log.ts";
import { readArchive } from "./write-archive-file.ts";

/** A file that was checked together with the log. */
export interface CheckedFile {
  readonly file: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly runs: number;
  readonly entries: number;
  readonly digest: string;
  readonly ok: boolean;
}

/** A check of the log and of its archives. */
export interface WholeVerification extends Verification {
  readonly files: readonly CheckedFile[];
}

/**
 * Checks archives, one after the other, and holds them against the log that was checked. What is in a file is no
 * longer unknown; an archive whose file was not given stays so.
 */
export async function verifyArchives(
  found: Verification,
  paths: readonly string[],
  key: string | undefined,
): Promise<WholeVerification> {
  const files: CheckedFile[] = [];
  const problems = [...found.problems];
  const unknowns: string[] = [];
  const known = new Set<string>();
  for (const file of paths) {
    const archive = await readArchive(file, key);
    const { record, problems: unlinked } = linkArchive(archive, archive.digest, found.archives);
    if (record) known.add(record.run);
    const wrong = [...archive.problems, ...unlinked];
    problems.push(...wrong.map((problem) => `${file}: ${problem}`));
    // Without a key the check of the log says so once, for all.
    if (key) unknowns.push(...archive.unknowns.map((unknown) => `${file}: ${unknown}`));
    const { from, to, runs, entries, digest } = archive;
    files.push({ file, from, to, runs, entries, digest, ok: wrong.length === 0 });
  }
  return { ...found, problems, unknowns: [...unknownsOf(found, known), ...unknowns], files };
}

function unknownsOf({ archives, unknowns }: Verification, known: ReadonlySet<string>): readonly string[] {
  const last = archives.at(-1);
  if (!last || known.size === 0) return unknowns;
  const missing = archives.filter(({ run }) => !known.has(run));
  return [
    ...unknowns.filter((sentence) => sentence !== archivedSentence(1, last.to)),
    ...missing.map(({ from, to }) => archivedSentence(from, to)),
  ];
}
