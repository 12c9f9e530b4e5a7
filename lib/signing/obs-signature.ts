import { createHmac } from "node:crypto";
import { invalidRequest } from "./invalid-request.ts";
import { percentDecode } from "./percent-encoding.ts";
import type { SigningCredentials } from "./sign-request.ts";

/**
 * `obs`: `Authorization: OBS …` and `x-obs-` headers. `aws`: the older spelling of the same algorithm, which OBS takes
 * too; it is not Signature Version 4 (see `aws-v4.ts` for that).
 */
export type ObsDialect = "obs" | "aws";

/** What of a request to OBS is signed. */
export interface ObsSigningInput {
  readonly method: string;
  /**
   * `/<bucket>/<key>` with the key percent-encoded as it is sent, `/<bucket>/` for the bucket itself. With a custom
   * domain, the domain stands in the place of the bucket. Path style changes nothing here.
   */
  readonly resource: string;
  /** The query as it is sent, without `?`. Only sub-resources of it are signed. Default: none. */
  readonly query?: string;
  /** Every header that is sent; which of them count is decided here. Names in any case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Default `obs`. */
  readonly dialect?: ObsDialect;
}

/** Query parameters that change what a request does, and are therefore signed; those of a listing are not among them. */
const SUB_RESOURCES: ReadonlySet<string> = new Set([
  "acl",
  "append",
  "delete",
  "lifecycle",
  "location",
  "object-lock",
  "partNumber",
  "position",
  "response-cache-control",
  "response-content-disposition",
  "response-content-encoding",
  "response-content-language",
  "response-content-type",
  "response-expires",
  "retention",
  "tagging",
  "uploadId",
  "uploads",
  "versionId",
  "versioning",
  "versions",
  "x-obs-security-token",
]);

/**
 * The text whose HMAC-SHA1 is the signature.
 *
 * @see OBS API reference, "User signature verification": header authentication
 */
export function obsStringToSign(input: ObsSigningInput): string {
  const { method, resource, query = "", dialect = "obs" } = input;
  const headers = lowerCased(input.headers);
  const prefix = dialect === "obs" ? "x-obs-" : "x-amz-";
  // A date among the signed headers replaces the Date line, which stays, empty.
  const date = headers.has(`${prefix}date`) ? "" : (headers.get("date") ?? "");
  const own = [...headers].filter(([name]) => name.startsWith(prefix)).sort(byName);
  return [
    method.toUpperCase(),
    headers.get("content-md5") ?? "",
    headers.get("content-type") ?? "",
    date,
    ...own.map(([name, value]) => `${name}:${value}`),
    `${resource}${subResources(query)}`,
  ].join("\n");
}

/** Base64 of the HMAC-SHA1 of a {@link obsStringToSign}. */
export function obsSignature(stringToSign: string, secretKey: string): string {
  return createHmac("sha1", secretKey).update(stringToSign).digest("base64");
}

/** A request to OBS that is to be signed. */
export interface ObsRequest extends ObsSigningInput {
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: SigningCredentials;
  /** The instant of signing. OBS refuses a request that is more than 15 minutes off its own clock. */
  readonly date: Date;
}

/**
 * The headers to send: the given ones with `Date`, the token of temporary credentials, and `Authorization`. The body is
 * not signed; a `Content-MD5` among the headers binds it.
 *
 * @throws AutomationError `invalid-request` for an invalid date or broken percent-encoding in a sub-resource
 */
export function signObsRequest(request: ObsRequest): Record<string, string> {
  const { headers, credentials, date, dialect = "obs" } = request;
  if (Number.isNaN(date.getTime())) throw invalidRequest("date", "a valid Date");
  const { accessKey, secretKey, securityToken } = credentials;
  const token = securityToken
    ? { [dialect === "obs" ? "x-obs-security-token" : "x-amz-security-token"]: securityToken }
    : {};
  const sent = { ...headers, Date: date.toUTCString(), ...token };
  const text = obsStringToSign({ ...request, headers: sent });
  const scheme = dialect === "obs" ? "OBS" : "AWS";
  return { ...sent, Authorization: `${scheme} ${accessKey}:${obsSignature(text, secretKey)}` };
}

function lowerCased(headers: ObsSigningInput["headers"]): Map<string, string> {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : ([[name.toLowerCase(), value.trim()]] as const),
  );
  return new Map(given);
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sub-resources sorted by name, their values decoded: the page says so, and the vendor's client does it. */
function subResources(query: string): string {
  const signed = query
    .split("&")
    .map((part): readonly [string, string] => {
      const equals = `${part}=`.indexOf("=");
      return [part.slice(0, equals), part.slice(equals + 1)];
    })
    .filter(([name]) => SUB_RESOURCES.has(name))
    .map(([name, value]): readonly [string, string] => [name, percentDecode(value)])
    .sort(byName);
  const text = signed.map(([name, value]) => (value === "" ? name : `${name}=${value}`)).join("&");
  return text && `?${text}`;
}
