import { isJsonObject, type JsonObject } from "./json-path.ts";

/** Deepest nesting of a body; real deliveries stay below 12. */
export const DEPTH_MAX = 32;

/**
 * The one place where the bytes of a delivery become values, after they were verified. `null` when they are not
 * UTF-8, not JSON, not an object, nested deeper than {@link DEPTH_MAX}, or hold a number too large to be written
 * down again. Keys named `__proto__` are dropped.
 * The caller has already bounded the size.
 */
export function parseJsonBody(body: Uint8Array): JsonObject | null {
  const value = parsed(body);
  return isJsonObject(value) && tidy(value) ? value : null;
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    // Neither error says more than "malformed", and both may quote what somebody sent.
    return undefined;
  }
}

/** Level by level instead of by recursion, which a deep body could use to exhaust the stack. */
function tidy(root: object): boolean {
  let level: readonly object[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= DEPTH_MAX) return false;
    for (const node of level) Reflect.deleteProperty(node, "__proto__");
    const children: readonly unknown[] = level.flatMap((node) => Object.values(node));
    // `1e999` is read as Infinity, which JSON writes as null: the event kept would not be the event decided on.
    if (children.includes(Number.POSITIVE_INFINITY) || children.includes(Number.NEGATIVE_INFINITY))
      return false;
    level = children.filter((child): child is object => typeof child === "object" && child !== null);
  }
  return true;
}
