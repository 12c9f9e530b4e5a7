import { describe, expect, it } from "vitest";
import { readQueue } from "../../../../lib/adapters/functiongraph/read-queue.ts";
import { functionGraphEvent } from "../../../fixtures/functiongraph-events.ts";
import { messagesOf } from "./messages-of.ts";

const time = new Date(1_772_435_500_000).toISOString();

const read = (name: string, changed: Record<string, unknown> = {}) =>
  readQueue({ ...functionGraphEvent(name), ...changed });

describe("a batch of a queue", () => {
  it.each([
    ["KAFKA", "kafka:topic-orders"],
    ["ROCKETMQ", "rocketmq:topic-orders"],
    ["RABBITMQ", "rabbitmq:exchange-orders"],
  ])("of %s is its messages in their order, without ids, for the platform passes none", (name, origin) => {
    expect(messagesOf(read(name))).toEqual([
      { id: null, body: '{"orderId":1}', origin, time },
      { id: null, body: '{"orderId":2}', origin, time },
    ]);
  });

  it("of a Kafka of one's own may carry the trigger's own name", () => {
    expect(messagesOf(read("KAFKA", { trigger_type: "OPENSOURCEKAFKA" }))).toHaveLength(2);
  });

  it("holds several topics", () => {
    const records = [
      { topic_id: "a", messages: ["1"] },
      { topic_id: "b", messages: ["2", "3"] },
      { messages: ["4"] },
    ];
    const messages = messagesOf(read("KAFKA", { records }));
    expect(messages.map(({ origin, body }) => [origin, body])).toEqual([
      ["kafka:a", "1"],
      ["kafka:b", "2"],
      ["kafka:b", "3"],
      ["kafka", "4"],
    ]);
  });

  it("with one poison message hands it on among the others", () => {
    const deep = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
    const records = [
      { topic_id: "t", messages: ["good", null, { not: "text" }, "{broken", deep, "also good"] },
    ];
    expect(messagesOf(read("KAFKA", { records })).map(({ body }) => body)).toEqual([
      "good",
      "null",
      '{"not":"text"}',
      "{broken",
      '{"unreadable":"nested too deeply"}',
      "also good",
    ]);
  });

  it.each([
    [{ topic_id: "t", message: "one" }, "one"],
    [{ topic_id: "t", messages: "text" }, '{"topic_id":"t","messages":"text"}'],
    ["text", "text"],
    [7, "7"],
  ])("with the record %j loses nothing", (record, body) => {
    expect(messagesOf(read("KAFKA", { records: [record] })).map((message) => message.body)).toEqual([body]);
  });

  it.each([
    ["soon", null],
    [undefined, null],
    [1_772_435_500_000, time],
    [-1, null],
  ])("of the time %j says when it was taken in: %s", (event_time, expected) => {
    expect(messagesOf(read("KAFKA", { event_time }))[0]?.time).toBe(expected);
  });

  it("without records or of another type is none", () => {
    expect(read("KAFKA", { records: undefined })).toBeUndefined();
    expect(read("KAFKA", { trigger_type: "constructor" })).toBeUndefined();
    expect(messagesOf(read("KAFKA", { records: [] }))).toEqual([]);
  });
});
