import * as jose from "jose";
import { sha256 } from "../signing/sha256.ts";
import { headerValue } from "./header-values.ts";
import { isJsonObject, textAt } from "./json-path.ts";
import { type Opener, type OpenInput, valuesOf } from "./opener.ts";
import { parseJsonBody } from "./parse-json-body.ts";
import type { RefusalCode } from "./refusals.ts";
import { schemeOf } from "./schemes.ts";

/** Asymmetric ones alone: under HMAC a public key would be a shared secret. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];
/** How far the sender's clock may be from ours. */
const SKEW_S = 60;
/** Google's and Entra's tokens live for an hour or a little more. */
const AGE_S_MAX = 5_400;
const KEYS_MAX = 100;

type KeySet = ReturnType<typeof jose.createLocalJWKSet>;

/** Key sets that are remembered: one a source, and one more while it is being changed. */
const KEY_SETS_KEPT = 32;

/** By their text, since making keys of it costs more than checking a signature. The text alone decides what they are. */
const knownKeySets = new Map<string, KeySet>();

function remember(text: string, keys: readonly jose.JWK[]): KeySet {
  if (knownKeySets.size >= KEY_SETS_KEPT) knownKeySets.clear();
  const made = jose.createLocalJWKSet({ keys: [...keys] });
  knownKeySets.set(text, made);
  return made;
}

/**
 * A key set, from the source's own secrets or from the address they name. `again`: the set that is kept lacks the key of
 * this token. `null`: it cannot be had.
 */
async function keySetOf({ secrets, fetchKey }: OpenInput, again: boolean): Promise<KeySet | null> {
  const [own] = valuesOf(secrets, "jwks");
  const [url] = valuesOf(secrets, "jwks-url");
  try {
    const text = own ?? (url === undefined ? undefined : await fetchKey?.(url, { again }));
    if (text === undefined) return null;
    const known = knownKeySets.get(text);
    if (known) return known;
    const set: unknown = JSON.parse(text);
    const keys = isJsonObject(set) ? set["keys"] : undefined;
    return Array.isArray(keys) && keys.length <= KEYS_MAX ? remember(text, keys.filter(isJsonObject)) : null;
  } catch {
    return null;
  }
}

/** Whether every part is the one spelling of its bytes: the last letter of a part may hold bits that nobody reads. */
function isOneSpelling(token: string): boolean {
  const parts = token.split(".");
  return (
    parts.length === 3 && parts.every((part) => Buffer.from(part, "base64url").toString("base64url") === part)
  );
}

/** Whose token it has to be: one of the subjects or of the verified addresses, where any is named. */
function isMeant({ secrets }: OpenInput, claims: jose.JWTPayload): boolean {
  const subjects = valuesOf(secrets, "subject");
  const emails = valuesOf(secrets, "email");
  const email = claims["email_verified"] === true ? textAt(claims, "email") : null;
  return subjects.includes(claims.sub ?? "") || (email !== null && emails.includes(email));
}

type Claims = jose.JWTPayload | RefusalCode | "unknown-key";

async function claimsUnder(keys: KeySet, token: string, input: OpenInput): Promise<Claims> {
  try {
    const { payload } = await jose.jwtVerify(token, keys, {
      algorithms: ALGORITHMS,
      issuer: [...valuesOf(input.secrets, "issuer")],
      audience: [...valuesOf(input.secrets, "audience")],
      currentDate: input.now,
      clockTolerance: SKEW_S,
      maxTokenAge: AGE_S_MAX,
      requiredClaims: ["exp", "iat", "sub"],
    });
    return isMeant(input, payload) ? payload : "bad-signature";
  } catch (error) {
    if (error instanceof jose.errors.JWKSNoMatchingKey) return "unknown-key";
    return error instanceof jose.errors.JWTExpired ? "stale" : "bad-signature";
  }
}

/**
 * What the token says, or why it counts for nothing. An issuer that changes its key at once signs with one that the set we
 * keep does not hold: the set is read once more before the token is refused. When it cannot be read, or was read just
 * now, nobody can say yet, and the sender is asked to come again.
 */
async function claimsOf(input: OpenInput, token: string): Promise<Exclude<Claims, "unknown-key">> {
  const isFixed = valuesOf(input.secrets, "jwks").length > 0;
  for (const again of isFixed ? [false] : [false, true]) {
    const keys = await keySetOf(input, again);
    if (keys === null) return "key-unavailable";
    const claims = await claimsUnder(keys, token, input);
    if (claims !== "unknown-key") return claims;
  }
  return "bad-signature";
}

/**
 * Senders that prove themselves with an OpenID Connect token, as Pub/Sub and Azure's action groups do: issuer, audience,
 * and the account that speaks. The token says who calls and nothing about the body, so over TLS alone.
 */
export const openJwt: Opener = async (input) => {
  // Without any of them somebody else's token would do.
  const counts = schemeOf("jwt").needs.map(
    (kinds) => kinds.flatMap((kind) => valuesOf(input.secrets, kind)).length,
  );
  if (counts.includes(0)) return { ok: false, code: "no-secret" };
  const token = /^Bearer ([A-Za-z0-9_.-]+)$/.exec(headerValue(input.headers, "authorization") ?? "")?.[1];
  if (token === undefined) return { ok: false, code: "missing-signature" };
  if (!isOneSpelling(token)) return { ok: false, code: "bad-signature" };
  const claims = await claimsOf(input, token);
  if (typeof claims === "string") return { ok: false, code: claims };
  const body = parseJsonBody(input.body);
  if (body === null) return { ok: false, code: "malformed-body" };
  // Tokens are used for many deliveries, so what came is told from the body.
  const sentAtMs = null;
  return { ok: true, body, deliveryId: null, eventId: `sha256:${sha256(input.body, "hex")}`, sentAtMs };
};
