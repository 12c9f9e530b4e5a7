import { isJsonObject, type JsonObject } from "./json-path.ts";

/** Deepest nesting of a body; real deliveries stay below 12. */
export const DEPTH_MAX = 32;

/** Shortest run of digits that may be more than a number holds. */
const LONG_DIGITS = /[0-9]{16}/;
/** The strings and the numbers of a text that is JSON: each is taken as a whole, and nothing is tried twice. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9][0-9.eE+-]*/g;
const WHOLE = /^-?[0-9]+$/;

/**
 * The one place where the bytes of a delivery become values, after they were verified. `null` when they are not
 * UTF-8, not JSON, not an object, nested deeper than {@link DEPTH_MAX}, or hold a number too large to be written
 * down again. Keys named `__proto__` are dropped.
 *
 * A whole number that would be rounded stays as it was sent, as text: an id of a person that ends in 3 must not become
 * the one that ends in 2. Numbers with a fraction or an exponent are no ids and are read as always.
 * The caller has already bounded the size.
 */
export function parseJsonBody(body: Uint8Array): JsonObject | null {
  const value = parsed(body);
  return isJsonObject(value) && tidy(value) ? value : null;
}

function parsed(body: Uint8Array): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    const value: unknown = JSON.parse(text);
    if (!LONG_DIGITS.test(text)) return value;
    const exact = text.replace(STRING_OR_NUMBER, quotedWhereRounded);
    return exact === text ? value : JSON.parse(exact);
  } catch {
    // Neither error says more than "malformed", and both may quote what somebody sent.
    return undefined;
  }
}

function quotedWhereRounded(token: string): string {
  return WHOLE.test(token) && String(Number(token)) !== token && token !== "-0" ? `"${token}"` : token;
}

/** What lies below these, each without its `__proto__`. */
function childrenOf(level: readonly object[]): readonly unknown[] {
  const children: unknown[] = [];
  for (const node of level) {
    // Only where it is: taking a key away makes an object slow, and there may be thousands.
    if (Object.hasOwn(node, "__proto__")) Reflect.deleteProperty(node, "__proto__");
    for (const child of Object.values(node)) children.push(child);
  }
  return children;
}

/** Level by level instead of by recursion, which a deep body could use to exhaust the stack. */
function tidy(root: object): boolean {
  let level: readonly object[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= DEPTH_MAX) return false;
    const children = childrenOf(level);
    // `1e999` is read as Infinity, which JSON writes as null: the event kept would not be the event decided on.
    if (children.includes(Number.POSITIVE_INFINITY) || children.includes(Number.NEGATIVE_INFINITY))
      return false;
    level = children.filter((child): child is object => typeof child === "object" && child !== null);
  }
  return true;
}
