import { importTypeScript } from "../../scripts/bundle-module.js";
import type * as invariants from "./invariants.ts";
import type * as mutants from "./mutants.ts";
import type * as world from "./world.ts";

type Simulation = Pick<typeof world, "playHistory"> &
  Pick<typeof invariants, "judgeHistory"> &
  Pick<typeof mutants, "MUTANTS">;

const bundles = new Map<"simulation", Promise<Simulation>>();

/**
 * The simulation as one bundle, which Node runs as it is: what a test runner puts around every import makes a history
 * take twice as long. Bundled once for all tests of a process.
 */
export function nativeSimulation(): Promise<Simulation> {
  const known =
    bundles.get("simulation") ??
    importTypeScript<Simulation>(`
      export { playHistory } from "./test/simulation/world.ts";
      export { judgeHistory } from "./test/simulation/invariants.ts";
      export { MUTANTS } from "./test/simulation/mutants.ts";
    `);
  bundles.set("simulation", known);
  return known;
}
