import { shardValues } from "../shard-map.ts";
import { type ObjectsHandler, refuseBody, withObject } from "./object-operations.ts";
import { errorAnswer, xmlAnswer, xmlText } from "./objects-answer.ts";
import type { ObjectsCall } from "./objects-call.ts";
import { isPermitted } from "./objects-permissions.ts";
import type { ObjectsState, StoredObject } from "./objects-state.ts";

/** Most keys in one page and in one deletion. */
const KEYS_MAX = 1000;

/** By the bytes of UTF-8, as the services sort. */
function byBytes(a: StoredObject, b: StoredObject): number {
  return Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
}

/** What a token says: the last key of the page before, as text that nobody else is meant to read. */
function keyOfToken(token: string | undefined): string | undefined {
  return token === undefined ? undefined : Buffer.from(token, "base64url").toString();
}

function startOf({ dialect }: ObjectsState, { parameters }: ObjectsCall): string {
  if (dialect === "obs") return parameters.get("marker") ?? "";
  return keyOfToken(parameters.get("continuation-token")) ?? parameters.get("start-after") ?? "";
}

/** Names that a page may hold: known to listings by now, with the prefix, behind the start. */
function namedIn(state: ObjectsState, call: ObjectsCall): StoredObject[] {
  const objects = state.buckets.get(call.bucket);
  const prefix = call.parameters.get("prefix") ?? "";
  const start = Buffer.from(startOf(state, call));
  return [...(objects ? shardValues(objects) : [])]
    .filter(({ key, listedFrom }) => listedFrom <= call.now && key.startsWith(prefix))
    .filter(({ key }) => start.length === 0 || Buffer.compare(Buffer.from(key), start) > 0)
    .sort(byBytes);
}

type Encode = (text: string) => string;

/** With `encoding-type=url` keys are encoded like a form: slashes stay, and a space is a plus. */
function encoderOf({ parameters }: ObjectsCall): Encode {
  if (parameters.get("encoding-type") !== "url") return xmlText;
  return (text) => encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%20", "+");
}

function contentsOf({ key, modifiedAt, etag, bytes }: StoredObject, encode: Encode): string {
  const at = new Date(modifiedAt).toISOString();
  return `<Contents><Key>${encode(key)}</Key><LastModified>${at}</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>${bytes.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
}

function nextOf({ dialect }: ObjectsState, lastKey: string, encode: Encode): string {
  if (dialect === "obs") return `<NextMarker>${encode(lastKey)}</NextMarker>`;
  return `<NextContinuationToken>${Buffer.from(lastKey).toString("base64url")}</NextContinuationToken>`;
}

/** V1 with `marker` in the OBS dialect, V2 in the S3 dialect. Delimiters are not imitated. */
export const listObjects: ObjectsHandler = (state, call) => {
  const asked = call.parameters.get("max-keys") ?? String(KEYS_MAX);
  const isAnotherVersion = state.dialect === "s3" && call.parameters.get("list-type") !== "2";
  if (!/^\d{1,9}$/.test(asked) || isAnotherVersion || call.parameters.has("delimiter")) {
    return { state, answer: errorAnswer(400, "InvalidArgument") };
  }
  const named = namedIn(state, call);
  const page = named.slice(0, Math.min(Number(asked), KEYS_MAX, state.pageKeysMax));
  const isTruncated = page.length < named.length;
  const encode = encoderOf(call);
  const last = page.at(-1);
  const content = [
    `<Name>${call.bucket}</Name><Prefix>${encode(call.parameters.get("prefix") ?? "")}</Prefix>`,
    `<MaxKeys>${asked}</MaxKeys><IsTruncated>${isTruncated}</IsTruncated>`,
    call.parameters.get("encoding-type") === "url" ? "<EncodingType>url</EncodingType>" : "",
    isTruncated && last ? nextOf(state, last.key, encode) : "",
    ...page.map((object) => contentsOf(object, encode)),
  ];
  return { state, answer: xmlAnswer(state.dialect, "ListBucketResult", content.join("")) };
};

const PLAIN: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&amp;": "&",
};

/** The keys of a deletion; `undefined` for a document that is none. */
function keysIn(body: Uint8Array): string[] | undefined {
  const text = new TextDecoder().decode(body);
  if (!/^(?:<\?xml[^>]*>\s*)?<Delete[\s>]/.test(text) || !text.trimEnd().endsWith("</Delete>"))
    return undefined;
  return [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) =>
    key.replace(/&\w+;/g, (entity) => PLAIN[entity] ?? entity),
  );
}

/** Up to 1,000 objects in one call. The digest is mandatory here. */
export const deleteObjects: ObjectsHandler = (state, call) => {
  if (call.request.headers["content-md5"] === undefined) {
    return { state, answer: errorAnswer(400, "InvalidRequest") };
  }
  const broken = refuseBody(call);
  if (broken) return { state, answer: broken };
  const keys = keysIn(call.request.body);
  if (keys === undefined || keys.length === 0 || keys.length > KEYS_MAX) {
    return { state, answer: errorAnswer(400, "MalformedXML") };
  }
  if (!isPermitted(state, call, "DeleteObjects")) {
    const refused = keys.map((key) => `<Error><Key>${xmlText(key)}</Key><Code>AccessDenied</Code></Error>`);
    return { state, answer: xmlAnswer(state.dialect, "DeleteResult", refused.join("")) };
  }
  const next = keys.reduce((left, key) => withObject(left, call.bucket, { removed: key }), state);
  const isQuiet = /<Quiet>true<\/Quiet>/.test(new TextDecoder().decode(call.request.body));
  const told = isQuiet ? [] : keys.map((key) => `<Deleted><Key>${xmlText(key)}</Key></Deleted>`);
  return { state: next, answer: xmlAnswer(state.dialect, "DeleteResult", told.join("")) };
};
