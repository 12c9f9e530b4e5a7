import type { ArchiveOnRecord } from "../ports/log-reader.ts";
import type { ArchiveVerification } from "./verify-archive.ts";

/** Whether an archive belongs to a log: the record that it fits, and what does not fit. */
export interface ArchiveLink {
  readonly record: ArchiveOnRecord | undefined;
  readonly problems: readonly string[];
}

/**
 * Holds a checked archive against the records of the live log. The checkpoints of archived runs stay in the log, so
 * the hash before the archive and its last one must be those of the log; all between follow from them.
 *
 * @param digest SHA-256 of the file as it was read
 */
export function linkArchive(
  found: Pick<ArchiveVerification, "from" | "to" | "prev" | "head">,
  digest: string,
  archives: readonly ArchiveOnRecord[],
): ArchiveLink {
  const record =
    archives.find((archive) => archive.digest === digest) ??
    archives.find((archive) => archive.from === found.from);
  if (!record) {
    return {
      record,
      problems: ["the log has no record of it: it belongs to another log, or was never put down there"],
    };
  }
  const problems: string[] = [];
  if (record.digest !== digest) {
    problems.push(
      `its digest is not the one that run ${record.run} records: it was changed, or is another copy`,
    );
  }
  if (record.from !== found.from || record.to !== found.to) {
    problems.push(
      `it holds checkpoints ${found.from} to ${found.to}, and run ${record.run} records ${record.from} to ${record.to}`,
    );
  }
  if (record.prev !== found.prev) {
    problems.push(
      `it does not follow the checkpoint before ${record.from} of the log; one of them was changed`,
    );
  }
  if (record.head !== found.head) {
    problems.push(`its last checkpoint is not checkpoint ${record.to} of the log; one of them was changed`);
  }
  return { record, problems };
}
