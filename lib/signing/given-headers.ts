import type { SignedHeader } from "./canonical-request.ts";
import { invalidRequest } from "./invalid-request.ts";
import { isPayloadHash } from "./payload-hash.ts";

const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const TRIMMED_VALUE = /^(?! )[ -~\u00a1-\u00ff]*(?<! )$/;
const MULTIPART = /^multipart\//i;

/** What the caller's headers mean for the signature. */
export interface GivenHeaders {
  /** The headers to sign, in the order of their names; without those that the signer writes itself. */
  readonly signed: SignedHeader[];
  /** The caller's own host header, which wins over the URL (proxy, private link). */
  readonly host: string | undefined;
  /** Value of `X-Sdk-Content-Sha256`, which replaces the hash of the body. */
  readonly payloadHash: string | undefined;
  /** The headers to send besides those that the signer writes itself. */
  readonly sent: Readonly<Record<string, string>>;
}

/**
 * Reads the caller's headers. All are signed but names with `_` (gateways drop them; Python, Go and Java leave them
 * out, and the Node SDK sorts them in two orders) and a multipart content type (its boundary is added later).
 *
 * @param hasToken whether the signer writes `X-Security-Token`; otherwise it is a header like any other
 * @throws AutomationError `invalid-request`, field `headers.<name>`
 */
export function readGivenHeaders(headers: Readonly<Record<string, string>>, hasToken: boolean): GivenHeaders {
  const signed: SignedHeader[] = [];
  let host: string | undefined;
  let payloadHash: string | undefined;
  let sent = headers;
  for (const given of Object.keys(headers)) {
    const name = lowerCaseName(given);
    const value = trimmedValue(name, headers[given]);
    if (isWrittenBySigner(name, hasToken)) {
      sent = without(sent, given);
      if (name === "host") host = onlyHost(host, value);
    } else if (isSigned(name, value)) insert(signed, name, value);
    if (name === "x-sdk-content-sha256") payloadHash = checkedPayloadHash(value);
  }
  return { signed, host, payloadHash, sent };
}

/**
 * Puts a header where its name belongs. Order is by code unit, as on the server: locale order, which the Node SDK
 * uses in one of two places, differs for `_` and `-`.
 */
export function insert(signed: SignedHeader[], name: string, value: string): void {
  let at = signed.length;
  let before = signed[at - 1];
  while (before !== undefined && before.name > name) {
    signed[at] = before;
    at -= 1;
    before = signed[at - 1];
  }
  if (before?.name === name) throw invalidRequest(`headers.${name}`, "given once, in one spelling");
  signed[at] = { name, value };
}

/** These four go out under one spelling each; what was given under another is replaced, not sent twice. */
function isWrittenBySigner(name: string, hasToken: boolean): boolean {
  if (name === "x-security-token") return hasToken;
  return name === "host" || name === "x-sdk-date" || name === "authorization";
}

function onlyHost(before: string | undefined, value: string): string {
  if (before === undefined && value !== "") return value;
  throw invalidRequest("headers.host", "given once and not empty");
}

function isSigned(name: string, value: string): boolean {
  return name === "content-type" ? !MULTIPART.test(value) : !name.includes("_");
}

function lowerCaseName(given: string): string {
  if (!NAME.test(given)) throw invalidRequest("headers", "named with letters, digits and hyphens");
  return given.toLowerCase();
}

/** A value that HTTP can carry; tabs are refused as well, since gateways may turn them into spaces. */
function trimmedValue(name: string, given: unknown): string {
  const value = typeof given === "string" ? given : "\n";
  if (TRIMMED_VALUE.test(value)) return value;
  const trimmed = value.replace(/^ +| +$/g, "");
  if (TRIMMED_VALUE.test(trimmed)) return trimmed;
  throw invalidRequest(`headers.${name}`, "text without line breaks and other control characters");
}

function checkedPayloadHash(value: string): string {
  if (isPayloadHash(value)) return value;
  throw invalidRequest("headers.x-sdk-content-sha256", "UNSIGNED-PAYLOAD or a SHA-256 in hex");
}

function without(headers: Readonly<Record<string, string>>, name: string): Record<string, string> {
  const { [name]: _, ...others } = headers;
  return others;
}
