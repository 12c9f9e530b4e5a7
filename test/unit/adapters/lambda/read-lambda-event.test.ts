import { describe, expect, it } from "vitest";
import { readLambdaEvent } from "../../../../lib/adapters/lambda/read-lambda-event.ts";
import {
  BUCKET_EVENT,
  CUSTOM_EVENT,
  FUNCTION_URL,
  HTTP_API,
  LOAD_BALANCER,
  REST_API,
  RULE,
  SCHEDULER,
  SCHEDULER_INPUT,
  SNS,
  SNS_ENVELOPE,
  sqsBatch,
  sqsRecord,
  TIME,
  TIME_MS,
} from "./lambda-events.ts";

const read = (event: unknown) => readLambdaEvent(event, TIME_MS);
const text = (body: Uint8Array) => Buffer.from(body).toString("utf8");

function request(event: unknown) {
  const delivery = read(event);
  if (delivery.kind !== "http") throw new Error(`${delivery.kind} is no HTTP`);
  return { form: delivery.form, ...delivery.request, body: text(delivery.request.body) };
}

function messages(event: unknown) {
  const delivery = read(event);
  if (delivery.kind !== "messages") throw new Error(`${delivery.kind} are no messages`);
  return delivery;
}

const broken = (field: string) =>
  expect.objectContaining({ code: "invalid-event", message: expect.stringContaining(`${field}: `) });

describe("HTTP through a REST API", () => {
  it("is read with every value of a header and of a parameter", () => {
    expect(request(REST_API)).toEqual({
      form: "v1",
      method: "POST",
      path: "/webhooks/jira",
      query: { tag: ["a", "b"], "dry run": "yes" },
      headers: {
        "content-type": "application/json",
        host: "abc123.execute-api.eu-central-1.amazonaws.com",
        "x-note": "one, two",
      },
      body: '{"a":1}',
    });
  });

  it("without headers, parameters and body is read as empty, as the test button sends it", () => {
    const bare = {
      ...REST_API,
      ...{ headers: null, multiValueHeaders: null, queryStringParameters: null, body: null },
      multiValueQueryStringParameters: null,
    };
    expect(request(bare)).toMatchObject({ headers: {}, query: {}, body: "" });
  });

  it("falls back on the plain fields where there are no lists", () => {
    const { multiValueHeaders: _, multiValueQueryStringParameters: __, ...plain } = REST_API;
    expect(request(plain)).toMatchObject({
      headers: { "content-type": "application/json" },
      query: { tag: "b", "dry run": "yes" },
    });
  });

  it("loses the base path of a custom domain, whatever the resource is", () => {
    const mapped = { ...REST_API, path: "/v1/webhooks/jira" };
    expect(request(mapped).path).toBe("/webhooks/jira");
    const greedy = { ...mapped, resource: "/{proxy+}", pathParameters: { proxy: "webhooks/jira" } };
    expect(request(greedy).path).toBe("/webhooks/jira");
  });

  it("keeps its path where the resource does not fit it", () => {
    expect(request({ ...REST_API, resource: "/other/{name}" }).path).toBe("/webhooks/jira");
    expect(request({ ...REST_API, resource: undefined, pathParameters: null }).path).toBe("/webhooks/jira");
  });

  it("keeps the first part of a path that is named like the stage", () => {
    const context = { ...REST_API.requestContext, stage: "webhooks" };
    const event = { ...REST_API, resource: "/{other+}", pathParameters: null, requestContext: context };
    expect(request(event).path).toBe("/webhooks/jira");
  });

  it("of an HTTP API in the older format loses its stage", () => {
    const event = { ...REST_API, version: "1.0", resource: "$default", path: "/prod/webhooks/jira" };
    expect(request(event).path).toBe("/webhooks/jira");
  });
});

