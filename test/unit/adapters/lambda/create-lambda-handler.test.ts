import { describe, expect, it } from "vitest";
import { takeDelivery } from "../../../../lib/adapters/delivery/take-delivery.ts";
import {
  createLambdaHandler,
  type LambdaWire,
} from "../../../../lib/adapters/lambda/create-lambda-handler.ts";
import { jsonAnswer } from "../../../../lib/adapters/web/http-record.ts";
import { AutomationError } from "../../../../lib/domain/errors.ts";
import {
  BUCKET_EVENT,
  CUSTOM_EVENT,
  HTTP_API,
  REST_API,
  RULE,
  SNS,
  sqsBatch,
  sqsRecord,
  TIME_MS,
} from "./lambda-events.ts";

const CONTEXT = { awsRequestId: "request-1", getRemainingTimeInMillis: () => 10_000 };

function functionWith(doors: Partial<LambdaWire>) {
  const written: string[] = [];
  const handler = createLambdaHandler({
    env: {},
    write: (text) => void written.push(text),
    now: () => TIME_MS,
    ...doors,
  });
  return {
    handler,
    written,
    call: (event: unknown) => handler(event, CONTEXT),
    lines: () => written.map((text): unknown => JSON.parse(text)),
  };
}

const leaving = (...ids: string[]) => ({ again: ids.map((id) => ({ id, why: "busy" })), refused: [] });

const batch = sqsBatch(sqsRecord({ messageId: "one" }), sqsRecord({ messageId: "two" }));

describe("the handler", () => {
  it("is an asynchronous function of exactly two parameters", () => {
    const { handler } = functionWith({});
    expect(handler).toHaveLength(2);
    expect(handler(BUCKET_EVENT, CONTEXT).catch(() => undefined)).toBeInstanceOf(Promise);
  });

  it("answers HTTP in the form of the request", async () => {
    const { call } = functionWith({ http: async ({ path }) => jsonAnswer(202, { path }) });
    const answer = { statusCode: 202, body: '{"path":"/webhooks/jira"}\n', isBase64Encoded: false };
    expect(await call(REST_API)).toMatchObject(answer);
    expect(await call(HTTP_API)).toMatchObject(answer);
  });

  it("hands on the slot, the events and the deadline", async () => {
    const seen: unknown[] = [];
    const { call } = functionWith({
      tick: async (tick, { deadlineMs }) => void seen.push(tick, deadlineMs),
      events: async ([event]) => void seen.push(event?.type),
      work: async ({ requestId }) => void seen.push(requestId),
    });
    await call(RULE);
    await call(CUSTOM_EVENT);
    await call({ curfew: "work" });
    expect(seen).toEqual([
      { slotMs: TIME_MS, name: "curfew-tick" },
      TIME_MS + 10_000,
      "budget.alert",
      "request-1",
    ]);
  });
});

describe("HTTP that fails", () => {
  it("is a 500 with the request id and nothing of the error, which is not logged in its own words", async () => {
    const { call, lines, written } = functionWith({
      http: () => Promise.reject(new TypeError("private-word of undefined")),
    });
    expect(await call(REST_API)).toMatchObject({
      statusCode: 500,
      body: '{"error":"failed","requestId":"request-1"}\n',
    });
    expect(lines()).toMatchObject([
      { what: "failed", code: "internal", error: "TypeError", requestId: "request-1" },
    ]);
    expect(written.join("")).not.toContain("private-word");
  });

  it("is a 500 when the door throws at once, or throws what is no error", async () => {
    const atOnce = functionWith({
      http: () => {
        throw new AutomationError("store-failed", "the store is away");
      },
    });
    expect(await atOnce.call(HTTP_API)).toMatchObject({ statusCode: 500 });
    expect(atOnce.lines()).toMatchObject([{ code: "store-failed", error: "the store is away" }]);
    const odd = functionWith({ http: () => Promise.reject("private-word") });
    expect(await odd.call(HTTP_API)).toMatchObject({ statusCode: 500 });
    expect(odd.lines()).toMatchObject([{ code: "internal", error: "string" }]);
  });

  it("is a 400 when the request is broken", async () => {
    const { call, lines } = functionWith({ http: async () => jsonAnswer(200, {}) });
    expect(await call({ ...HTTP_API, body: "no base64" })).toMatchObject({ statusCode: 400 });
    expect(lines()).toMatchObject([{ what: "refused", code: "invalid-event" }]);
  });

  it("is a 404 where the function takes no HTTP", async () => {
    expect(await functionWith({}).call(REST_API)).toMatchObject({ statusCode: 404 });
  });

  it("answers without a context, too", async () => {
    const { handler } = functionWith({ http: async () => jsonAnswer(200, {}) });
    expect(await handler(HTTP_API, undefined)).toMatchObject({ statusCode: 200 });
  });
});

