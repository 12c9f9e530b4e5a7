import { describe, expect, it } from "vitest";
import { exampleEvent } from "../../../../lib/functiongraph/events/example-event.ts";
import { TRIGGER_KINDS } from "../../../../lib/functiongraph/events/trigger-events.ts";

describe("example events", () => {
  it.each(TRIGGER_KINDS.map((kind) => [kind]))("%s survives JSON", (kind) => {
    const event = exampleEvent(kind);
    expect(JSON.parse(JSON.stringify(event))).toEqual(event);
  });

  it("are the caller's own", () => {
    const event = exampleEvent("kafka");
    event.records[0]?.messages.push("more");
    expect(exampleEvent("kafka").records[0]?.messages).toHaveLength(2);
  });

  it("differ where they are told to: records are merged, lists replaced, undefined removes", () => {
    const event = exampleEvent("apig", {
      path: "/hooks/jira",
      headers: { "x-hub-signature": "sha256=00", host: undefined },
      requestContext: { stage: "TEST" },
      body: undefined,
    });
    expect(event).toMatchObject({ path: "/hooks/jira", httpMethod: "POST", isBase64Encoded: true });
    expect(event.requestContext).toMatchObject({ stage: "TEST", apiId: expect.any(String) });
    expect(event.headers).toMatchObject({ "x-hub-signature": "sha256=00", accept: "application/json" });
    expect(event.headers).not.toHaveProperty("host");
    expect(event).not.toHaveProperty("body");
    const records = [{ messages: ["one"], topic_id: "t" }];
    expect(exampleEvent("kafka", { records }).records).toEqual(records);
  });

  it("can be without headers, as a broken one is", () => {
    expect(exampleEvent("apig", { headers: undefined })).not.toHaveProperty("headers");
  });

  it("of a log decodes twice", () => {
    const { lts } = exampleEvent("lts");
    const { logs } = JSON.parse(Buffer.from(lts.data, "base64").toString());
    expect(JSON.parse(logs)[0]).toMatchObject({ line_no: 1 });
  });

  it("have no common discriminator but the documented ones", () => {
    expect(exampleEvent("open-source-kafka").trigger_type).toBe("KAFKA");
    expect(exampleEvent("rocketmq").trigger_type).toBe("ROCKETMQ");
    expect(exampleEvent("smn").record[0]?.event_source).toBe("smn");
    expect(exampleEvent("event-grid-rabbitmq").type).toBe("RABBITMQ:CloudTrace:RabbitmqCall");
    expect(exampleEvent("dedicated-gateway").pathParameters).toEqual({ "": "orders/42" });
  });
});
