import type { Checkpoint } from "../domain/checkpoint.ts";
import type { Findings } from "./findings.ts";
import type { LogSource } from "./log-source.ts";
import { checkpointHash, checkpointMac } from "./seal-run.ts";

/** What the walk over the checkpoints saw. */
export interface CheckpointWalk {
  readonly count: number;
  /** Hash of the newest one. */
  readonly head: string | null;
  /** Number of the checkpoint whose hash is the anchor, if there is one. */
  readonly anchoredAt: number | null;
  /** How many carry a seal, and how many of those seals fit the key. */
  readonly sealed: number;
  readonly fitting: number;
  /** How many, from the first on, were made before there was a key. */
  readonly beforeKey: number;
}

const START: CheckpointWalk = {
  count: 0,
  head: null,
  anchoredAt: null,
  sealed: 0,
  fitting: 0,
  beforeKey: 0,
};

/** Walks the chain of checkpoints from the first to the newest and adds what does not fit. */
export async function verifyCheckpoints(
  source: LogSource,
  { key, anchor }: { readonly key?: string; readonly anchor?: string },
  findings: Findings,
): Promise<CheckpointWalk> {
  let walk = START;
  let n = 0;
  for await (const { checkpoint, runIsKept } of source.checkpoints()) {
    verifyLink(checkpoint, { n, hash: walk.head ?? "" }, findings);
    if (!runIsKept)
      findings.add(`run ${checkpoint.run}: was sealed by checkpoint ${checkpoint.n} and is gone`);
    walk = {
      ...verifyMac(checkpoint, key, walk, findings),
      count: walk.count + 1,
      head: checkpoint.hash,
      anchoredAt: checkpoint.hash === anchor ? checkpoint.n : walk.anchoredAt,
    };
    n = checkpoint.n;
  }
  return walk;
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
