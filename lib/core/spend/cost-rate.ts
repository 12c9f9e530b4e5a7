import type { PriceBook } from "../../domain/prices.ts";
import type { Resource } from "../../domain/resource.ts";

/**
 * How a machine is paid for. `metered`: by the running hour. `always`: by the hour, whether it runs or not. `apart`: paid
 * by the month or year, as part of a pool, or through its servers, so that hours say nothing of it.
 */
export interface CostRate {
  readonly kind: "metered" | "always" | "apart";
  /** Price of an hour of the machine; `null` when the price book has none. */
  readonly perHour: number | null;
  /** Price of an hour of its disk, running or not; 0 when size or price is not known. */
  readonly diskPerHour: number;
}

/** Price of a running hour; `null` when none is known. */
export function pricePerHour(resource: Resource, book: PriceBook | undefined): number | null {
  const { name } = resource.flavor;
  // Flavors are the cloud's words: one called `constructor` must not find what every object has.
  return book !== undefined && Object.hasOwn(book.flavors, name) ? (book.flavors[name] ?? null) : null;
}

function kindOf(resource: Resource): CostRate["kind"] {
  if (resource.billing === "prepaid" || resource.kind === "supernode") return "apart";
  if (resource.stoppedCost.kind !== "full") return "metered";
  // A notebook that costs on is one in a dedicated pool, which is paid for as a whole.
  return resource.kind === "dev-server" ? "always" : "apart";
}

/** What an hour of a machine costs by the price book of its target. */
export function costRate(resource: Resource, book: PriceBook | undefined): CostRate {
  const kind = kindOf(resource);
  const disk = (resource.diskGb ?? 0) * (book?.storageGbHour ?? 0);
  return { kind, perHour: pricePerHour(resource, book), diskPerHour: kind === "apart" ? 0 : disk };
}
