import { createHmac } from "node:crypto";
import { canonicalPath } from "./canonical-path.ts";
import { canonicalQuery } from "./canonical-query.ts";
import { invalidRequest } from "./invalid-request.ts";
import { payloadHash } from "./payload-hash.ts";
import { percentEncode } from "./percent-encoding.ts";
import { formatSdkDate } from "./sdk-date.ts";
import { sha256 } from "./sha256.ts";
import type { SigningCredentials } from "./sign-request.ts";
import { splitWireUrl } from "./wire-url.ts";

const ALGORITHM = "AWS4-HMAC-SHA256";

/** For which day, region and service a signature holds. */
export interface AwsScope {
  /** For example `eu-central-1`. */
  readonly region: string;
  /** Name of the service in signatures, for example `s3`, `secretsmanager`, `ssm`, `sqs`. */
  readonly service: string;
}

/** What of a request to AWS is signed, in the form in which it is sent. */
export interface AwsSigningInput extends AwsScope {
  readonly method: string;
  /** Still percent-encoded. */
  readonly path: string;
  /** Still percent-encoded, without `?`. */
  readonly query: string;
  /** The headers that are signed, `host` and the date among them; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body in hex. */
  readonly payloadHash: string;
  /** `X-Amz-Date`, such as `20150830T123600Z`. */
  readonly amzDate: string;
}

/** A request to AWS that is to be signed. */
export interface AwsRequest extends AwsScope {
  readonly method: string;
  /** Absolute wire URL, percent-encoded; send `canonicalUrl(url)`, or this if it is in that form. */
  readonly url: string;
  /** Headers to be signed and sent. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The very bytes that are sent. Default: no body. */
  readonly body?: Uint8Array;
  readonly credentials: SigningCredentials;
  /** The instant of signing; services refuse one that is more than 5 (S3: 15) minutes off their clock. */
  readonly date: Date;
}

/** The canonical request: the text whose hash is signed. */
export function awsCanonicalRequest(input: AwsSigningInput): string {
  const names = signedNames(input.headers);
  return [
    input.method.toUpperCase(),
    canonicalAwsPath(input.path, input.service),
    canonicalAwsQuery(input.query),
    ...names.map((name) => `${name}:${(input.headers[name] ?? "").trim().replace(/ +/g, " ")}`),
    "",
    names.join(";"),
    input.payloadHash,
  ].join("\n");
}

/** The signature in lower-case hex. */
export function awsSignature(input: AwsSigningInput, secretKey: string): string {
  const { amzDate, region, service } = input;
  const scope = scopeOf(input);
  const text = [ALGORITHM, amzDate, scope, sha256(awsCanonicalRequest(input), "hex")].join("\n");
  const parts = [amzDate.slice(0, 8), region, service, "aws4_request"];
  const key = parts.reduce<Buffer>((last, part) => hmac(last, part), Buffer.from(`AWS4${secretKey}`));
  return hmac(key, text).toString("hex");
}

/**
 * Signs with AWS Signature Version 4 and returns the headers to send: the given ones with `host`, `x-amz-date`,
 * `x-amz-security-token` (temporary credentials), `x-amz-content-sha256` (S3) and `Authorization`. The body is always
 * signed. Paths of other services than S3 are normalised and encoded twice, as those services expect.
 *
 * @throws AutomationError `invalid-request`; `details.field` names the part that cannot be signed
 * @see AWS IAM user guide, "Create a signed AWS API request"
 */
export function signAwsV4(request: AwsRequest): Record<string, string> {
  const { method, url, body, region, service, credentials, date } = request;
  const { host, path, query } = splitWireUrl(url);
  const amzDate = formatSdkDate(date);
  const hash = payloadHash(body);
  const headers = {
    ...lowerCased(request.headers ?? {}),
    host,
    "x-amz-date": amzDate,
    ...(credentials.securityToken ? { "x-amz-security-token": credentials.securityToken } : {}),
    ...(service === "s3" ? { "x-amz-content-sha256": hash } : {}),
  };
  const input = { method, path, query, headers, payloadHash: hash, amzDate, region, service };
  const credential = `${credentials.accessKey}/${scopeOf(input)}`;
  const signed = signedNames(headers).join(";");
  const signature = awsSignature(input, credentials.secretKey);
  return {
    ...headers,
    Authorization: `${ALGORITHM} Credential=${credential}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function scopeOf({ amzDate, region, service }: AwsScope & { readonly amzDate: string }): string {
  return `${amzDate.slice(0, 8)}/${region}/${service}/aws4_request`;
}

function signedNames(headers: Readonly<Record<string, string>>): string[] {
  return Object.keys(headers).sort();
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    if (Object.hasOwn(lower, key)) throw invalidRequest(`headers.${key}`, "given once, in one spelling");
    if (/[\r\n]/.test(value)) throw invalidRequest(`headers.${key}`, "text without line breaks");
    lower[key] = value;
  }
  return lower;
}

/** S3 takes the path as it is sent; a key may hold anything. Every other service normalises it and encodes it again. */
function canonicalAwsPath(path: string, service: string): string {
  if (service === "s3") return path;
  return canonicalPath(path)
    .replace(/\/{2,}/g, "/")
    .split("/")
    .map(percentEncode)
    .join("/");
}

/** Sorted by encoded name and then by encoded value; `canonicalQuery` sorts before it encodes, which differs rarely. */
function canonicalAwsQuery(query: string): string {
  if (query === "") return "";
  const pairs = canonicalQuery(query).split("&");
  const keyed = pairs.map((pair) => {
    const equals = pair.indexOf("=");
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1), pair };
  });
  keyed.sort((a, b) => byCodeUnit(a.name, b.name) || byCodeUnit(a.value, b.value));
  return keyed.map(({ pair }) => pair).join("&");
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
