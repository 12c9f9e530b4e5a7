import { isJsonObject, type JsonObject } from "../../sources/json-path.ts";

/** Levels that are looked into. */
const DEPTH_MAX = 3;
/** Keys of one object that are named. */
const KEYS_MAX = 20;
/** Longest shape, in characters. */
const LENGTH_MAX = 1_000;

/** What a name looks like. Anything else among the keys may be a value in disguise and is not repeated. */
const NAME = /^[A-Za-z_][\w.:-]{0,39}$/;

function objectShape(value: JsonObject, depth: number): string {
  if (depth >= DEPTH_MAX) return "{…}";
  const keys = Object.keys(value);
  const named = keys
    .slice(0, KEYS_MAX)
    .map((key) => `${NAME.test(key) ? key : "?"}: ${shapeAt(value[key], depth + 1)}`);
  const rest = keys.length > KEYS_MAX ? [`${keys.length - KEYS_MAX} more`] : [];
  return `{${[...named, ...rest].join(", ")}}`;
}

function shapeAt(value: unknown, depth: number): string {
  if (value === null) return "null";
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return depth >= DEPTH_MAX ? "[…]" : `[${shapeAt(value[0], depth + 1)}]`;
  }
  return isJsonObject(value) ? objectShape(value, depth) : typeof value;
}

/**
 * The keys of a value and the types behind them, such as `{key: string, list: [number]}`, for the log; never a value.
 * A list is described by its first item. At most 3 levels, 20 keys a level and 1,000 characters.
 */
export function eventShape(value: unknown): string {
  const shape = shapeAt(value, 0);
  return shape.length > LENGTH_MAX ? `${shape.slice(0, LENGTH_MAX - 1)}…` : shape;
}
