import type { Bucket } from "../../ports/bucket.ts";
import { storeFailed } from "../store-failed.ts";
import { isUncertain } from "./store-bucket.ts";

/** Most times that an object is written when nobody says what became of it. */
const TRIES_MAX = 4;

/** How an object is written; `first`: only if there is none yet, by the means that the bucket has. */
export type PutMode = "over" | "create" | "append";

/**
 * Writes an object and answers only what is certain: `taken` when another one's is there. A write without an answer is
 * read back, and if it is not there it is written again, with the same bytes under the same key: whichever of the two
 * arrives late changes nothing.
 *
 * @throws AutomationError `store-failed`; `details.ambiguous` when it may arrive yet
 */
export async function certainPut(
  bucket: Bucket,
  key: string,
  text: string,
  mode: PutMode,
): Promise<"written" | "taken"> {
  const bytes = new TextEncoder().encode(text);
  let uncertain: unknown;
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    try {
      return await putOnce(bucket, key, bytes, mode);
    } catch (error) {
      if (!isUncertain(error) && uncertain === undefined) throw error;
      uncertain = error;
    }
    const outcome = await outcomeOf(bucket, key, bytes, mode);
    if (outcome) return outcome;
  }
  throw storeFailed(`writing ${key}: nobody says whether it was written`, {
    cause: uncertain,
    details: { ambiguous: true, retryable: true },
  });
}

/** What can be read of a write that nobody answered; a failed reading leaves it as uncertain as it was. */
async function outcomeOf(bucket: Bucket, key: string, bytes: Uint8Array, mode: PutMode) {
  try {
    const found = await bucket.get(key);
    if (found && equal(found, bytes)) return "written";
    return found && mode !== "over" ? "taken" : undefined;
  } catch {
    return undefined;
  }
}

async function putOnce(bucket: Bucket, key: string, bytes: Uint8Array, mode: PutMode) {
  const { outcome } =
    mode === "append"
      ? await bucket.append(key, 0, bytes)
      : await bucket.put(key, bytes, mode === "create" ? { createOnly: true } : {});
  if (outcome === "written") return outcome;
  // A client that repeats what got no answer meets its own object.
  const found = await bucket.get(key);
  return found && equal(found, bytes) ? "written" : "taken";
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
