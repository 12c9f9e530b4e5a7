/** Names of the fields that are not what they must be. */
export function differing<T extends object>(
  expected: T,
  actual: { readonly [K in keyof T]: T[K] },
): readonly string[] {
  const names = Object.keys(expected) as (keyof T & string)[];
  return names.filter((name) => expected[name] !== actual[name]);
}
