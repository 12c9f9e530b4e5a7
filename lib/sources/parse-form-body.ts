import type { JsonObject } from "./json-path.ts";
import { parseJsonBody } from "./parse-json-body.ts";

const FIELDS_MAX = 100;

/** A form as an object. `null` for what is no UTF-8, has too many fields, or says one of them twice. */
function formOf(body: Uint8Array): JsonObject | null {
  try {
    const fields = [...new URLSearchParams(new TextDecoder("utf-8", { fatal: true }).decode(body))];
    const names = new Set(fields.map(([name]) => name));
    if (fields.length === 0 || fields.length > FIELDS_MAX || names.size !== fields.length) return null;
    return Object.fromEntries(fields.filter(([name]) => name !== "__proto__"));
  } catch {
    return null;
  }
}

/** Slack's bodies: a form, or JSON where it begins with a brace. The content type is not signed, so it decides nothing. */
export function parseFormBody(body: Uint8Array): JsonObject | null {
  return body[0] === "{".charCodeAt(0) ? parseJsonBody(body) : formOf(body);
}
