import { describe, expect, it } from "vitest";
import { COST_QUERY_ACTION, COST_QUERY_PATH } from "../../../../lib/domain/bss/cost-query.ts";
import { BILL_CURRENCY, flavorPrice } from "../../../../lib/emulator/costs/flavor-price.ts";
import { type Answer, drive, KEY } from "../driver.ts";
import { type Cloud, COUNT, DAY, flavorOf, fleet, meterDays, TICK } from "./metered-truth.ts";

describe("an alert on the emulator's truth, with bills a day late", () => {
  it("is given within ten minutes of the crossing", async () => {
    const budget = {
      name: "vision",
      amount: 100,
      currency: BILL_CURRENCY,
      per: "month",
      zone: "UTC",
    } as const;
    const { reached } = await meterDays({ ...budget, scope: null, levels: [] }, 0.4);
    expect(reached?.sinceCrossingMs).toBeLessThanOrEqual(TICK);
    expect((reached?.truthThen ?? Number.NaN) / (budget.amount * 0.9)).toBeLessThan(1.05);
  });
});

describe("the emulated bill", () => {
  const body = (overrides: Record<string, unknown> = {}) => ({
    time_condition: { time_measure_id: 1, begin_time: "2026-03-01", end_time: "2026-03-03" },
    groupby: [{ type: "dimension", key: "RESOURCE_ID" }],
    ...{ cost_type: "ORIGINAL_COST", amount_type: "PAYMENT_AMOUNT", limit: 5 },
    ...overrides,
  });
  const ask = (cloud: Cloud, overrides?: Record<string, unknown>, key = KEY): Answer =>
    cloud.call("POST", COST_QUERY_PATH, { body: body(overrides), key });

  it("comes a day late and in pages", () => {
    const cloud = drive({ fleet: fleet() });
    expect(ask(cloud).at("total_count")).toBe(COUNT);
    cloud.pass((2 * DAY) / 1_000);
    const second = ask(cloud, { offset: 10 });
    expect(second.at("total_count")).toBe(COUNT);
    expect(second.at("cost_data")).toHaveLength(2);
    expect(second.at("cost_data.0.costs.2.time")).toBe("2026-03-03");
    // Only ten of the hours of the third are a day old.
    expect(Number(second.at("cost_data.0.costs.2.amount"))).toBeCloseTo(10 * flavorPrice(flavorOf(10)), 4);
  });

  it("is refused without a signature, without the permission, and for what no page describes", () => {
    const cloud = drive({ fleet: fleet() });
    expect(ask(cloud, {}, { ...KEY, secretKey: "EXAMPLEOTHERSECRET" }).status).toBe(401);
    expect(ask(cloud, { groupby: [] }).code).toBe("CBC.0101");
    cloud.control("POST", "permissions", { accessKey: KEY.accessKey, allowed: ["modelarts:notebook:list"] });
    expect([ask(cloud).status, ask(cloud).code]).toEqual([403, "CBC.0150"]);
    cloud.control("POST", "permissions", { accessKey: KEY.accessKey, allowed: [COST_QUERY_ACTION] });
    expect(ask(cloud).status).toBe(200);
    expect(cloud.journal()).toEqual([]);
  });
});
