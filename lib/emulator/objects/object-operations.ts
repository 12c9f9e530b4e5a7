import { createHash } from "node:crypto";
import { shardDelete, shardGet, shardSet } from "../shard-map.ts";
import { errorAnswer, type ObjectsAnswer, type ObjectsOutcome } from "./objects-answer.ts";
import type { ObjectsCall } from "./objects-call.ts";
import type { ObjectsState, StoredObject } from "./objects-state.ts";

/** Appends that one object takes. */
const APPENDS_MAX = 10_000;

/** An operation after signature and bucket were checked. */
export type ObjectsHandler = (state: ObjectsState, call: ObjectsCall) => ObjectsOutcome;

/** The object that is meant. */
export function objectOf(state: ObjectsState, { bucket, key }: ObjectsCall): StoredObject | undefined {
  const objects = state.buckets.get(bucket);
  return objects && shardGet(objects, key);
}

/** The state with a bucket's object replaced, or taken away. */
export function withObject(
  state: ObjectsState,
  bucket: string,
  change: StoredObject | { readonly removed: string },
): ObjectsState {
  const objects = state.buckets.get(bucket);
  if (!objects) return state;
  const changed =
    "removed" in change ? shardDelete(objects, change.removed) : shardSet(objects, change.key, change);
  return { ...state, buckets: new Map(state.buckets).set(bucket, changed) };
}

function md5(bytes: Uint8Array, encoding: "hex" | "base64"): string {
  return createHash("md5").update(bytes).digest(encoding);
}

/** Why a body is not taken. */
export function refuseBody({ request }: ObjectsCall): ObjectsAnswer | undefined {
  const claimed = request.headers["content-md5"];
  const isBroken = claimed !== undefined && claimed !== md5(request.body, "base64");
  return isBroken ? errorAnswer(400, "BadDigest") : undefined;
}

function newObject(
  state: ObjectsState,
  { key, now }: ObjectsCall,
  before: StoredObject | undefined,
  content: { readonly bytes: Uint8Array; readonly appends: number },
): StoredObject {
  const listedFrom = before ? before.listedFrom : now + state.listingDelayMs;
  return { key, ...content, etag: md5(content.bytes, "hex"), modifiedAt: now, listedFrom };
}

/** Replaces whatever was there. A condition is kept where the service keeps it, and is not even looked at elsewhere. */
export const putObject: ObjectsHandler = (state, call) => {
  const before = objectOf(state, call);
  const isCreateOnly = call.request.headers["if-none-match"] === "*" && state.conditionalWrites;
  if (isCreateOnly && before) return { state, answer: errorAnswer(412, "PreconditionFailed") };
  const broken = refuseBody(call);
  if (broken) return { state, answer: broken };
  const object = newObject(state, call, before, { bytes: call.request.body, appends: 0 });
  return {
    state: withObject(state, call.bucket, object),
    answer: { status: 200, headers: { etag: `"${object.etag}"` } },
  };
};

/** Why nothing can be appended there. */
function refuseAppend(state: ObjectsState, call: ObjectsCall, before: StoredObject | undefined) {
  // How Open Telekom Cloud answers an append is not documented; S3 knows no such method on an object.
  if (!state.append) return errorAnswer(405, "MethodNotAllowed");
  const position = call.parameters.get("position") ?? "";
  if (!/^\d{1,15}$/.test(position)) return errorAnswer(400, "InvalidArgument");
  if (before && (before.appends === 0 || before.appends >= APPENDS_MAX)) {
    return errorAnswer(409, "ObjectNotAppendable");
  }
  if (Number(position) !== (before?.bytes.length ?? 0)) return errorAnswer(409, "PositionNotEqualToLength");
  return refuseBody(call);
}

/** Adds to the end of an object that was made by appending, at the position that is its length. */
export const appendObject: ObjectsHandler = (state, call) => {
  const before = objectOf(state, call);
  const refusal = refuseAppend(state, call, before);
  if (refusal) return { state, answer: refusal };
  const bytes = Buffer.concat([before?.bytes ?? new Uint8Array(), call.request.body]);
  const object = newObject(state, call, before, { bytes, appends: (before?.appends ?? 0) + 1 });
  const headers = {
    // Of the piece, not of the whole.
    etag: `"${md5(call.request.body, "hex")}"`,
    "x-obs-next-append-position": String(bytes.length),
  };
  return { state: withObject(state, call.bucket, object), answer: { status: 200, headers } };
};

function objectHeaders({ etag, appends, bytes, modifiedAt }: StoredObject): Record<string, string> {
  const appendable = {
    "x-obs-object-type": "Appendable",
    "x-obs-next-append-position": String(bytes.length),
  };
  return {
    etag: `"${etag}"`,
    "last-modified": new Date(modifiedAt).toUTCString(),
    "content-type": "application/octet-stream",
    ...(appends > 0 ? appendable : {}),
  };
}

/** `bytes=a-b` or `bytes=a-`; anything else is passed over, as HTTP allows. */
function rangeOf(header: string | undefined, size: number): readonly [number, number] | undefined {
  const [, first, last] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  if (first === undefined) return undefined;
  return [Number(first), last ? Math.min(Number(last) + 1, size) : size];
}

/** The object, or a part of it. */
export const getObject: ObjectsHandler = (state, call) => {
  const object = objectOf(state, call);
  if (!object) return { state, answer: errorAnswer(404, "NoSuchKey") };
  const headers = objectHeaders(object);
  const range = rangeOf(call.request.headers["range"], object.bytes.length);
  if (!range) return { state, answer: { status: 200, headers, body: object.bytes } };
  const [from, to] = range;
  if (from >= object.bytes.length) return { state, answer: errorAnswer(416, "InvalidRange") };
  return { state, answer: { status: 206, headers, body: object.bytes.slice(from, to) } };
};

/** As GET, without the body; the code of an error is in a header then. */
export const headObject: ObjectsHandler = (state, call) => {
  const object = objectOf(state, call);
  if (object) return { state, answer: { status: 200, headers: objectHeaders(object) } };
  return {
    state,
    answer: { status: 404, code: "NoSuchKey", headers: { "x-obs-error-code": "NoSuchKey" } },
  };
};

/** An object that is not there is deleted like any other. */
export const deleteObject: ObjectsHandler = (state, call) => ({
  state: withObject(state, call.bucket, { removed: call.key }),
  answer: { status: 204 },
});
