import { describe, expect, it } from "vitest";
import { readEventGrid } from "../../../../lib/adapters/functiongraph/read-event-grid.ts";
import { functionGraphEvent } from "../../../fixtures/functiongraph-events.ts";
import { bodiesOf, messagesOf } from "./messages-of.ts";

const time = "2026-03-02T07:11:40.000Z";

describe("an event of EventGrid", () => {
  it.each([["ROCKETMQ:CloudTrace:RocketmqCall"], ["RABBITMQ:CloudTrace:RabbitmqCall"]])(
    "of type %s is the message that it wraps",
    (type) => {
      expect(messagesOf(readEventGrid({ ...functionGraphEvent("EGROCKETMQ"), type }))).toEqual([
        {
          id: "orders-source/69be64a7-0233-11f1-82e4-e5d37911193e",
          body: '{"orderId":1}',
          origin: "eventgrid:orders-source",
          time,
        },
      ]);
    },
  );

  it("of a bucket is the whole event, since its type says what happened", () => {
    const event = functionGraphEvent("EVENTGRID_OBS");
    const delivery = readEventGrid(event);
    expect(bodiesOf(delivery)).toEqual([event]);
    expect(messagesOf(delivery)).toMatchObject([
      { id: "HC.OBS.DWR/89be64a7-0233-11f1-82e4-e5d37911193e", origin: "eventgrid:HC.OBS.DWR", time },
    ]);
  });

  it("of one's own is its data", () => {
    expect(bodiesOf(readEventGrid(functionGraphEvent("EVENTGRID_CUSTOM")))).toEqual([{ orderId: 42 }]);
  });

  it("has as data a text, or nothing at all", () => {
    const event = { specversion: "1.0", id: "1", source: "s", type: "t" };
    expect(messagesOf(readEventGrid({ ...event, data: '{"verb":"stop"}' }))[0]?.body).toBe('{"verb":"stop"}');
    expect(bodiesOf(readEventGrid(event))).toEqual([event]);
  });
});
