const KEYS_MAX = 20;
const DEPTH_MAX = 3;
/** Longest shape, in characters. */
const LENGTH_MAX = 1_000;

/** A key that is a word; anything else may be a value that somebody put into the place of a key. */
const PLAIN_KEY = /^[A-Za-z_$][\w$.-]{0,39}$/;

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}

function shapeAt(value: unknown, depth: number): string {
  if (Array.isArray(value)) {
    if (value.length === 0 || depth >= DEPTH_MAX) return "list";
    return `list of ${value.length}, first ${shapeAt(value[0], depth + 1)}`;
  }
  if (typeof value !== "object" || value === null || depth >= DEPTH_MAX) return typeOf(value);
  const entries = Object.entries(value);
  const told = entries
    .slice(0, KEYS_MAX)
    .map(([key, inner]) => `${PLAIN_KEY.test(key) ? key : "?"}: ${shapeAt(inner, depth + 1)}`);
  const more = entries.length > KEYS_MAX ? [`${entries.length - KEYS_MAX} more`] : [];
  return entries.length === 0 ? "{}" : `{ ${[...told, ...more].join(", ")} }`;
}

/**
 * The shape of a value for the log: keys and types, never a value, since what nobody recognises may hold anything.
 * `{ verb: string, data: { id: number } }`. At most 3 levels, 20 keys a level and 1,000 characters.
 */
export function shapeOf(value: unknown): string {
  const shape = shapeAt(value, 0);
  return shape.length > LENGTH_MAX ? `${shape.slice(0, LENGTH_MAX - 1)}…` : shape;
}
