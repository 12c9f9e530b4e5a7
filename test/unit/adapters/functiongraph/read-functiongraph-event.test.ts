import { describe, expect, it } from "vitest";
import { readFunctionGraphEvent } from "../../../../lib/adapters/functiongraph/read-functiongraph-event.ts";
import { functionGraphEvent } from "../../../fixtures/functiongraph-events.ts";

const NOW = Date.UTC(2026, 2, 2, 8);

const read = (name: string) => readFunctionGraphEvent(functionGraphEvent(name), NOW);

describe("an event of FunctionGraph", () => {
  it.each([
    ["APIG", "http"],
    ["DEDICATEDGATEWAY", "http"],
    ["APIG_CUSTOM_AUTHORIZER", "http"],
    ["TIMER", "tick"],
    ["SMN", "messages"],
    ["KAFKA", "messages"],
    ["RABBITMQ", "messages"],
    ["ROCKETMQ", "messages"],
    ["OBS", "messages"],
    ["LTS", "messages"],
    ["CTS", "messages"],
    ["DDS", "messages"],
    ["GAUSSMONGO", "messages"],
    ["DIS", "messages"],
    ["EGROCKETMQ", "messages"],
    ["EVENTGRID_OBS", "messages"],
    ["EVENTGRID_CUSTOM", "messages"],
    ["IOTEDGE", "unknown"],
    ["BLANK", "unknown"],
    ["ASYNC_DESTINATION_PAYLOAD", "unknown"],
  ])("of the example %s is %s", (name, kind) => {
    expect(read(name).kind).toBe(kind);
  });

  it("that nobody recognises tells its keys and their types", () => {
    expect(read("BLANK")).toEqual({ kind: "unknown", shape: "{ key: string }" });
    expect(read("IOTEDGE")).toEqual({
      kind: "unknown",
      shape:
        "{ services: list of 1, first { properties: object, service_id: string, event_time: string }, device_id: string, product_id: string }",
    });
  });

  it.each([
    [null, "null"],
    [7, "number"],
    ["text", "string"],
    [[], "list"],
    [[{ a: 1 }], "list of 1, first { a: number }"],
  ])("that is no object is unknown: %j", (event, shape) => {
    expect(readFunctionGraphEvent(event, NOW)).toEqual({ kind: "unknown", shape });
  });

  it("is not taken for one of a family by a key of the right name with the wrong thing behind it", () => {
    for (const event of [
      { httpMethod: "GET" },
      { httpMethod: 1, requestContext: {} },
      { trigger_type: "KAFKA" },
      { trigger_type: "toString", records: [] },
      { record: [{ smn: "text" }] },
      { Records: [{ s3: null }] },
      { lts: { data: 1 } },
      { cts: [] },
      { records: [{ dds: "x" }] },
      { StreamName: "s", Message: {} },
      { specversion: "1.0", id: "1", source: "s" },
      { specversion: "2.0", id: "1", source: "s", type: "t" },
    ]) {
      expect([event, readFunctionGraphEvent(event, NOW).kind]).toEqual([event, "unknown"]);
    }
  });
});
