import { describe, expect, it } from "vitest";
import { createCostClient } from "../../../../lib/clients/bss/create-cost-client.ts";
import type { CostQuery } from "../../../../lib/ports/cost.ts";
import type { WireRequest, WireResponse } from "../../../../lib/ports/http-transport.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const QUERY: CostQuery = { fromDay: "2026-11-01", untilDay: "2026-11-21" };

function answer(status: number, body: unknown, headers: Record<string, string> = {}): WireResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers, body: new TextEncoder().encode(text) };
}

const row = (id: string | null, amount: unknown, time = "2026-11-20") => ({
  dimensions: [{ key: "RESOURCE_ID", value: id }],
  costs: [{ time, amount, official_amount: "9" }],
});
const page = (total: number, rows: readonly unknown[]) =>
  answer(200, { currency: "CNY", total_count: total, cost_data: rows });

/** A client whose cost center gives these answers one after the other, the last one again and again. */
function client(answers: readonly WireResponse[]) {
  const sent: WireRequest[] = [];
  const slept: number[] = [];
  const costs = createCostClient({
    endpoint: "https://bss.example/",
    credentials: () => ({ accessKey: "EXAMPLEACCESSKEY", secretKey: "EXAMPLESECRETKEYNOTREAL" }),
    transport: async (request) => {
      sent.push(request);
      return answers[Math.min(sent.length, answers.length) - 1] as WireResponse;
    },
    now: () => new Date(NOW),
    sleep: async (ms) => void slept.push(ms),
    random: () => 0.5,
  });
  const bodies = () => sent.map(({ body }) => JSON.parse(new TextDecoder().decode(body)));
  return { costs, sent, slept, bodies };
}

describe("the bills of an account", () => {
  it("are asked for by resource and day, signed without a project", async () => {
    const { costs, sent, bodies } = client([page(1, [row("nb-1", "12.34000")])]);
    expect(await costs.read(QUERY)).toEqual({
      currency: "CNY",
      days: [{ resource: "nb-1", day: "2026-11-20", amount: 12.34 }],
    });
    expect(sent[0]?.url).toBe("https://bss.example/v4/costs/cost-analysed-bills/query");
    expect(Object.keys(sent[0]?.headers ?? {}).map((name) => name.toLowerCase())).not.toContain(
      "x-project-id",
    );
    expect(bodies()[0]).toEqual({
      time_condition: { time_measure_id: 1, begin_time: "2026-11-01", end_time: "2026-11-21" },
      groupby: [{ type: "dimension", key: "RESOURCE_ID" }],
      ...{ cost_type: "ORIGINAL_COST", amount_type: "PAYMENT_AMOUNT", offset: 0, limit: 1_000 },
    });
  });

  it("are read page by page to the end", async () => {
    const full = Array.from({ length: 1_000 }, (_, index) => row(`nb-${index}`, "1"));
    const { costs, bodies } = client([page(2_001, full), page(2_001, full), page(2_001, [row("last", 1)])]);
    expect((await costs.read(QUERY)).days).toHaveLength(2_001);
    expect(bodies().map(({ offset }) => offset)).toEqual([0, 1_000, 2_000]);
  });

  it("end where a page is empty, whatever the total says", async () => {
    const { costs, sent } = client([page(5_000, [])]);
    expect((await costs.read(QUERY)).days).toEqual([]);
    expect(sent).toHaveLength(1);
  });

  it("keep cost that belongs to no resource apart", async () => {
    const { costs } = client([page(2, [row(null, "3"), row("nb-1", null)])]);
    expect((await costs.read(QUERY)).days.map(({ resource, amount }) => [resource, amount])).toEqual([
      ["", 3],
      ["nb-1", 0],
    ]);
  });

  it.each([
    [403, { error_code: "CBC.0150", error_msg: "Access denied" }, "forbidden", "CBC.0150"],
    [400, { error_code: "CBC.0101", error_msg: "bad" }, "invalid-request", "CBC.0101"],
    [401, { error_code: "APIGW.0301", error_msg: "no" }, "unauthorized", "APIGW.0301"],
  ])("are refused with %i and not asked for again", async (status, body, code, cloudCode) => {
    const { costs, sent } = client([answer(status, body)]);
    await expect(costs.read(QUERY)).rejects.toMatchObject({ code, details: { cloudCode, retryable: false } });
    expect(sent).toHaveLength(1);
  });

  it("are asked for three times while the cost center is in trouble, with longer pauses", async () => {
    const { costs, sent, slept } = client([answer(500, { error_code: "CBC.0999", error_msg: "busy" })]);
    await expect(costs.read(QUERY)).rejects.toMatchObject({ code: "unavailable" });
    expect([sent.length, slept]).toEqual([3, [250, 500]]);
  });

  it("are given up at once when it asks for more patience than there is", async () => {
    const { costs, sent } = client([answer(429, "", { "retry-after": "60" })]);
    await expect(costs.read(QUERY)).rejects.toMatchObject({ code: "throttled" });
    expect(sent).toHaveLength(1);
    const late = client([answer(503, "")]);
    await expect(late.costs.read({ ...QUERY, bounds: { deadlineMs: NOW } })).rejects.toThrow();
    expect(late.sent).toHaveLength(1);
  });

  it.each([
    ["no JSON", answer(200, "<html>"), "not JSON"],
    ["another shape", answer(200, { currency: "CNY", total_count: 1 }), "cost_data"],
    ["no decimal amount", page(1, [row("nb-1", "1e3")]), "amount"],
  ])("are not believed with %s", async (_, response, said) => {
    const { costs } = client([response]);
    await expect(costs.read(QUERY)).rejects.toThrow(said);
  });
});
