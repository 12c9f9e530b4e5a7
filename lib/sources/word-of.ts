/** A text cut to what an event holds, a number as text, `undefined` for nothing and for anything else. */
export function wordOf(value: unknown, charsMax = 256): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value.slice(0, charsMax) : undefined;
}

/** The entries that are known, for a schema that takes no `undefined`. */
export function known(entries: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
