import { canonicalQuery } from "./canonical-query.ts";
import { canonicalRequest } from "./canonical-request.ts";
import { insert, readGivenHeaders } from "./given-headers.ts";
import { invalidRequest } from "./invalid-request.ts";
import { payloadHash } from "./payload-hash.ts";
import { formatSdkDate } from "./sdk-date.ts";
import { ALGORITHM, signature } from "./signature.ts";
import { splitWireUrl } from "./wire-url.ts";

const METHOD = /^[A-Za-z]+$/;
// Printable ASCII but the comma, which ends the key inside the Authorization header.
const ACCESS_KEY = /^[!-+\--~]+$/;
const NO_HEADERS = Object.freeze({});

/** Access key pair, with a token when it is temporary. */
export interface SigningCredentials {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken?: string;
}

/** A request to be signed. */
export interface SigningRequest {
  /** Any case; signed, and to be sent, in upper case. */
  readonly method: string;
  /** The wire URL: absolute, with everything percent-encoded that a URL reserves. Send `canonicalUrl(url)`. */
  readonly url: string;
  /** Every header that is sent, since a header added later is not protected. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The very bytes that are sent; a string stands for its UTF-8 bytes. Default: no body. */
  readonly body?: Uint8Array | string;
  readonly credentials: SigningCredentials;
  /** The instant of signing. The gateway refuses a request that is more than 15 minutes off its own clock. */
  readonly date: Date;
}

/**
 * Signs a request with `SDK-HMAC-SHA256`, which Huawei Cloud and Open Telekom Cloud both accept, and returns the
 * headers to send: the given ones plus `host`, `X-Sdk-Date`, `X-Security-Token` (for temporary credentials) and
 * `Authorization`. Signing the result of an earlier signing renews it.
 *
 * The other algorithms of the vendor's SDKs (`V11-HMAC-SHA256` with a derived key, `SDK-HMAC-SM3`, and the form with
 * a credential scope used by one client of Open Telekom Cloud) are left out: this form is accepted by both
 * clouds, so another would only be a second thing to get wrong.
 *
 * @throws AutomationError `invalid-request`; `details.field` names the part that cannot be signed
 * @see API Request Signing Guide, AK/SK signing algorithm
 */
export function signRequest(request: SigningRequest): Record<string, string> {
  const { method, url, headers = NO_HEADERS, body, credentials, date } = request;
  checkMethod(method);
  checkCredentials(credentials);
  const token = credentials.securityToken ?? "";
  const sdkDate = formatSdkDate(date);
  const target = splitWireUrl(url);
  const given = readGivenHeaders(headers, token !== "");
  const host = given.host ?? target.host;

  insert(given.signed, "host", host);
  insert(given.signed, "x-sdk-date", sdkDate);
  if (token !== "") insert(given.signed, "x-security-token", token);
  const canonical = canonicalRequest({
    method: method.toUpperCase(),
    path: target.path,
    query: canonicalQuery(target.query),
    headers: given.signed,
    payloadHash: given.payloadHash ?? payloadHash(body),
  });
  const signed = signature(canonical.text, sdkDate, credentials.secretKey);
  const Authorization = `${ALGORITHM} Access=${credentials.accessKey}, SignedHeaders=${canonical.signedHeaders}, Signature=${signed}`;
  // The given headers come last: adding to a copy of them would cost as much as the whole signature.
  return token === ""
    ? { host, "X-Sdk-Date": sdkDate, Authorization, ...given.sent }
    : { host, "X-Sdk-Date": sdkDate, "X-Security-Token": token, Authorization, ...given.sent };
}

function checkMethod(method: string): void {
  if (!METHOD.test(method)) throw invalidRequest("method", "an HTTP method");
}

function checkCredentials({ accessKey, secretKey, securityToken }: SigningCredentials): void {
  if (typeof accessKey !== "string" || !ACCESS_KEY.test(accessKey)) {
    throw invalidRequest("credentials.accessKey", "a non-empty text without spaces and commas");
  }
  if (typeof secretKey !== "string" || secretKey === "") {
    throw invalidRequest("credentials.secretKey", "a non-empty text");
  }
  // Tokens are kilobytes long, so they are searched for what would forge a header and not matched as a whole.
  if (securityToken?.includes("\n") || securityToken?.includes("\r")) {
    throw invalidRequest("credentials.securityToken", "a text without line breaks");
  }
}
