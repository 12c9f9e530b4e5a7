import { describe, expect, it } from "vitest";
import { readDis } from "../../../../lib/adapters/functiongraph/read-dis.ts";
import { functionGraphEvent } from "../../../fixtures/functiongraph-events.ts";
import { messagesOf } from "./messages-of.ts";

describe("a batch of DIS", () => {
  it("is the decoded records, with stream, shard and number as id", () => {
    expect(messagesOf(readDis(functionGraphEvent("DIS")))).toEqual([
      { id: "dis-orders/shardId-0000000000/0", body: '{"orderId":1}', origin: "dis:dis-orders", time: null },
    ]);
  });

  it("hands on what cannot be decoded", () => {
    const records = [{ data: "{plain}", sequence_number: "1" }, { sequence_number: "2" }, null];
    expect(messagesOf(readDis({ StreamName: "s", Message: { records } }))).toMatchObject([
      { id: null, body: "{plain}" },
      { id: null, body: '{"sequence_number":"2"}' },
      { id: null, body: "null" },
    ]);
  });

  it("is none without a stream or records", () => {
    expect(readDis({ Message: { records: [] } })).toBeUndefined();
    expect(readDis({ StreamName: "s", Message: {} })).toBeUndefined();
  });
});
