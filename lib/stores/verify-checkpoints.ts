import type { Checkpoint } from "../domain/checkpoint.ts";
import type { Findings } from "./findings.ts";
import { checkpointHash, checkpointMac } from "./seal-run.ts";

/** What somebody who checks may bring along. */
export interface Proofs {
  /** The log key. */
  readonly key?: string;
  /** Hash of a checkpoint that was kept elsewhere. */
  readonly anchor?: string;
}

/** What a walk over checkpoints has seen so far. */
export interface CheckpointWalk {
  readonly count: number;
  /** Number and hash of the newest one, or of the one before the first. */
  readonly n: number;
  readonly hash: string;
  /** Number of the checkpoint whose hash is the anchor, if there is one. */
  readonly anchoredAt: number | null;
  /** How many carry a seal, and how many of those seals fit the key. */
  readonly sealed: number;
  readonly fitting: number;
  /** How many, from the first on, were made before there was a key. */
  readonly beforeKey: number;
}

/** A walk that begins behind a checkpoint. The first of a log follows number 0 with an empty hash. */
export function beginWalk({ n, hash } = { n: 0, hash: "" }): CheckpointWalk {
  return { count: 0, n, hash, anchoredAt: null, sealed: 0, fitting: 0, beforeKey: 0 };
}

/** Goes on to the next checkpoint of the chain and adds what does not fit. */
export function walkOn(
  walk: CheckpointWalk,
  checkpoint: Checkpoint,
  { key, anchor }: Proofs,
  findings: Findings,
): CheckpointWalk {
  verifyLink(checkpoint, walk, findings);
  return {
    ...verifyMac(checkpoint, key, walk, findings),
    count: walk.count + 1,
    n: checkpoint.n,
    hash: checkpoint.hash,
    anchoredAt: checkpoint.hash === anchor ? checkpoint.n : walk.anchoredAt,
  };
}

/** What is wrong with the seals of a whole walk under the key. */
export function sealProblems({ key }: Proofs, walk: CheckpointWalk): readonly string[] {
  if (key === undefined || walk.count === 0 || walk.fitting > 0) return [];
  return [
    walk.sealed === 0
      ? "no checkpoint carries a seal, although a key was given"
      : "the key fits no seal: it is another key, or the whole log was made anew",
  ];
}

/** What the seals of a whole walk leave open. */
export function sealUnknowns({ key }: Proofs, walk: CheckpointWalk): readonly string[] {
  if (key === undefined) {
    return [
      "without the log key: whoever can write to the store could have recomputed every hash since the anchor, or all of them",
    ];
  }
  if (walk.beforeKey === 0 || walk.sealed === 0) return [];
  return [
    `the first ${walk.beforeKey} checkpoints were made without a key: a change before the first seal would not show`,
  ];
}

function verifyLink(
  checkpoint: Checkpoint,
  previous: { readonly n: number; readonly hash: string },
  findings: Findings,
): void {
  if (checkpoint.n !== previous.n + 1) findings.add(`checkpoint ${previous.n + 1} is missing`);
  if (checkpoint.prev !== previous.hash) {
    findings.add(`checkpoint ${checkpoint.n} does not follow the one before it; one of them was changed`);
  }
  if (checkpoint.hash !== checkpointHash(checkpoint)) {
    findings.add(`checkpoint ${checkpoint.n} was changed: its hash does not fit its fields`);
  }
}

/**
 * A seal also vouches for every checkpoint before it, through `prev`. So those made before there was a key are
 * covered by the first seal; one without a seal behind it would be a way to get rid of a seal, and is a problem.
 */
function verifyMac(
  checkpoint: Checkpoint,
  key: string | undefined,
  walk: CheckpointWalk,
  findings: Findings,
): CheckpointWalk {
  if (key === undefined) return walk;
  if (checkpoint.mac === null) {
    if (walk.sealed === 0) return { ...walk, beforeKey: walk.beforeKey + 1 };
    findings.add(`checkpoint ${checkpoint.n} carries no seal although earlier ones do`);
    return walk;
  }
  const fits = checkpoint.mac === checkpointMac(key, checkpoint);
  if (!fits) findings.add(`checkpoint ${checkpoint.n}: its seal does not fit the key`);
  return { ...walk, sealed: walk.sealed + 1, fitting: walk.fitting + (fits ? 1 : 0) };
}
