function keysOf(value: object): readonly string[] {
  return Object.keys(value);
}

/** Whether two values that came out of JSON text say the same, whatever the order of their keys. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [keys, others] = [keysOf(one), keysOf(other)];
  if (keys.length !== others.length) return false;
  const [left, right] = [one, other] as readonly Readonly<Record<string, unknown>>[];
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? "";
    // Mostly the other has the same keys in the same order.
    if (others[at] !== key && !Object.hasOwn(other, key)) return false;
    if (!sameJson(left?.[key], right?.[key])) return false;
  }
  return true;
}
