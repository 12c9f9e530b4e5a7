import { describe, expect, it } from "vitest";
import { readObs } from "../../../../lib/adapters/functiongraph/read-obs.ts";
import { functionGraphEvent } from "../../../fixtures/functiongraph-events.ts";
import { bodiesOf, messagesOf } from "./messages-of.ts";

const record = (key: unknown, sequencer: unknown = "01") => ({
  eventName: "ObjectCreated:Put",
  s3: { bucket: { name: "b" }, object: { key, sequencer } },
});

describe("an event of a bucket", () => {
  it("is its record as JSON with the decoded key, and an id of bucket, key and sequencer", () => {
    const delivery = readObs(functionGraphEvent("OBS"));
    expect(messagesOf(delivery)).toMatchObject([
      {
        id: "shop-uploads/uploads/my+photo%281%29.png/00000000160DC4B0A1B2C3D4",
        origin: "obs:shop-uploads",
        time: "2026-03-02T07:11:40.000Z",
      },
    ]);
    expect(bodiesOf(delivery)).toMatchObject([
      {
        eventName: "ObjectCreated:Put",
        s3: { object: { key: "uploads/my photo(1).png", size: 2048 }, bucket: { name: "shop-uploads" } },
      },
    ]);
  });

  it.each([
    ["a+b%2Bc", "a b+c"],
    ["100%", "100%"],
    ["%E4%BD%A0", "你"],
    ["%E4", "%E4"],
  ])("with the key %s is about %s", (key, decoded) => {
    expect(bodiesOf(readObs({ Records: [record(key)] }))).toMatchObject([
      { s3: { object: { key: decoded } } },
    ]);
  });

  it("with a key that is too long to be claimed has an id of fixed length that still tells keys apart", () => {
    const long = "k".repeat(1_000);
    const [one, two, again] = messagesOf(
      readObs({ Records: [record(`${long}1`), record(`${long}2`), record(`${long}1`)] }),
    );
    expect(one?.id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(again?.id).toBe(one?.id);
    expect(two?.id).not.toBe(one?.id);
  });

  it("without a sequencer has no id, and an odd record is handed on", () => {
    const delivery = readObs({ Records: [record("k", null), "odd", record(7)] });
    expect(messagesOf(delivery)).toMatchObject([
      { id: null, origin: "obs:b", time: null },
      { id: null, body: "odd", origin: "obs" },
      { id: "b/7/01" },
    ]);
  });

  it("is none without a record of a bucket", () => {
    expect(readObs({ Records: [{ eventSource: "aws:sqs" }] })).toBeUndefined();
    expect(readObs({})).toBeUndefined();
  });
});
