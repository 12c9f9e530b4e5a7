import type { Verification } from "../ports/log-reader.ts";
import { createFindings } from "./findings.ts";
import type { LogSource } from "./log-source.ts";
import { type CheckpointWalk, verifyCheckpoints } from "./verify-checkpoints.ts";
import { verifyRun } from "./verify-run.ts";

interface Proofs {
  readonly key?: string;
  readonly anchor?: string;
}

/**
 * Recomputes a whole log from its bytes. Holds one run's position and at most `PROBLEMS_MAX` sentences in memory,
 * however long the log is. Says what it found, and what nobody could find with the proofs at hand.
 */
export async function verifyLog(source: LogSource, proofs: Proofs): Promise<Verification> {
  const findings = createFindings();
  const checkpoints = await verifyCheckpoints(source, proofs, findings);
  let runs = 0;
  let entries = 0;
  let open = 0;
  for await (const sealed of source.runs()) {
    runs += 1;
    if (!sealed.run.finished) open += 1;
    entries += await verifyRun(sealed, source.entries(sealed.run.run), findings);
  }
  for await (const stray of source.strays()) findings.add(stray);
  return {
    runs,
    entries,
    checkpoints: checkpoints.count,
    head: checkpoints.head,
    problems: [...proofProblems(proofs, checkpoints), ...findings.list()],
    unknowns: unknowns(proofs, checkpoints, open),
  };
}

function proofProblems({ key, anchor }: Proofs, walk: CheckpointWalk): string[] {
  const problems: string[] = [];
  if (anchor !== undefined && walk.anchoredAt === null) {
    problems.push("the anchor is not in this log: the log was cut off before it, or replaced");
  }
  if (key !== undefined && walk.count > 0 && walk.fitting === 0) {
    problems.push(
      walk.sealed === 0
        ? "no checkpoint carries a seal, although a key was given"
        : "the key fits no seal: it is another key, or the whole log was made anew",
    );
  }
  return problems;
}

function unknowns({ key, anchor }: Proofs, walk: CheckpointWalk, open: number): string[] {
  const sentences: string[] = [];
  const newer = walk.anchoredAt === null ? 0 : walk.count - walk.anchoredAt;
  if (key === undefined) {
    sentences.push(
      "without the log key: whoever can write to the store could have recomputed every hash since the anchor, or all of them",
    );
  } else if (walk.beforeKey > 0 && walk.sealed > 0) {
    sentences.push(
      `the first ${walk.beforeKey} checkpoints were made without a key: a change before the first seal would not show`,
    );
  }
  if (anchor === undefined) {
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
  return sentences;
}