describe("HTTP through an HTTP API or a function URL", () => {
  it("is read from its raw query, with its cookies back among the headers", () => {
    expect(request(HTTP_API)).toEqual({
      form: "v2",
      method: "POST",
      path: "/webhooks/jira",
      query: { tag: ["a", "b"], note: "hello world!" },
      headers: { "content-type": "application/json", "x-note": "one,two", cookie: "one=1; two=2" },
      body: '{"a":1}',
    });
  });

  it("loses its stage, and nothing that only looks like it", () => {
    const staged = (rawPath: string) => ({
      ...HTTP_API,
      rawPath,
      requestContext: { ...HTTP_API.requestContext, stage: "prod" },
    });
    expect(request(staged("/prod/webhooks/jira")).path).toBe("/webhooks/jira");
    expect(request(staged("/production/webhooks")).path).toBe("/production/webhooks");
  });

  it("without a body is read with an empty one", () => {
    expect(request(FUNCTION_URL)).toMatchObject({ form: "v2", method: "GET", query: {}, body: "" });
  });

  it("keeps the bytes of a body that is no text", () => {
    const bytes = Uint8Array.from([0, 255, 128, 10]);
    const delivery = read({ ...HTTP_API, body: Buffer.from(bytes).toString("base64") });
    expect(delivery.kind === "http" && Uint8Array.from(delivery.request.body)).toEqual(bytes);
  });

  it("takes a text as UTF-8", () => {
    expect(request({ ...HTTP_API, isBase64Encoded: false, body: "é {}" }).body).toBe("é {}");
  });

  it.each(["e", "eyJh!jox", "eyJh=joxfQ==", " eyJhIjox", "====", "eyJhIjoxfQ"])(
    "refuses %j, which is no base64 although it says so",
    (body) => {
      expect(() => read({ ...HTTP_API, body })).toThrow(broken("body"));
    },
  );

  it("refuses a body and headers of another type", () => {
    expect(() => read({ ...HTTP_API, body: { a: 1 } })).toThrow(broken("body"));
    expect(() => read({ ...HTTP_API, headers: "x" })).toThrow(broken("headers"));
  });

  it("leaves out header values that are no texts", () => {
    const headers = { "x-one": 1, "x-two": null, "x-three": "3" };
    expect(request({ ...FUNCTION_URL, headers }).headers).toEqual({ "x-three": "3" });
  });

  it("has parameters called like what every object has", () => {
    const { query } = request({ ...FUNCTION_URL, rawQueryString: "constructor=a&__proto__=b" });
    expect(Object.entries(query)).toEqual([
      ["constructor", "a"],
      ["__proto__", "b"],
    ]);
  });
});

describe("a clock", () => {
  it("that is a rule gives the minute of its time and its name", () => {
    expect(read(RULE)).toEqual({ kind: "tick", slotMs: TIME_MS, name: "curfew-tick" });
  });

  it("that is a rule delivered twice gives the same slot", () => {
    const later = { ...RULE, id: "another", time: "2026-09-01T08:30:59Z" };
    expect(read(later)).toEqual(read(RULE));
  });

  it("that is the scheduler gives its slot with and without an input", () => {
    const tick = { kind: "tick", slotMs: TIME_MS, name: "curfew-minutes" };
    expect(read(SCHEDULER)).toEqual(tick);
    expect(read(SCHEDULER_INPUT)).toEqual(tick);
    expect(read({ scheduledTime: TIME })).toEqual({ ...tick, name: "schedule" });
  });

  it("whose name is not one gets a plain one", () => {
    expect(read({ ...RULE, resources: [] })).toMatchObject({ name: "schedule" });
    expect(read({ ...RULE, resources: ["rule/ü b"] })).toMatchObject({ name: "schedule" });
  });

  it("without a time is refused", () => {
    expect(() => read({ ...RULE, time: undefined })).toThrow(broken("time"));
    expect(() => read({ ...RULE, time: "yesterday" })).toThrow(broken("time"));
    expect(() => read({ scheduledTime: 7 })).toThrow(broken("scheduledTime"));
  });

  it("that is days ahead is refused", () => {
    expect(() => read({ ...RULE, time: "2026-09-09T08:30:00Z" })).toThrow(broken("time"));
  });

  it("that is a rule with the scheduler's keyword is told that nobody replaces it", () => {
    const input = { scheduledTime: "<aws.scheduler.scheduled-time>" };
    expect(() => read(input)).toThrow(/only EventBridge Scheduler replaces/);
  });
});

describe("an event on the bus", () => {
  it("becomes an event under the name of its sender, never of anybody else", () => {
    expect(read(CUSTOM_EVENT)).toEqual({
      kind: "events",
      events: [
        {
          specversion: "1.0",
          id: CUSTOM_EVENT.id,
          source: "eventbridge-com-example-budgets",
          type: "budget.alert",
          time: "2026-09-01T08:30:00.000Z",
          subject: "vision",
          trigger: "queue",
          data: { budget: "vision", at: 0.9, kind: "actual" },
        },
      ],
    });
    for (const source of ["cli", "clock", "inbox", "CLI"]) {
      expect(read({ ...CUSTOM_EVENT, source })).toMatchObject({
        events: [{ source: `eventbridge-${source.toLowerCase()}` }],
      });
    }
  });

  it("may be an order", () => {
    const detail = { verb: "stop", resource: "prod/notebook/one" };
    expect(read({ ...CUSTOM_EVENT, "detail-type": "action.request", detail })).toMatchObject({
      events: [{ type: "action.request", data: { ...detail, parameters: {} } }],
    });
  });

  it("of no special type is handed on with its type", () => {
    const event = { ...CUSTOM_EVENT, "detail-type": "Order Placed", detail: { size: 1 } };
    expect(read(event)).toMatchObject({
      events: [{ type: "webhook.received", data: { type: "Order Placed", size: 1 } }],
    });
  });

  it("without a time happened when it was read", () => {
    expect(read({ ...CUSTOM_EVENT, time: undefined })).toMatchObject({
      events: [{ time: "2026-09-01T08:30:00.000Z" }],
    });
  });

  it("with a detail that is not what its type asks for is refused, without its values", () => {
    const order = { ...CUSTOM_EVENT, "detail-type": "action.request" };
    expect(() => read({ ...order, detail: { verb: 7, note: "private-note" } })).toThrow(broken("detail"));
    expect(() => read({ ...order, detail: { verb: "stop", parameters: { admin_pass: "x" } } })).toThrow(
      /no password in an event/,
    );
    expect(() => read({ ...order, detail: "private-note" })).toThrow(broken("detail"));
    expect(() => read({ ...CUSTOM_EVENT, detail: { budget: "vision" } })).toThrow(broken("detail"));
  });

  it("keeps no address for a result, which nobody could sign", () => {
    const detail = { key: "T-1", callback_url: "https://desk.example/hidden" };
    expect(JSON.stringify(read({ ...CUSTOM_EVENT, "detail-type": "ticket.updated", detail }))).not.toContain(
      "hidden",
    );
  });

  it("that nests thousands of levels deep is refused", () => {
    // Too large as a text wherever the stack is large enough to write it.
    const depth = 60_000;
    const detail: unknown = JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);
    expect(() => read({ ...CUSTOM_EVENT, "detail-type": "deep", detail })).toThrow(broken("detail"));
  });
});

