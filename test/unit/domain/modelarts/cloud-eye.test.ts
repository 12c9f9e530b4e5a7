import { describe, expect, it } from "vitest";
import type { Cloud } from "../../../../lib/domain/clouds.ts";
import { checkQuery } from "../../../../lib/domain/modelarts/check-request.ts";
import { MetricDataBatch, metricsPerCall } from "../../../../lib/domain/modelarts/cloud-eye.ts";
import { withValueAt } from "../../../fixtures/at-path.ts";
import { brokenRuleOf } from "../../../fixtures/broken-rule-of.ts";

const HOUR = 3_600_000;
const metric = {
  namespace: "SYS.ECS",
  metric_name: "cpu_util",
  dimensions: [{ name: "instance_id", value: "faea5b75-e390-4e2b-8733-9226a9026070" }],
};
const query = { metrics: [metric], from: HOUR, to: 3 * HOUR, period: "300", filter: "average" };
const times = (count: number) => Array.from({ length: count }, () => metric);
const ask = (cloud: Cloud, body: unknown) => brokenRuleOf("BatchQueryMetricData", cloud, body);

describe("the batch query of Cloud Eye", () => {
  it("takes 10 metrics on OTC and 500 on Huawei Cloud", () => {
    const short = { ...query, to: HOUR + 60_000 };
    expect(ask("otc", { ...short, metrics: times(10) })).toBeUndefined();
    expect(ask("otc", { ...short, metrics: times(11) })).toMatchObject({
      rule: "1 to 10 metrics in one call",
    });
    expect(ask("huaweicloud", { ...short, metrics: times(500) })).toBeUndefined();
    expect(ask("huaweicloud", { ...short, metrics: times(501) })).toMatchObject({ field: "metrics" });
    expect(ask("otc", { ...short, metrics: [] })).toMatchObject({ field: "metrics" });
  });

  it("knows a period of one minute on Huawei Cloud only, and wants it as text", () => {
    expect(ask("huaweicloud", { ...query, period: "60" })).toBeUndefined();
    expect(ask("otc", { ...query, period: "60" })).toMatchObject({ field: "period" });
    expect(ask("huaweicloud", { ...query, period: 300 })).toMatchObject({ field: "period" });
  });

  it("takes three dimensions on OTC and four on Huawei Cloud", () => {
    const four = ["a", "b", "c", "d"].map((name) => ({ name, value: "x" }));
    const withFour = withValueAt(query, "metrics.0.dimensions", four);
    expect(ask("huaweicloud", withFour)).toBeUndefined();
    expect(ask("otc", withFour)).toMatchObject({ field: "metrics[0].dimensions", rule: "1 to 3 dimensions" });
  });

  it.each([
    ["filter", "avg", "filter"],
    ["from", 3 * HOUR, "from"],
    ["from", -1, "from"],
    ["metrics.0.namespace", "ECS", "metrics[0].namespace"],
    ["metrics.0.metric_name", "", "metrics[0].metric_name"],
    ["metrics.0.dimensions.0.name", "x".repeat(33), "metrics[0].dimensions[0].name"],
    ["metrics.0.dimensions.0.value", "x".repeat(257), "metrics[0].dimensions[0].value"],
    ["metrics.0.unit", "%", "metrics[0].unit"],
  ])("refuses %s = %j", (path, value, field) => {
    expect(ask("huaweicloud", withValueAt(query, path, value))).toMatchObject({ field });
  });

  it("refuses more than 3,000 datapoints, since OTC would cut them off without a word", () => {
    const day = { ...query, from: 0, to: 24 * HOUR, period: "300" };
    expect(ask("otc", { ...day, metrics: times(10) })).toBeUndefined();
    expect(ask("otc", { ...day, to: 26 * HOUR, metrics: times(10) })).toMatchObject({ field: "metrics" });
  });

  it("says how many metrics fit into one call", () => {
    expect(metricsPerCall("otc", { from: 0, to: HOUR, period: "300" })).toBe(10);
    expect(metricsPerCall("huaweicloud", { from: 0, to: HOUR, period: "300" })).toBe(250);
    expect(metricsPerCall("huaweicloud", { from: 0, to: HOUR, period: 1 })).toBe(50);
    expect(metricsPerCall("otc", { from: 0, to: 3001 * 60_000, period: 1 })).toBe(0);
  });

  it("reads no datapoints as an empty list, however that is written", () => {
    const answer = { metrics: [{ metric_name: "cpu_util", datapoints: null }, { metric_name: "mem_util" }] };
    expect(MetricDataBatch.parse(answer).metrics.map(({ datapoints }) => datapoints)).toEqual([[], []]);
  });
});

describe("the list of metrics and the queries of AOM and ECS", () => {
  it("takes dimensions by number", () => {
    const list = { namespace: "AGT.ECS", "dim.0": "instance_id,x", limit: 1000, order: "asc" };
    expect(checkQuery("ListMetrics", "otc", list)).toEqual(list);
    expect(() => checkQuery("ListMetrics", "otc", { limit: 1001 })).toThrow(/^limit: 1 to 1,000/);
    expect(() => checkQuery("ListMetrics", "otc", { "dim.0": "x" })).toThrow(/^dim\.0: name,value/);
  });

  it("AOM is asked on Huawei Cloud only", () => {
    const range = { query: "ma_container_cpu_util", start: 1_699_348_284, end: "1699351884", step: "60" };
    expect(checkQuery("QueryRange", "huaweicloud", range)).toEqual(range);
    expect(() => checkQuery("QueryRange", "otc", range)).toThrow(/Open Telekom Cloud does not offer it/);
    expect(() => checkQuery("QueryRange", "huaweicloud", { ...range, start: "now" })).toThrow(
      /^start: seconds/,
    );
  });

  it("ECS takes limit and offset as text", () => {
    const filter = { action: "filter", tags: [{ key: "owner", values: ["a"] }], limit: "1000", offset: "0" };
    expect(brokenRuleOf("FilterServersByTag", "otc", filter)).toBeUndefined();
    expect(brokenRuleOf("FilterServersByTag", "otc", { ...filter, limit: "1001" })).toMatchObject({
      field: "limit",
    });
    expect(brokenRuleOf("FilterServersByTag", "otc", { ...filter, limit: 10 })).toMatchObject({
      field: "limit",
    });
  });
});
