import { isJsonObject, type JsonObject, textAt, valueAt } from "../../sources/json-path.ts";
import type { HttpRecord } from "../web/http-record.ts";
import { invalidEvent } from "./invalid-event.ts";

/**
 * The two forms in which HTTP reaches a function: `v1` from REST APIs and from HTTP APIs with payload format 1.0, `v2`
 * from HTTP APIs with payload format 2.0 and from function URLs.
 */
export type HttpForm = "v1" | "v2";

/**
 * Which form an event has; `undefined` when it is no HTTP. Load balancers send something that looks like `v1` and
 * escapes its query differently; they are not served, so they are not taken for it.
 */
export function httpFormOf(event: unknown): HttpForm | undefined {
  if (!isJsonObject(event) || !isJsonObject(valueAt(event, "requestContext"))) return undefined;
  if (isJsonObject(valueAt(event, "requestContext", "elb"))) return undefined;
  const isV2 =
    typeof valueAt(event, "rawPath") === "string" && textAt(event, "requestContext", "http", "method");
  if (isV2) return "v2";
  return textAt(event, "httpMethod") && typeof valueAt(event, "path") === "string" ? "v1" : undefined;
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function decoded(text: string): Uint8Array {
  // Node skips what is not base64, and the signature would then be checked over other bytes than were sent.
  if (text.length % 4 === 0 && BASE64.test(text)) return Buffer.from(text, "base64");
  throw invalidEvent("body", "base64, since isBase64Encoded says so");
}

function bodyOf(event: JsonObject): Uint8Array {
  const body = valueAt(event, "body") ?? "";
  if (typeof body !== "string") throw invalidEvent("body", "a text");
  return valueAt(event, "isBase64Encoded") === true ? decoded(body) : Buffer.from(body, "utf8");
}

function texts(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item) => typeof item === "string");
}

/** Entries of the field with lists, or of the plain one where there is none (the test button of the console). */
function entriesOf(event: JsonObject, lists: string, plain: string): readonly [string, readonly string[]][] {
  const found = valueAt(event, lists) ?? valueAt(event, plain) ?? {};
  if (!isJsonObject(found)) throw invalidEvent(plain, "an object");
  return Object.entries(found).map(([name, value]) => [name, texts(value)]);
}

/** Without a prototype: a header or a parameter called `constructor` finds nothing that was there before. */
function emptyRecord<T>(): Record<string, T> {
  return Object.create(null);
}

function headersOf(event: JsonObject): Record<string, string> {
  const headers = emptyRecord<string>();
  for (const [name, values] of entriesOf(event, "multiValueHeaders", "headers")) {
    if (values.length > 0) headers[name.toLowerCase()] = values.join(", ");
  }
  // Format 2.0 takes the cookies out of the headers.
  const cookies = texts(valueAt(event, "cookies"));
  if (cookies.length > 0) headers["cookie"] = cookies.join("; ");
  return headers;
}

function queryOf(pairs: Iterable<readonly [string, readonly string[]]>): HttpRecord["query"] {
  const query = emptyRecord<string | readonly string[]>();
  for (const [name, values] of pairs) {
    const all = [query[name] ?? [], values].flat();
    query[name] = all.length === 1 ? (all[0] ?? "") : all;
  }
  return query;
}

function withoutStage(path: string, event: JsonObject): string {
  const stage = textAt(event, "requestContext", "stage");
  return stage !== null && path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;
}

/**
 * The path below everything that the gateway puts in front of it. REST APIs put the base path of a custom domain there
 * and HTTP APIs the name of the stage; the matched resource with its parameters filled in has neither.
 */
function pathOfV1(event: JsonObject): string {
  const path = String(valueAt(event, "path"));
  const resource = textAt(event, "resource") ?? "";
  const filled = resource.replace(
    /\{([^{}+]+)\+?\}/g,
    (whole, name: string) => textAt(event, "pathParameters", name) ?? whole,
  );
  if (resource.startsWith("/") && path.endsWith(filled)) return filled;
  // The path of a REST API is without its stage already; only HTTP APIs say which version of the format this is.
  return textAt(event, "version") === null ? path : withoutStage(path, event);
}

/**
 * Reads an HTTP event of the given form. Throws `invalid-event` for a body that is no text or not the base64 it says to
 * be, and for headers and queries that are no objects.
 *
 * @see API Gateway Developer Guide, "Lambda proxy integrations in API Gateway" (1.0) and "Create AWS Lambda proxy
 * integrations for HTTP APIs" (2.0); Lambda Developer Guide, "Invoking Lambda function URLs"
 */
export function readHttpEvent(event: unknown, form: HttpForm): HttpRecord {
  if (!isJsonObject(event)) throw invalidEvent("event", "an object");
  const shared = { headers: headersOf(event), body: bodyOf(event) };
  if (form === "v1") {
    const method = textAt(event, "httpMethod") ?? "";
    const query = queryOf(entriesOf(event, "multiValueQueryStringParameters", "queryStringParameters"));
    return { method, path: pathOfV1(event), query, ...shared };
  }
  const parameters = new URLSearchParams(textAt(event, "rawQueryString") ?? "");
  return {
    method: textAt(event, "requestContext", "http", "method") ?? "",
    path: withoutStage(String(valueAt(event, "rawPath")), event),
    query: queryOf([...parameters].map(([name, value]) => [name, [value]])),
    ...shared,
  };
}
