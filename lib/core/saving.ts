import { HOURS_PER_MONTH, type PriceBook } from "../domain/prices.ts";
import type { Resource } from "../domain/resource.ts";

/** What one stopped hour saves. `amount` is 0 when stopping changes nothing, `null` when no price is known. */
export interface Saving {
  readonly amount: number | null;
  readonly currency: string | null;
}

/**
 * Money saved by one stopped hour. That a stop saves nothing is known without any price (bare metal, prepaid,
 * supernode); how much it saves is only known from a price file.
 */
export function savingPerHour(resource: Resource, prices: PriceBook | undefined): Saving {
  const currency = prices?.currency ?? null;
  if (resource.stoppedCost.kind === "full") return { amount: 0, currency };
  if (resource.stoppedCost.kind === "unknown") return { amount: null, currency };
  // Flavors are the cloud's words: one called `constructor` must not find what every object has.
  const known = prices !== undefined && Object.hasOwn(prices.flavors, resource.flavor.name);
  const price = known ? prices.flavors[resource.flavor.name] : undefined;
  return { amount: price ?? null, currency };
}

/** The same over a month of hours. */
export function perMonth(amountPerHour: number): number {
  return amountPerHour * HOURS_PER_MONTH;
}
