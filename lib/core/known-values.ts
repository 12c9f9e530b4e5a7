/** Strings of an event that are longer count as not known: an expression has no business in a long text. */
export const TEXT_CHARACTERS_MAX = 4_096;

/** Lists with more elements count as not known. */
export const LIST_ELEMENTS_MAX = 1_000;

const DEPTH_MAX = 32;

function knownList(list: readonly unknown[], depth: number): unknown {
  if (list.length > LIST_ELEMENTS_MAX) return undefined;
  return list.map((element) => knownValue(element, depth + 1));
}

function knownMap(map: object, depth: number): ReadonlyMap<string, unknown> {
  const known = new Map<string, unknown>();
  for (const [key, value] of Object.entries(map)) {
    const inner = knownValue(value, depth + 1);
    if (inner !== undefined) known.set(key, inner);
  }
  return known;
}

/**
 * The same value without anything that is not known: `null` disappears, so that an expression which touches it
 * fails instead of comparing with nothing. Whole numbers of any size are doubles, as in JSON.
 */
export function knownValue(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case "string":
      return value.length > TEXT_CHARACTERS_MAX ? undefined : value;
    case "number":
      return Number.isFinite(value) ? value : undefined;
    case "bigint":
      return Number(value);
    case "boolean":
      return value;
    case "object":
      if (value === null || depth >= DEPTH_MAX) return undefined;
      return Array.isArray(value) ? knownList(value, depth) : knownMap(value, depth);
  }
  return undefined;
}
