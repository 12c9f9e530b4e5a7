import { TRIGGER_EXAMPLES, type TriggerEvents, type TriggerKind } from "./trigger-events.ts";

/** What may be different from the example: records are merged field by field, lists are replaced, `undefined` removes. */
export type Overrides<T> = {
  [Key in keyof T]?: T[Key] extends readonly unknown[]
    ? T[Key] | undefined
    : T[Key] extends object
      ? Overrides<T[Key]> | undefined
      : T[Key] | undefined;
};

type Plain = Readonly<Record<string, unknown>>;

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function merge(base: unknown, over: unknown): unknown {
  if (!isPlain(base) || !isPlain(over)) return structuredClone(over);
  const merged: Record<string, unknown> = structuredClone(base) as Record<string, unknown>;
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) delete merged[key];
    else merged[key] = Object.hasOwn(base, key) ? merge(base[key], value) : structuredClone(value);
  }
  return merged;
}

/**
 * An example event of a trigger, the caller's own to change. Field names, nesting and value types follow the documents or
 * were seen in code; values are invented.
 */
export function exampleEvent<Kind extends TriggerKind>(
  kind: Kind,
  overrides: Overrides<TriggerEvents[Kind]> = {},
): TriggerEvents[Kind] {
  return merge(TRIGGER_EXAMPLES[kind], overrides) as TriggerEvents[Kind];
}
