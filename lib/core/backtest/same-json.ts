function keysOf(value: object): readonly string[] {
  return Object.keys(value);
}

/** Whether two values that came out of JSON text say the same, whatever the order of their keys. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = keysOf(one);
  if (keys.length !== keysOf(other).length) return false;
  const [left, right] = [one, other] as readonly Readonly<Record<string, unknown>>[];
  for (const key of keys)
    if (!Object.hasOwn(other, key) || !sameJson(left?.[key], right?.[key])) return false;
  return true;
}
