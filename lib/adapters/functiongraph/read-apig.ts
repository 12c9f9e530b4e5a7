import { AutomationError } from "../../domain/errors.ts";
import { isJsonObject, type JsonObject, valueAt } from "../../sources/json-path.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { HttpRecord } from "../web/http-record.ts";
import { base64Bytes } from "./base64.ts";

/** Where the senders' paths begin. */
const WEBHOOKS = "/webhooks/";

/** Whether an event comes from an API gateway, so that its answer must be one too, whatever else is wrong with it. */
export function isApigEvent(event: unknown): event is JsonObject {
  return (
    typeof valueAt(event, "httpMethod") === "string" &&
    (isJsonObject(valueAt(event, "requestContext")) || typeof valueAt(event, "path") === "string")
  );
}

function broken(field: string, rule: string): AutomationError {
  return new AutomationError("invalid-event", `${field}: ${rule}`, {
    details: { field, rule, document: "Developer Guide, APIG trigger event", retryable: false },
  });
}

function scalarsOf(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item) => ["string", "number", "boolean"].includes(typeof item)).map(String);
}

/** Entries with at least one text: the gateway sends texts, some engines lists of them. */
function entriesOf(value: unknown): readonly (readonly [string, readonly string[]])[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value)
    .map(([name, item]) => [name, scalarsOf(item)] as const)
    .filter(([, texts]) => texts.length > 0);
}

/** Repeated headers, also those that differ in case alone, are joined as HTTP joins them. */
function headersOf(value: unknown): HttpRecord["headers"] {
  // Without a prototype: a header called `constructor` finds nothing that was there before.
  const headers: Record<string, string> = Object.create(null);
  for (const [name, texts] of entriesOf(value)) {
    const lower = name.toLowerCase();
    headers[lower] = [...(headers[lower] === undefined ? [] : [headers[lower]]), ...texts].join(", ");
  }
  return headers;
}

function queryOf(value: unknown): HttpRecord["query"] {
  const query: Record<string, string | readonly string[]> = Object.create(null);
  for (const [name, texts] of entriesOf(value)) {
    const [first = "", ...more] = texts;
    query[name] = more.length === 0 ? first : texts;
  }
  return query;
}

/**
 * The path that the sender meant. An API that matches by prefix hands over the whole path, and what is behind the
 * prefix under an empty name. Mounted at `/webhooks` the whole path is the one that counts, mounted at `/curfew` the
 * rest is; so the rest counts where it begins with `/webhooks/`.
 */
function pathOf(event: JsonObject): string {
  const path = valueAt(event, "path");
  if (typeof path !== "string") throw broken("path", "must be the path as text");
  const rest = valueAt(event, "pathParameters", "");
  if (typeof rest !== "string") return path;
  const behindPrefix = `/${rest.replace(/^\/+/, "")}`;
  return behindPrefix.startsWith(WEBHOOKS) ? behindPrefix : path;
}

function bodyOf(event: JsonObject): Uint8Array {
  const body = valueAt(event, "body") ?? "";
  if (typeof body !== "string") throw broken("body", "must be text");
  // Real events carry a boolean, some pages print a text.
  const flag = valueAt(event, "isBase64Encoded");
  if (flag !== true && flag !== "true") return new TextEncoder().encode(body);
  const bytes = base64Bytes(body);
  if (bytes === null) throw broken("body", "isBase64Encoded says base64, and it is not");
  return bytes;
}

/** APIG, shared and dedicated: one request. Headers, parameters and body may be missing. */
export function readApig(event: JsonObject): Delivery | undefined {
  if (!isApigEvent(event)) return undefined;
  return {
    kind: "http",
    request: {
      method: String(valueAt(event, "httpMethod")),
      path: pathOf(event),
      query: queryOf(valueAt(event, "queryStringParameters")),
      headers: headersOf(valueAt(event, "headers")),
      body: bodyOf(event),
    },
  };
}
