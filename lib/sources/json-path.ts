/** A JSON object as it came in: any key, any value. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a parsed value is an object and not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The value under a path of keys, `undefined` where any of them is missing. Only a value's own keys count:
 * Jira has a field named `toString`, which every object inherits under that name.
 */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce(
    (current, key) => (isJsonObject(current) && Object.hasOwn(current, key) ? current[key] : undefined),
    value,
  );
}

/** The text or number under a path, as text; `null` when it is missing, empty or of another kind. */
export function textAt(value: unknown, ...path: readonly string[]): string | null {
  const found = valueAt(value, ...path);
  if (typeof found === "number") return String(found);
  return typeof found === "string" && found !== "" ? found : null;
}

/** The items under a path; none when there is no list. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}
