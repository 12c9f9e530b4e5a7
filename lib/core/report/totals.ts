import type { Account } from "./report.ts";

/** Sums under a key of several parts. */
export interface Totals<T> {
  /** The sums of these parts, made at the first call. */
  of(parts: readonly (string | null)[]): T;
  values(): readonly T[];
}

/** Sums that begin as `make` says. */
export function createTotals<T>(make: (parts: readonly (string | null)[]) => T): Totals<T> {
  const kept = new Map<string, T>();
  return {
    of: (parts) => {
      const key = JSON.stringify(parts);
      const known = kept.get(key);
      if (known !== undefined) return known;
      const made = make(parts);
      kept.set(key, made);
      return made;
    },
    values: () => [...kept.values()],
  };
}

/** By the sum, the largest first; then by name, so that the same log always gives the same order. */
export function byAmount(
  a: Account & { readonly amount: number; readonly hours: number },
  b: Account & { readonly amount: number; readonly hours: number },
): number {
  const [first, second] = [`${a.team}/${a.owner}`, `${b.team}/${b.owner}`];
  return b.amount - a.amount || b.hours - a.hours || (first < second ? -1 : first > second ? 1 : 0);
}
