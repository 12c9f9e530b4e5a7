/** Longest quotation. */
const CHARS_MAX = 300;

/** Shorter ones are words that may stand in any text. */
const SECRET_CHARS_MIN = 4;

/**
 * Headers with keys, as gateways show them: one that refuses a signature answers with the request it has seen
 * (`canonicalRequest: GET|/v1|host:…|x-security-token:…`).
 */
const KEY_HEADERS = /((?:x-[a-z-]*token|authorization|cookie)["']?\s*[:=]\s*["']?)[^|"'\r\n]+/gi;

/** Who signed, in the form of the signature's own header. */
const SIGNER = /(Access=)[^\s,|]+/g;

/**
 * The other side's own words, short and on one line: without addresses (a notebook's opens it), without keys of the
 * request, and without what was sent in confidence.
 */
export function quotedText(text: string, secrets: readonly string[]): string {
  const bare = secrets
    .filter((secret) => secret.length >= SECRET_CHARS_MIN)
    .reduce((left, secret) => left.replaceAll(secret, "[hidden]"), text);
  return bare
    .replace(KEY_HEADERS, "$1[hidden]")
    .replace(SIGNER, "$1[hidden]")
    .replace(/[a-z]+:\/\/\S+/gi, "[address]")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .slice(0, CHARS_MAX);
}
