import type * as z from "zod";
import { chainHash, genesisHash } from "../signing/hash-chain.ts";
import { ARCHIVE_VERSION, ArchiveHeader, ArchiveLine } from "./archive-file.ts";
import { createFindings, type Findings } from "./findings.ts";
import { type KeptEntry, keptEntry } from "./kept-entry.ts";
import { type KeptRun, parseEvent } from "./kept-run.ts";
import { eventColumns } from "./start-run.ts";
import { beginWalk, type CheckpointWalk, sealUnknowns, walkOn } from "./verify-checkpoints.ts";
import { parseEntry, verifyRun } from "./verify-run.ts";

/** What a check of an archive found. */
export interface ArchiveVerification {
  /** Numbers of the first and the last checkpoint; `null` when there is none. */
  readonly from: number | null;
  readonly to: number | null;
  /** Hash of the checkpoint before the first, as the archive tells it, and of the last. */
  readonly prev: string | null;
  readonly head: string | null;
  readonly runs: number;
  readonly entries: number;
  /** What is wrong, one sentence each; empty when nothing is. */
  readonly problems: readonly string[];
  /** What could not be checked, one sentence each. */
  readonly unknowns: readonly string[];
}

/** What somebody who checks an archive may bring along. */
export interface ArchiveProofs {
  /** The log key. */
  readonly key?: string;
  /** Hash that its last checkpoint must have. */
  readonly head?: string;
}

/**
 * Recomputes every entry hash, event digest, checkpoint and seal of an archive from its lines. Holds one run in
 * memory. Whether the archive belongs to a log is for `linkArchive` to say.
 */
export async function verifyArchive(
  lines: AsyncIterable<string>,
  proofs: ArchiveProofs = {},
): Promise<ArchiveVerification> {
  const findings = createFindings();
  let prev: string | null = null;
  let walk = beginWalk();
  let number = 0;
  let entries = 0;
  for await (const line of lines) {
    number += 1;
    if (number === 1) {
      walk = verifyHeader(line, findings);
      prev = walk.hash;
      continue;
    }
    const found = await verifyLine(line, number, { walk, proofs, findings });
    walk = found.walk;
    entries += found.entries;
  }
  verifyEnd(walk, proofs, findings);
  const isEmpty = walk.count === 0;
  return {
    from: isEmpty ? null : walk.n - walk.count + 1,
    to: isEmpty ? null : walk.n,
    prev,
    head: isEmpty ? null : walk.hash,
    runs: walk.count,
    entries,
    problems: findings.list(),
    unknowns: unknowns(proofs, walk),
  };
}

interface LineContext {
  readonly walk: CheckpointWalk;
  readonly proofs: ArchiveProofs;
  readonly findings: Findings;
}

async function verifyLine(line: string, number: number, { walk, proofs, findings }: LineContext) {
  const parsed = parseLine(ArchiveLine, line);
  if (!parsed) {
    findings.add(`line ${number} is not a run of an archive: it was changed, or cut off`);
    return { walk, entries: 0 };
  }
  const { checkpoint } = parsed;
  const next = walkOn(walk, checkpoint, proofs, findings);
  const entries = keptEntries(checkpoint.run, parsed.entries);
  const run = keptRun(checkpoint.run, parsed.event, entries);
  return { walk: next, entries: await verifyRun({ run, checkpoint }, each(entries), findings) };
}

function parseLine<T>(schema: z.ZodType<T>, line: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** A walk from where the header says that the archive stands in the chain. */
function verifyHeader(line: string, findings: Findings): CheckpointWalk {
  const header = parseLine(ArchiveHeader, line);
  if (header) return beginWalk({ n: header.from - 1, hash: header.prev });
  findings.add(
    /^\{"curfew":"log-archive","v":\d+/.test(line)
      ? `its first line is of another shape than version ${ARCHIVE_VERSION}; use the newer Curfew that wrote it`
      : "its first line is not that of an archive of a log",
  );
  return beginWalk();
}

function verifyEnd(walk: CheckpointWalk, { head }: ArchiveProofs, findings: Findings): void {
  if (walk.count === 0) findings.add("it holds no run");
  if (head === undefined || walk.hash === head) return;
  findings.add("its last checkpoint is not the one that it must end with: it was cut off, or replaced");
}

/** The entries as a store would keep them. Their hashes are made here; the seal tells whether they are the right ones. */
function keptEntries(run: string, lines: readonly string[]): readonly KeptEntry[] {
  let hash = genesisHash(run);
  return lines.map((bytes, index) => {
    hash = chainHash(hash, bytes);
    const entry = parseEntry(bytes);
    const place = { run, seq: index + 1, bytes, hash };
    if (entry) return { ...keptEntry(entry, bytes, hash), ...place };
    return { ...place, atMs: 0, phase: "received", policy: null, resource: null };
  });
}

function keptRun(run: string, eventText: string, entries: readonly KeptEntry[]): KeptRun {
  const event = parseEvent(eventText);
  const last = entries.at(-1);
  return {
    run,
    ...(event ? eventColumns(event) : { claim: "", event: "", source: "", type: "" }),
    eventText,
    receivedAtMs: entries[0]?.atMs ?? 0,
    lastAtMs: last?.atMs ?? 0,
    lastSeq: entries.length,
    head: last?.hash ?? genesisHash(run),
    finished: true,
    archived: true,
  };
}

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

function unknowns({ key }: ArchiveProofs, walk: CheckpointWalk): readonly string[] {
  if (key !== undefined && walk.count > 0 && walk.sealed === 0) {
    return ["none of its checkpoints carries a seal: only those that follow in the log can vouch for it"];
  }
  return sealUnknowns(key === undefined ? {} : { key }, walk);
}
