import type { Checkpoint } from "../domain/checkpoint.ts";
import { digest, sealMac } from "../signing/hash-chain.ts";
import type { RunEnd } from "./plan-append.ts";

type SealedFields = Omit<Checkpoint, "hash" | "mac">;

/** Seals a closed run into the checkpoint that follows `previous`. */
export function sealRun(
  previous: Pick<Checkpoint, "n" | "hash"> | undefined,
  end: RunEnd,
  logKey: string | undefined,
): Checkpoint {
  const fields: SealedFields = {
    n: (previous?.n ?? 0) + 1,
    run: end.run,
    lastSeq: end.lastSeq,
    head: end.head,
    at: end.lastAt,
    prev: previous?.hash ?? "",
  };
  const mac = logKey === undefined ? null : checkpointMac(logKey, fields);
  return { ...fields, hash: checkpointHash(fields), mac };
}

/** Hash of a checkpoint: SHA-256 of the line `curfew checkpoint` and its fields, one a line. */
export function checkpointHash(checkpoint: SealedFields): string {
  return digest(["curfew checkpoint", ...sealedFields(checkpoint)].join("\n"));
}

/** HMAC of a checkpoint under the log key, over the same fields. */
export function checkpointMac(logKey: string, checkpoint: SealedFields): string {
  return sealMac(logKey, sealedFields(checkpoint));
}

function sealedFields({ n, run, lastSeq, head, at, prev }: SealedFields): string[] {
  return [String(n), run, String(lastSeq), head, at, prev];
}
