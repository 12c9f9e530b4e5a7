import type { EmulatorRequest } from "../request.ts";
import type { ObjectsOperation } from "./objects-fault.ts";
import type { ObjectsState } from "./objects-state.ts";

/** A request after its address was read. */
export interface ObjectsCall {
  readonly operation: ObjectsOperation;
  readonly bucket: string;
  /** Decoded; empty when the bucket itself is meant. */
  readonly key: string;
  /** `/bucket/key` as received, still encoded; this is what OBS signs. */
  readonly resource: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly request: EmulatorRequest;
  /** The service's clock, milliseconds since the epoch. */
  readonly now: number;
}

/** Percent-decodes; `undefined` for what is broken. Unlike in forms, a plus is a plus. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function parametersOf(query: string): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  for (const part of query === "" ? [] : query.split("&")) {
    const equals = `${part}=`.indexOf("=");
    const name = decode(part.slice(0, equals));
    const value = decode(part.slice(equals + 1));
    if (name === undefined || value === undefined) return undefined;
    parameters.set(name, value);
  }
  return parameters;
}

/** Which bucket is meant: the first label of the host if it is the name of one, else the first segment of the path. */
function addressOf(state: ObjectsState, { headers, path }: EmulatorRequest) {
  const [label = ""] = (headers["host"] ?? "").split(".");
  if (state.buckets.has(label)) return { bucket: label, encodedKey: path.slice(1) };
  const slash = `${path}/`.indexOf("/", 1);
  return { bucket: path.slice(1, slash), encodedKey: path.slice(slash + 1) };
}

const ON_OBJECTS: Readonly<Record<string, ObjectsOperation>> = {
  GET: "GetObject",
  HEAD: "HeadObject",
  PUT: "PutObject",
  DELETE: "DeleteObject",
};

function operationOf(
  method: string,
  key: string,
  parameters: ReadonlyMap<string, string>,
): ObjectsOperation | undefined {
  if (key !== "") return method === "POST" && parameters.has("append") ? "AppendObject" : ON_OBJECTS[method];
  if (method === "GET") return "ListObjects";
  return method === "POST" && parameters.has("delete") ? "DeleteObjects" : undefined;
}

/** `undefined` for a request that is none of the operations that are imitated. */
export function readObjectsCall(
  state: ObjectsState,
  request: EmulatorRequest,
  now: number,
): ObjectsCall | undefined {
  const { bucket, encodedKey } = addressOf(state, request);
  const key = decode(encodedKey);
  const parameters = parametersOf(request.query);
  if (key === undefined || parameters === undefined) return undefined;
  const operation = operationOf(request.method, key, parameters);
  if (operation === undefined) return undefined;
  return { operation, bucket, key, resource: `/${bucket}/${encodedKey}`, parameters, request, now };
}
