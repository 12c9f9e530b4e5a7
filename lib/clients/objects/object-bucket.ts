import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import type { AppendedBytes, Bucket, BucketCapabilities, Put } from "../../ports/bucket.ts";
import type { WireResponse } from "../../ports/http-transport.ts";
import { BUCKET_LIMITS, type BucketOptions, type SettledOptions } from "./bucket-options.ts";
import { listObjects } from "./list-objects.ts";
import type { ObjectCall, ObjectDialect } from "./object-call.ts";
import { answerNotUnderstood } from "./object-failure.ts";
import { checkedKey, checkedPart, checkedPrefix } from "./object-key.ts";
import { contentMd5, removeObjects } from "./remove-objects.ts";
import { callSender, type SendCall } from "./send-call.ts";

/** Largest page of a listing, on both services. */
const LISTED_MAX = 1000;

/** What the methods of one bucket share. */
interface Inside {
  readonly options: SettledOptions;
  readonly dialect: ObjectDialect;
  readonly capabilities: BucketCapabilities;
  readonly prefix: string;
  readonly send: SendCall;
}

function invalid(field: string, rule: string): AutomationError {
  return new AutomationError("invalid-request", `${field}: ${rule}`, {
    details: { field, rule, retryable: false, ambiguous: false },
  });
}

function notSupported(dialect: ObjectDialect, what: string): AutomationError {
  return new AutomationError("not-supported", `${dialect.name}: this bucket cannot ${what}`, {
    details: { retryable: false, ambiguous: false },
  });
}

/** What the service said, if it was the service that refused. */
function refusalOf(error: unknown): { readonly status?: number; readonly cloudCode?: string } {
  return isAutomationError(error) ? error.details : {};
}

function bodyCall(bytes: Uint8Array, { options }: Inside): Pick<ObjectCall, "body" | "answerBytesMax"> {
  const { objectBytesMax, answerBytesMax } = options.limits;
  if (bytes.length > objectBytesMax) throw invalid("bytes", `at most ${objectBytesMax}`);
  return { body: bytes, answerBytesMax };
}

function bodyHeaders(bytes: Uint8Array): Record<string, string> {
  return { "Content-Type": "application/octet-stream", "Content-MD5": contentMd5(bytes) };
}

async function putObject(inside: Inside, key: string, bytes: Uint8Array, createOnly: boolean): Promise<Put> {
  if (createOnly && !inside.capabilities.createOnly) throw notSupported(inside.dialect, "create only");
  try {
    await inside.send({
      operation: "PutObject",
      effect: "write",
      method: "PUT",
      key: checkedKey(inside.prefix, key),
      headers: { ...bodyHeaders(bytes), ...(createOnly ? { "If-None-Match": "*" } : {}) },
      ...bodyCall(bytes, inside),
    });
    return { outcome: "written" };
  } catch (error) {
    if (createOnly && refusalOf(error).status === 412) return { outcome: "exists" };
    throw error;
  }
}

/** Where the next append goes, as the service says; without a word of it, where it must go. */
function nextPosition({ headers }: WireResponse, expected: number): number | undefined {
  const said = headers["x-obs-next-append-position"]?.trim();
  return said === undefined || said === String(expected) ? expected : undefined;
}

async function appendTo(
  inside: Inside,
  key: string,
  { position, bytes }: { readonly position: number; readonly bytes: Uint8Array },
): Promise<AppendedBytes> {
  if (!inside.capabilities.append) throw notSupported(inside.dialect, "append");
  if (!Number.isSafeInteger(position) || position < 0) throw invalid("position", "an integer from 0 on");
  if (bytes.length === 0) throw invalid("bytes", "at least one");
  const call: ObjectCall = {
    operation: "AppendObject",
    effect: "write",
    method: "POST",
    key: checkedKey(inside.prefix, key),
    query: `append&position=${position}`,
    headers: bodyHeaders(bytes),
    ...bodyCall(bytes, inside),
  };
  let response: WireResponse;
  try {
    response = await inside.send(call);
  } catch (error) {
    const { cloudCode } = refusalOf(error);
    // An append behind the start of nothing: the page does not say which of the two codes it gets.
    const isElsewhere =
      cloudCode === "PositionNotEqualToLength" || (cloudCode === "NoSuchKey" && position > 0);
    if (isElsewhere) return { outcome: "position" };
    throw error;
  }
  const next = nextPosition(response, position + bytes.length);
  if (next !== undefined) return { outcome: "written", next };
  const context = { call, dialect: inside.dialect, nowMs: 0 };
  throw answerNotUnderstood(context, response.status, "the object does not end where this append did");
}

async function getObject(inside: Inside, key: string): Promise<Uint8Array | undefined> {
  try {
    const response = await inside.send({
      operation: "GetObject",
      effect: "read",
      method: "GET",
      key: checkedKey(inside.prefix, key),
      answerBytesMax: inside.options.limits.objectBytesMax,
    });
    return response.body;
  } catch (error) {
    // Only this code says that there is no such object; a bare 404 may come from anything on the way.
    if (refusalOf(error).cloudCode === "NoSuchKey") return undefined;
    throw error;
  }
}

async function list(
  inside: Inside,
  part: string,
  { after, limit }: Parameters<Bucket["list"]>[1],
): ReturnType<Bucket["list"]> {
  if (!Number.isInteger(limit) || limit < 1 || limit > LISTED_MAX)
    throw invalid("limit", `1 to ${LISTED_MAX}`);
  const { prefix, dialect, send, options } = inside;
  const { answerBytesMax, pagesMax } = options.limits;
  const { objects, more } = await listObjects(
    {
      prefix: checkedPart(prefix, part),
      after: after === undefined ? undefined : checkedPart(prefix, after),
      limit,
    },
    { dialect, send, answerBytesMax, pagesMax },
  );
  return { objects: objects.map(({ key, size }) => ({ key: key.slice(prefix.length), size })), more };
}

async function remove(inside: Inside, keys: readonly string[]): Promise<void> {
  const { prefix, dialect, send, options } = inside;
  const whole = keys.map((key) => checkedKey(prefix, key));
  const { answerBytesMax } = options.limits;
  const [only] = whole;
  if (only === undefined || whole.length > 1) return removeObjects(whole, { dialect, send, answerBytesMax });
  try {
    await send({ operation: "DeleteObject", effect: "write", method: "DELETE", key: only, answerBytesMax });
  } catch (error) {
    if (refusalOf(error).cloudCode !== "NoSuchKey") throw error;
  }
}

/**
 * A bucket in one of the two dialects.
 *
 * @throws AutomationError `invalid-config` for an endpoint, bucket or prefix that cannot be used
 */
export function createObjectBucket(
  given: BucketOptions,
  dialect: ObjectDialect,
  capabilities: BucketCapabilities,
): Bucket {
  const options: SettledOptions = { ...given, limits: { ...BUCKET_LIMITS, ...given.limits } };
  const prefix = checkedPrefix(options.prefix ?? "");
  const inside: Inside = { options, dialect, capabilities, prefix, send: callSender(options, dialect) };
  return {
    capabilities,
    put: (key, bytes, { createOnly = false } = {}) => putObject(inside, key, bytes, createOnly),
    append: (key, position, bytes) => appendTo(inside, key, { position, bytes }),
    get: (key) => getObject(inside, key),
    list: (part, how) => list(inside, part, how),
    remove: (keys) => remove(inside, keys),
  };
}