describe("messages", () => {
  it("of SQS keep their id, their text and the time at which the queue took them", () => {
    expect(messages(sqsBatch(sqsRecord(), sqsRecord({ messageId: "two", body: "no json" })))).toEqual({
      kind: "messages",
      itemIds: [sqsRecord().messageId, "two"],
      messages: [
        {
          id: sqsRecord().messageId,
          body: sqsRecord().body,
          origin: "sqs:curfew-inbox",
          time: "2026-09-01T08:30:00.000Z",
        },
        { id: "two", body: "no json", origin: "sqs:curfew-inbox", time: "2026-09-01T08:30:00.000Z" },
      ],
    });
  });

  it("of SQS without a time have none", () => {
    expect(messages(sqsBatch(sqsRecord({ attributes: undefined }))).messages).toMatchObject([{ time: null }]);
  });

  it("of SNS inside SQS are those of SNS, and are acknowledged under the queue's id", () => {
    const { messages: found, itemIds } = messages(
      sqsBatch(sqsRecord({ body: JSON.stringify(SNS_ENVELOPE) })),
    );
    expect(itemIds).toEqual([sqsRecord().messageId]);
    expect(found).toEqual([
      {
        id: SNS_ENVELOPE.MessageId,
        body: SNS_ENVELOPE.Message,
        origin: "sns:curfew-orders",
        time: "2026-09-01T08:29:58.500Z",
      },
    ]);
  });

  it("that only look like an envelope stay what they are", () => {
    const body = JSON.stringify({ ...SNS_ENVELOPE, Message: undefined });
    expect(messages(sqsBatch(sqsRecord({ body }))).messages).toMatchObject([
      { body, origin: "sqs:curfew-inbox" },
    ]);
  });

  it("of SNS are read, and nobody waits for a partial answer", () => {
    expect(messages(SNS)).toMatchObject({
      itemIds: null,
      messages: [{ id: SNS_ENVELOPE.MessageId, body: SNS_ENVELOPE.Message, origin: "sns:curfew-orders" }],
    });
  });

  it("without an id or a body make the whole batch come again", () => {
    const batch = (changed: object) => sqsBatch(sqsRecord(), sqsRecord(changed));
    expect(() => read(batch({ messageId: "" }))).toThrow(broken("Records.1.messageId"));
    expect(() => read(batch({ body: null }))).toThrow(broken("Records.1.body"));
    expect(() => read({ Records: [{ EventSource: "aws:sns" }] })).toThrow(broken("Records.0.Sns.MessageId"));
  });
});

describe("what nobody recognises", () => {
  it.each([
    ["nothing", undefined, "undefined"],
    ["null", null, "null"],
    ["a text", "private-text", "string"],
    ["a list", [1, "private"], "list of 2, first number"],
    ["no fields", {}, "{}"],
    ["no records", { Records: [] }, "{ Records: list }"],
    [
      "records of two senders",
      { Records: [{ eventSource: "aws:sqs" }, {}] },
      "{ Records: list of 2, first { eventSource: string } }",
    ],
  ])("is told by its shape: %s", (_, event, shape) => {
    expect(read(event)).toEqual({ kind: "unknown", shape });
  });

  it("is told in a thousand characters, however large it is", () => {
    const inner = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`field${index}`, "x"]));
    const event = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`field${index}`, inner]));
    const delivery = read(event);
    expect(delivery.kind === "unknown" && delivery.shape).toHaveLength(1_000);
  });

  it("may be a bucket's notification or a load balancer's request", () => {
    expect(read(BUCKET_EVENT)).toMatchObject({
      kind: "unknown",
      shape: expect.stringContaining("s3: object"),
    });
    expect(read(LOAD_BALANCER)).toMatchObject({ kind: "unknown" });
  });
});
