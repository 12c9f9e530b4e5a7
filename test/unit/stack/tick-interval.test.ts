import { describe, expect, it } from "vitest";
import type { On } from "../../../lib/domain/policy.ts";
import { tickInterval } from "../../../lib/stack/tick-interval.ts";
import { policy } from "../../fixtures/policies.ts";

const MINUTE_MS = 60_000;
const every = (minutes: number): On => ({ kind: "every", everyMs: minutes * MINUTE_MS });
const ticks = (...ons: readonly On[]) =>
  tickInterval(ons.map((on, index) => policy({ name: `p${index}`, on })));

describe("the clock of the functions", () => {
  it("ticks every ten minutes where nothing is wanted more often", () => {
    expect(ticks(every(10), every(60))).toEqual({ everyMs: 10 * MINUTE_MS, late: [] });
    expect(ticks()).toEqual({ everyMs: 10 * MINUTE_MS, late: [] });
  });

  it("ticks every five minutes for a shorter interval and for a fixed time", () => {
    expect(ticks(every(10), every(5))).toEqual({ everyMs: 5 * MINUTE_MS, late: [] });
    expect(ticks({ kind: "cron", cron: "0 20 * * *", zone: "UTC" }).everyMs).toBe(5 * MINUTE_MS);
  });

  it("names what would like it more often still", () => {
    expect(ticks(every(1), every(7))).toEqual({ everyMs: 5 * MINUTE_MS, late: ["p0"] });
  });
});
