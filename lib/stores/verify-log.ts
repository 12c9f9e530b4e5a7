import type { Verification } from "../ports/log-reader.ts";
import { type Coverage, createLinks, readCoverage } from "./archive-coverage.ts";
import { isMoved } from "./archive-record.ts";
import { createFindings, type Findings } from "./findings.ts";
import type { LogSource, PlacedCheckpoint } from "./log-source.ts";
import { verifyArchivedRun } from "./verify-archived-run.ts";
import {
  beginWalk,
  type CheckpointWalk,
  type Proofs,
  sealProblems,
  sealUnknowns,
  walkOn,
} from "./verify-checkpoints.ts";
import { verifyRun } from "./verify-run.ts";

/**
 * Recomputes a whole log from its bytes. Holds one run's position, a small record an archive and at most
 * `PROBLEMS_MAX` sentences in memory, however long the log is. Says what it found, and what nobody could find with
 * the proofs at hand.
 */
export async function verifyLog(source: LogSource, proofs: Proofs): Promise<Verification> {
  const findings = createFindings();
  const coverage = await readCoverage(source, findings);
  const links = createLinks(coverage);
  let walk = beginWalk();
  for await (const placed of source.checkpoints()) {
    walk = walkOn(walk, placed.checkpoint, proofs, findings);
    links.pass(placed.checkpoint);
    verifyPlace(placed, coverage, findings);
  }
  const counts = await verifyRuns(source, findings);
  for await (const stray of source.strays()) findings.add(stray);
  return {
    runs: counts.runs,
    entries: counts.entries,
    checkpoints: walk.count,
    head: walk.count === 0 ? null : walk.hash,
    archives: links.archives(),
    problems: [...anchorProblems(proofs, walk), ...sealProblems(proofs, walk), ...findings.list()],
    unknowns: unknowns(proofs, walk, { open: counts.open, archivedTo: coverage.to }),
  };
}

/** What `verify` says of the part of a log that is in archives. */
export function archivedSentence(from: number, to: number): string {
  return `checkpoints ${from} to ${to} are in archives: check them with their files`;
}

/** A run may be missing from the log only where a sealed record says that it was moved. */
function verifyPlace(
  { checkpoint: { n, run }, place }: PlacedCheckpoint,
  { to }: Coverage,
  findings: Findings,
) {
  if (place === "here" && n <= to)
    findings.add(`run ${run}: checkpoint ${n} was archived, but its mark is gone`);
  if (place === "here" || (place === "archived" && n <= to)) return;
  const mark = place === "archived" ? "; it is marked as archived, but no record says so" : "";
  findings.add(`run ${run}: was sealed by checkpoint ${n} and is gone${mark}`);
}

async function verifyRuns(source: LogSource, findings: Findings) {
  const counts = { runs: 0, entries: 0, open: 0 };
  for await (const sealed of source.runs()) {
    counts.runs += 1;
    if (!sealed.run.finished) counts.open += 1;
    const entries = source.entries(sealed.run.run);
    const verify = isMoved(sealed.run) ? verifyArchivedRun : verifyRun;
    counts.entries += await verify(sealed, entries, findings);
  }
  return counts;
}

function anchorProblems({ anchor }: Proofs, walk: CheckpointWalk): readonly string[] {
  if (anchor === undefined || walk.anchoredAt !== null) return [];
  return ["the anchor is not in this log: the log was cut off before it, or replaced"];
}

function unknowns(
  proofs: Proofs,
  walk: CheckpointWalk,
  { open, archivedTo }: { readonly open: number; readonly archivedTo: number },
): readonly string[] {
  const sentences = [...sealUnknowns(proofs, walk)];
  const newer = walk.anchoredAt === null ? 0 : walk.count - walk.anchoredAt;
  if (proofs.anchor === undefined) {
    sentences.push("without an anchor: the newest closed runs could have been cut off");
  } else if (newer > 0) {
    sentences.push(
      `${newer} checkpoints are newer than the anchor: others behind it could have been cut off`,
    );
  }
  if (open > 0) {
    sentences.push(
      `runs still open and not sealed: ${open}; their end, or one as a whole, could have been cut off`,
    );
  }
  if (archivedTo > 0) sentences.push(archivedSentence(1, archivedTo));
  return sentences;
}
