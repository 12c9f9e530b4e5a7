import type { ArchiveRecord } from "../ports/log-archive.ts";
import type { ArchiveOnRecord } from "../ports/log-reader.ts";
import { recordOf } from "./archive-record.ts";
import type { Findings } from "./findings.ts";
import type { LogSource } from "./log-source.ts";

/** Which part of the log its own records say is in archives: everything from the first checkpoint up to `to`. */
export interface Coverage {
  readonly records: readonly (ArchiveRecord & { readonly run: string })[];
  /** 0 when nothing was archived. */
  readonly to: number;
}

/**
 * Reads the records and adds those that do not follow each other: archives are one piece of the chain after the
 * other. Whether a record is itself as it was sealed is for the check of its run to say. Holds one small record an
 * archive in memory.
 */
export async function readCoverage(source: LogSource, findings: Findings): Promise<Coverage> {
  const records: (ArchiveRecord & { readonly run: string })[] = [];
  let to = 0;
  for await (const { run, checkpoint } of source.records()) {
    const record = recordOf(run.eventText);
    // An unreadable one, or one without a seal, covers nothing; the check of its run says what is wrong with it.
    if (!record || !checkpoint) continue;
    if (record.from !== to + 1 || record.to < record.from || record.to >= checkpoint.n) {
      findings.add(
        `run ${run.run}: records an archive of checkpoints ${record.from} to ${record.to}, which does not follow what was archived before it, up to ${to}`,
      );
      continue;
    }
    records.push({ ...record, run: run.run });
    to = record.to;
  }
  return { records, to };
}

/** Collects the hashes between which the archives must fit, while the checkpoints go by. */
export function createLinks({ records }: Coverage) {
  const wanted = new Set(records.flatMap(({ from, to }) => [from - 1, to]));
  const hashes = new Map<number, string>();
  return {
    pass: ({ n, hash }: { readonly n: number; readonly hash: string }): void => {
      if (wanted.has(n)) hashes.set(n, hash);
    },
    archives: (): readonly ArchiveOnRecord[] =>
      records.map((record) => ({
        ...record,
        prev: hashes.get(record.from - 1) ?? "",
        head: hashes.get(record.to) ?? "",
      })),
  };
}
