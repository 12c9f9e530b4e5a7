import { describe, expect, it } from "vitest";
import { readLts } from "../../../../lib/adapters/functiongraph/read-lts.ts";
import { functionGraphEvent } from "../../../fixtures/functiongraph-events.ts";
import { bodiesOf, messagesOf } from "./messages-of.ts";

const encoded = (text: string) => ({ lts: { data: Buffer.from(text).toString("base64") } });
const bodies = (event: Record<string, unknown>) => messagesOf(readLts(event)).map(({ body }) => body);

describe("a delivery of LTS", () => {
  it("is one message a log line, through all three layers of encoding", () => {
    const delivery = readLts(functionGraphEvent("LTS"));
    expect(messagesOf(delivery)).toMatchObject([
      {
        id: "5f0c2b1e-16b2-11f1-9a3d-286ed488c870/1",
        origin: "lts:3e4f5061-16b2-11f1-9a3d-286ed488c870",
        time: new Date(1_772_442_900_123).toISOString(),
      },
    ]);
    expect(bodiesOf(delivery)).toMatchObject([{ host_name: "ecs-a", path: "/var/log/pay.log", line_no: 1 }]);
  });

  it("whose logs are a list already is read as well, odd lines among them", () => {
    const text = JSON.stringify({ log_topic_id: "t", logs: [{ message: "a", log_uid: "u" }, "b", null] });
    expect(messagesOf(readLts(encoded(text)))).toEqual([
      { id: null, body: '{"message":"a","log_uid":"u"}', origin: "lts:t", time: null },
      { id: null, body: "b", origin: "lts:t", time: null },
      { id: null, body: "null", origin: "lts:t", time: null },
    ]);
  });

  it.each([
    ["data that is no base64", { lts: { data: "{not base64}" } }, "{not base64}"],
    ["bytes that are no text", { lts: { data: "//79" } }, "//79"],
    ["outer JSON that is broken", encoded('{"logs":"[{"message":"x"}]"}'), '{"logs":"[{"message":"x"}]"}'],
    ["inner JSON that is broken", encoded('{"logs":"[{]","owner":"o"}'), "[{]"],
    ["no logs", encoded('{"owner":"o"}'), '{"owner":"o"}'],
    ["no object", encoded("[1]"), "[1]"],
    ["nothing", { lts: { data: "" } }, ""],
  ])("with %s is one message with the text as far as it was undone", (_what, event, body) => {
    expect(bodies(event)).toEqual([body]);
  });

  it("is none without data", () => {
    expect(readLts({ lts: {} })).toBeUndefined();
    expect(readLts({ lts: "text" })).toBeUndefined();
  });
});
