import { computeHmac } from "../../signing/webhook-signature.ts";
import { bodyHashes } from "../../sources/body-hashes.ts";
import type { RefusalCode } from "../../sources/refusals.ts";
import { isSchemeId } from "../../sources/schemes.ts";
import type { SourceSecret } from "../../sources/secret-kinds.ts";

interface HashingSource {
  readonly scheme: string;
  readonly secrets: readonly SourceSecret[];
}

/** A refused delivery, as far as its cost goes. */
export interface RefusedBody {
  readonly code: RefusalCode;
  readonly body: Uint8Array;
}

/** What a stranger can cause. Everything else is said to proven senders, or before anything is hashed. */
const GUESSES: readonly RefusalCode[] = ["missing-signature", "bad-signature", "stale", "unsupported-method"];

/** Its value does not matter: the result is for nobody. */
const KEY = new Uint8Array(32);

const hashesOf = ({ scheme, secrets }: HashingSource) =>
  isSchemeId(scheme) ? bodyHashes(scheme, secrets) : 0;

/**
 * Makes every refusal hash the body as often as the source that does so most: otherwise the time of an answer would tell
 * which names exist, how many secrets they have, and how their senders sign.
 */
export function evenHashing(
  sources: readonly HashingSource[],
): (source: HashingSource, refused: RefusedBody) => void {
  return (source, { code, body }) => {
    if (!GUESSES.includes(code)) return;
    const most = Math.max(1, ...sources.map(hashesOf));
    const done = code === "unsupported-method" ? 0 : hashesOf(source);
    for (let count = done; count < most; count += 1)
      computeHmac({ algorithm: "sha256", key: KEY, text: body, encoding: "hex" });
  };
}
