import { isAutomationError } from "../domain/errors.ts";
import { canonicalPath } from "./canonical-path.ts";
import { canonicalQuery } from "./canonical-query.ts";
import { type CanonicalRequest, canonicalRequest } from "./canonical-request.ts";
import { payloadHash, UNSIGNED_PAYLOAD } from "./payload-hash.ts";
import { parseSdkDate } from "./sdk-date.ts";
import { signature } from "./signature.ts";
import { equalInConstantTime } from "./webhook-signature.ts";

const AUTHORIZATION = /^SDK-HMAC-SHA256 Access=([^\s,]+), SignedHeaders=([^\s,]+), Signature=([\da-f]{64})$/;
const HEADER_NAMES = /^[^A-Z;:]+(?:;[^A-Z;:]+)*$/;
const SURROUNDING_SPACES = /^[ \t]+|[ \t]+$/g;

/** Default of `skewMs`: the 15 minutes that the gateway allows. */
const SKEW_MS = 15 * 60_000;

/** A request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query exactly as received, still percent-encoded. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** What the receiver knows. */
export interface VerifyOptions {
  /** The secret key of an access key, or undefined for an unknown one. */
  readonly lookupSecret: (accessKey: string) => string | undefined;
  readonly now: Date;
  /** How far `X-Sdk-Date` may be from `now`, either way, in milliseconds. Default: 15 minutes. */
  readonly skewMs?: number;
}

/**
 * Who signed, or why that cannot be told. `canonicalRequest` is there for a mismatch, to be compared with the signer's
 * line by line; it holds the security token if that was signed, so it must not be logged.
 */
export type Verification =
  | { readonly ok: true; readonly accessKey: string }
  | {
      readonly ok: false;
      readonly reason: "missing" | "malformed" | "unknown-key" | "expired" | "mismatch";
      readonly canonicalRequest?: string;
    };

/** What a request says about its own signature. */
interface Claim {
  readonly accessKey: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sdkDate: string;
  readonly signedAtMs: number;
}

/**
 * Checks an `SDK-HMAC-SHA256` signature as the gateway does: the canonical request is rebuilt from the headers that
 * `SignedHeaders` names, in that order. Other algorithms, and the form with a credential scope, are `malformed`.
 */
export function verifySignature(received: ReceivedRequest, options: VerifyOptions): Verification {
  const { authorization } = received.headers;
  if (authorization === undefined) return { ok: false, reason: "missing" };
  const claim = readClaim(authorization, received.headers);
  if (claim === undefined) return { ok: false, reason: "malformed" };
  const canonical = rebuild(received, claim);
  if (canonical === undefined) return { ok: false, reason: "malformed" };

  const secretKey = options.lookupSecret(claim.accessKey);
  if (secretKey === undefined) return { ok: false, reason: "unknown-key" };
  const { skewMs = SKEW_MS } = options;
  // Written so that an invalid clock refuses everything.
  if (!(Math.abs(options.now.getTime() - claim.signedAtMs) <= skewMs))
    return { ok: false, reason: "expired" };
  const expected = signature(canonical.text, claim.sdkDate, secretKey);
  return equalInConstantTime(expected, claim.signature)
    ? { ok: true, accessKey: claim.accessKey }
    : { ok: false, reason: "mismatch", canonicalRequest: canonical.text };
}

/** Undefined unless the header has the documented form and the date is among the signed headers. */
function readClaim(authorization: string, headers: ReceivedRequest["headers"]): Claim | undefined {
  const parts = AUTHORIZATION.exec(authorization);
  if (parts === null) return undefined;
  const [, accessKey = "", names = "", claimed = ""] = parts;
  const sdkDate = signedValue(headers, "x-sdk-date");
  const signedAtMs = parseSdkDate(sdkDate);
  const signedHeaders = names.split(";");
  if (signedAtMs === undefined || !HEADER_NAMES.test(names)) return undefined;
  if (!signedHeaders.includes("x-sdk-date")) return undefined;
  return { accessKey, signedHeaders, signature: claimed, sdkDate, signedAtMs };
}

/** Undefined when path or query cannot be decoded. */
function rebuild(received: ReceivedRequest, claim: Claim): CanonicalRequest | undefined {
  const { target } = received;
  if (!target.startsWith("/")) return undefined;
  const pathEnd = `${target}?`.indexOf("?");
  try {
    return canonicalRequest({
      method: received.method.toUpperCase(),
      path: canonicalPath(target.slice(0, pathEnd)),
      query: canonicalQuery(target.slice(pathEnd + 1)),
      headers: claim.signedHeaders.map((name) => ({ name, value: signedValue(received.headers, name) })),
      payloadHash: receivedPayloadHash(received, claim),
    });
  } catch (error) {
    if (isAutomationError(error)) return undefined;
    throw error;
  }
}

function signedValue(headers: ReceivedRequest["headers"], name: string): string {
  // A name such as `constructor` must not find what every object inherits.
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return value === undefined ? "" : value.replace(SURROUNDING_SPACES, "");
}

/**
 * A signed `X-Sdk-Content-Sha256` replaces the hash of the body. It is believed only if it leaves the body out
 * openly or is the body's hash; anything else ends in a mismatch.
 */
function receivedPayloadHash({ headers, body }: ReceivedRequest, { signedHeaders }: Claim): string {
  if (!signedHeaders.includes("x-sdk-content-sha256")) return payloadHash(body);
  const claimed = signedValue(headers, "x-sdk-content-sha256");
  if (claimed === UNSIGNED_PAYLOAD) return claimed;
  const actual = payloadHash(body);
  return claimed.toLowerCase() === actual ? claimed : actual;
}
