import {
  type Compiled,
  knownAttributes,
  type ReadExpression,
  type Refused,
  readExpression,
  rootOf,
  whyNot,
} from "./expression.ts";

/** A value as JSON has it, or doubt and why. Doubt is never a value: whoever asked has to do without. */
export type Reading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly why: string };

/** An expression that reads a value out of an event: a parameter of a verb, or who asked. */
export interface ValueExpression {
  readonly source: string;
  /** Paths of the event that it looks at. */
  readonly uses: readonly string[];
  /** Reads it out of the data of an event. */
  read(data: unknown): Reading;
}

/** The expression, or what is wrong with it; see {@link Compiled}. */
export type CompiledValue = { readonly ok: true; readonly expression: ValueExpression } | Refused;

/** Deepest nesting of a value; a parameter is a text, a number or a small record. */
const DEPTH_MAX = 8;

function plainList(list: readonly unknown[], depth: number): unknown {
  const items = list.map((item) => plainOf(item, depth));
  return items.includes(undefined) ? undefined : items;
}

function plainRecord(value: object, depth: number): unknown {
  const isRecord = value instanceof Map || Object.getPrototypeOf(value) === Object.prototype;
  if (!isRecord) return undefined;
  const written: readonly (readonly [unknown, unknown])[] =
    value instanceof Map ? [...value] : Object.entries(value);
  const entries = written.map(([key, inner]) => [String(key), plainOf(inner, depth)] as const);
  return entries.some(([, inner]) => inner === undefined) ? undefined : Object.fromEntries(entries);
}

/**
 * The value as JSON has it: the language keeps whole numbers as bigints and records as maps. `undefined` for what has
 * no form there (bytes, times, `null`), since an absent parameter would look like one that somebody left out on purpose.
 */
function plainOf(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : undefined;
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
    case "object":
      if (value === null || depth >= DEPTH_MAX) return undefined;
      return Array.isArray(value) ? plainList(value, depth + 1) : plainRecord(value, depth + 1);
  }
  return undefined;
}

function valueExpression(source: string, { uses, run }: ReadExpression): ValueExpression {
  const contextOf = knownAttributes([...new Set(uses.map(rootOf))]);
  return {
    ...{ source, uses },
    read(data) {
      try {
        const value = plainOf(run(contextOf({ event: data })));
        return value === undefined ? { ok: false, why: "gives no value" } : { ok: true, value };
      } catch (error) {
        return { ok: false, why: whyNot(error, source) };
      }
    },
  };
}

/** Reads, bounds and type-checks an expression over an event. Never throws. */
export function compileValue(source: string): CompiledValue {
  const read = readExpression(source, "value");
  return read.ok ? { ok: true, expression: valueExpression(source, read) } : read;
}
