import { describe, expect, it } from "vitest";
import { readSmn } from "../../../../lib/adapters/functiongraph/read-smn.ts";
import { functionGraphEvent } from "../../../fixtures/functiongraph-events.ts";
import { messagesOf } from "./messages-of.ts";

const smn = (changed: Record<string, unknown>) => ({
  event_source: "smn",
  smn: { topic_urn: "urn:smn:eu-de:p:curfew", message_id: "m1", message: "text", ...changed },
});

const read = (...record: unknown[]) => messagesOf(readSmn({ record }));

describe("a notification of SMN", () => {
  it("is its text, with the topic, the id and the time of the platform", () => {
    expect(messagesOf(readSmn(functionGraphEvent("SMN")))).toEqual([
      {
        id: "b3b5f6b1a2c34d5e8f90a1b2c3d4e5f6",
        body: "disk usage above 90%",
        origin: "smn:alerts",
        time: "2026-03-02T07:11:40.000Z",
      },
    ]);
  });

  it("with an alarm, a trace or an order in it stays the text that it is", () => {
    const texts = [
      '{"message_type":"alarm","alarm_id":"al1"}',
      '{"trace_id":"t"}',
      '{"verb":"stop"}',
      "plain",
    ];
    expect(read(...texts.map((message) => smn({ message }))).map(({ body }) => body)).toEqual(texts);
  });

  it("of which one is not as documented hands that one on with the others", () => {
    expect(read(smn({}), { odd: 1 }, smn({ message: { a: 1 } }), smn({ message: undefined }))).toMatchObject([
      { id: "m1", body: "text" },
      { id: null, body: '{"odd":1}', origin: "smn", time: null },
      { body: '{"a":1}' },
      { body: expect.stringContaining('"topic_urn"') },
    ]);
  });

  it("is none without a record of SMN", () => {
    expect(readSmn({ record: [] })).toBeUndefined();
    expect(readSmn({ record: "text" })).toBeUndefined();
    expect(readSmn({ Records: [smn({})] })).toBeUndefined();
  });
});
