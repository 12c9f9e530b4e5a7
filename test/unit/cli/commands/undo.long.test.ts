import { describe, expect, it } from "vitest";
import { notebook } from "../../../fixtures/resources.ts";
import { stoppedWorld, undo } from "./undo-world.ts";

describe("curfew undo of a run over 1,000 machines", () => {
  const MACHINES = Array.from({ length: 1_003 }, (_, index) => notebook({ id: `nb-${1_000 + index}` }));
  const big = () => stoppedWorld(MACHINES, {}, { perRun: 5_000, perOwnerPerHour: 5_000 });

  it("brings them back in two orders, and goes on with the second when the first was carried out before", async () => {
    const world = await big();
    const halfWay = await undo(world, { waitMs: 0 }, async (run) => {
      await world.pass(run);
      return { run, status: "waiting" };
    });
    expect(halfWay.did).toHaveLength(1_000);
    expect(halfWay.code).toBe(1);
    expect(halfWay.told).toEqual([
      expect.stringContaining("is still open"),
      "curfew: run run-1: 0 of 1003 machines brought back, 1000 still under way, 3 not begun: give the same command again",
    ]);
    await world.finish("run-2");
    const rest = await undo(world);
    expect(rest.did).toHaveLength(3);
    expect(rest.code).toBe(0);
    expect(rest.told).toEqual(["curfew: run run-1: 3 of 1003 machines brought back, 1000 left as they are"]);
  });
});