/** The door as a host has it: the ids of what `takeDelivery` leaves. */
const doorTo = (take: () => Promise<void>): NonNullable<LambdaWire["messages"]> => {
  return async (messages, { log }) => {
    const taken = await takeDelivery({ kind: "messages", messages }, { take, now: () => TIME_MS, log });
    const named = (left: typeof taken.again) =>
      left.map(({ index, why }) => ({ id: messages[index]?.id ?? "", why }));
    return { again: named(taken.again), refused: named(taken.refused) };
  };
};

describe("a batch of a queue", () => {
  it("is answered in part", async () => {
    const { call } = functionWith({ messages: async () => leaving("two") });
    expect(await call(batch)).toEqual({ batchItemFailures: [{ itemIdentifier: "two" }] });
  });

  it("is answered with nothing left where one of it was refused, so that poison does not come for ever", async () => {
    const { call, lines } = functionWith({ messages: doorTo(async () => undefined) });
    const poisoned = sqsBatch(
      sqsRecord({ messageId: "one", body: "no order" }),
      sqsRecord({ messageId: "two" }),
    );
    expect(await call(poisoned)).toEqual({ batchItemFailures: [] });
    expect(lines()).toMatchObject([
      { what: "refused", message: "one", origin: "sqs:curfew-inbox", requestId: "request-1" },
    ]);
  });

  it("comes again message by message when the store is away", async () => {
    const { call } = functionWith({ messages: doorTo(() => Promise.reject(new Error("away"))) });
    expect(await call(batch)).toEqual({
      batchItemFailures: [{ itemIdentifier: "one" }, { itemIdentifier: "two" }],
    });
  });

  it("comes again as a whole when taking it in failed as a whole", async () => {
    const { call, lines } = functionWith({
      messages: () => Promise.reject(new AutomationError("store-failed", "the store is away")),
    });
    await expect(call(batch)).rejects.toMatchObject({ code: "store-failed" });
    expect(lines()).toMatchObject([{ what: "failed", code: "store-failed" }]);
  });

  it("of a topic comes again as a whole when one message was not taken in", async () => {
    const { call } = functionWith({ messages: async ([message]) => leaving(message?.id ?? "") });
    await expect(call(SNS)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("hands on Curfew's own request to work on as a message like any other", async () => {
    const seen: unknown[] = [];
    const { call } = functionWith({
      messages: async (messages) => {
        seen.push(...messages.map(({ body }) => body));
        return leaving();
      },
    });
    await call(sqsBatch(sqsRecord({ body: '{"curfew":"work"}' })));
    expect(seen).toEqual(['{"curfew":"work"}']);
  });
});

describe("what the function does not take", () => {
  it("is refused with its shape in the error and in the log, and without its values", async () => {
    const { call, written } = functionWith({ tick: async () => undefined });
    await expect(call(BUCKET_EVENT)).rejects.toMatchObject({
      code: "invalid-event",
      message: expect.stringContaining("eventSource: string"),
    });
    expect(written.join("")).toContain("s3: object");
    expect(written.join("")).not.toContain("private-name");
  });

  it("is refused when another function takes it", async () => {
    const { call } = functionWith({ http: async () => jsonAnswer(200, {}) });
    await expect(call(RULE)).rejects.toMatchObject({
      code: "not-supported",
      message: expect.stringMatching(/does not take tick/),
    });
    await expect(call(batch)).rejects.toMatchObject({ code: "not-supported" });
    await expect(call(CUSTOM_EVENT)).rejects.toMatchObject({ code: "not-supported" });
    await expect(call({ curfew: "work" })).rejects.toMatchObject({ code: "not-supported" });
  });

  it("fails when its work fails, so that it comes again", async () => {
    const { call } = functionWith({ tick: () => Promise.reject(new Error("away")) });
    await expect(call(RULE)).rejects.toThrow("away");
  });
});
