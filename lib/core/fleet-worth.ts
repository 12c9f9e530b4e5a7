import type { Facts } from "../domain/facts.ts";
import type { Rulebook } from "./rulebook.ts";

/** What all machines that run cost an hour, by currency; only those count of which a price is known. */
export type FleetWorth = () => ReadonlyMap<string, number>;

/** Adds up a fleet's prices when somebody asks, and once: of most passes nobody does. */
export function createFleetWorth(facts: Facts, rulebook: Pick<Rulebook, "savingOf">): FleetWorth {
  let known: Map<string, number> | undefined;

  function add(): Map<string, number> {
    const sums = new Map<string, number>();
    for (const resource of facts.inventories.flatMap(({ resources }) => resources)) {
      if (resource.standing !== "running") continue;
      const { amount, currency } = rulebook.savingOf(resource);
      if (amount !== null && currency !== null) sums.set(currency, (sums.get(currency) ?? 0) + amount);
    }
    return sums;
  }

  return () => {
    known ??= add();
    return known;
  };
}
