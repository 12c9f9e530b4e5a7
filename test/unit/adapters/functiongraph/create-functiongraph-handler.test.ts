import { describe, expect, it } from "vitest";
import type { FunctionGraphContext } from "../../../../lib/adapters/functiongraph/context.ts";
import {
  createFunctionGraphHandler,
  type FunctionGraphCall,
  type FunctionGraphWire,
} from "../../../../lib/adapters/functiongraph/create-functiongraph-handler.ts";
import { jsonAnswer } from "../../../../lib/adapters/web/http-record.ts";
import { AutomationError } from "../../../../lib/domain/errors.ts";
import { functionGraphContext, REQUEST_ID } from "../../../fixtures/functiongraph-context.ts";
import { functionGraphEvent } from "../../../fixtures/functiongraph-events.ts";

const NOW = Date.UTC(2026, 2, 2, 8);

function call(
  event: unknown,
  { wire, context: changed }: { wire?: FunctionGraphWire; context?: Partial<FunctionGraphContext> } = {},
) {
  const { context, records } = functionGraphContext(changed);
  const calls: FunctionGraphCall[] = [];
  const handler = createFunctionGraphHandler(
    async (one) => {
      calls.push(one);
      return wire ? await wire(one) : { taken: one.delivery.kind };
    },
    { env: { FROM_PROCESS: "yes" }, now: () => NOW },
  );
  return { calls, result: handler(event, context), lines: () => records.map(({ text }) => JSON.parse(text)) };
}

const answering =
  (status: number): FunctionGraphWire =>
  async () =>
    jsonAnswer(status, { ok: true });
const failing =
  (thrown: unknown): FunctionGraphWire =>
  () =>
    Promise.reject(thrown);

/** What a call was rejected with; the test fails when it was not. */
function rejection(result: Promise<unknown>): Promise<unknown> {
  return result.then(
    () => expect.unreachable("it must reject"),
    (error: unknown) => error,
  );
}

describe("the handler", () => {
  it("has exactly two parameters and gives a native promise, or the platform refuses it", async () => {
    const handler = createFunctionGraphHandler(async () => undefined, { env: {} });
    expect(handler).toHaveLength(2);
    const result = handler(functionGraphEvent("TIMER"), functionGraphContext().context);
    expect(Object.getPrototypeOf(result)).toBe(Promise.prototype);
    await result;
  });

  it("hands on the delivery and what the platform says of the call", async () => {
    const { calls, result } = call(functionGraphEvent("KAFKA"));
    expect(await result).toEqual({ taken: "messages" });
    const [one] = calls;
    expect(one?.delivery).toMatchObject({ kind: "messages" });
    expect(one?.context).toMatchObject({
      requestId: REQUEST_ID,
      deadlineMs: NOW + 30_000,
      projectId: "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
      version: "latest",
      traceParent: expect.stringContaining(REQUEST_ID.replaceAll("-", "")),
    });
    expect(one?.context.env("FROM_PROCESS")).toBe("yes");
    expect(one?.context.credentials()).toMatchObject({ securityToken: "EXAMPLE-TOKEN" });
  });

  it("hands on what nobody recognises, by its shape", async () => {
    const { calls, result } = call(functionGraphEvent("BLANK"));
    await result;
    expect(calls[0]?.delivery).toEqual({ kind: "unknown", shape: "{ key: string }" });
  });

  it("has credentials only when they are asked for: a function without an agency can still answer", async () => {
    const { calls, result } = call(functionGraphEvent("APIG"), {
      wire: answering(202),
      context: { getSecurityAccessKey: () => "" },
    });
    expect(await result).toMatchObject({ statusCode: 202 });
    expect(() => calls[0]?.context.credentials()).toThrow(
      expect.objectContaining({ code: "missing-credentials" }),
    );
  });
});

describe("a request through the gateway", () => {
  it("is answered in the gateway's form", async () => {
    expect(await call(functionGraphEvent("APIG"), { wire: answering(202) }).result).toEqual({
      statusCode: 202,
      headers: { "content-type": "application/json" },
      body: '{"ok":true}\n',
      isBase64Encoded: false,
    });
  });

  it("goes on with the trace of its sender, in the log too", async () => {
    const trace = "0af7651916cd43dd8448eb211c80319c";
    const event = {
      ...functionGraphEvent("APIG"),
      headers: { Traceparent: `00-${trace}-b7ad6b7169203331-01` },
    };
    const { calls, result, lines } = call(event, {
      wire: async ({ context }) => {
        context.log({ what: "seen" });
        return jsonAnswer(200, {});
      },
    });
    await result;
    expect(calls[0]?.context.traceParent).toContain(trace);
    expect(lines()).toEqual([
      { requestId: REQUEST_ID, traceparent: calls[0]?.context.traceParent, what: "seen" },
    ]);
  });

  it("without headers reaches the wire", async () => {
    const { calls, result } = call(
      { ...functionGraphEvent("APIG"), headers: undefined },
      { wire: answering(401) },
    );
    expect(await result).toMatchObject({ statusCode: 401 });
    expect(calls).toHaveLength(1);
  });

  it("whose body is not the base64 that it claims is a 400, and no work", async () => {
    const { calls, result, lines } = call({ ...functionGraphEvent("APIG"), body: "{plain}" });
    expect(await result).toMatchObject({ statusCode: 400, body: '{"error":"invalid-event"}\n' });
    expect(calls).toEqual([]);
    expect(lines()).toMatchObject([
      { requestId: REQUEST_ID, what: "the call failed", code: "invalid-event" },
    ]);
  });

  it.each([
    ["an error", new Error("EXAMPLE inside")],
    ["an error of ours", new AutomationError("store-failed", "EXAMPLE inside")],
    ["a text", "EXAMPLE inside"],
    ["nothing", undefined],
  ])(
    "that breaks inside with %s is a 500 with the request id and no reason; the reason is in the log",
    async (_what, thrown) => {
      const { result, lines } = call(functionGraphEvent("APIG"), { wire: failing(thrown) });
      expect(await result).toMatchObject({
        statusCode: 500,
        body: `{"error":"failed","requestId":"${REQUEST_ID}"}\n`,
        isBase64Encoded: false,
      });
      expect(lines()).toMatchObject([{ error: expect.stringMatching(/inside|no error/) }]);
    },
  );

  it.each([undefined, "ok", { taken: "http" }, { status: 200.5, headers: {}, body: "" }])(
    "that the wire answers with %j is a 500",
    async (answer) => {
      const { result } = call(functionGraphEvent("APIG"), { wire: async () => answer });
      expect(await result).toMatchObject({ statusCode: 500 });
    },
  );

  it("is answered even where the context is broken, with the gateway's own request id", async () => {
    const broken = (): never => {
      throw new Error("no such method");
    };
    const { result } = call(functionGraphEvent("APIG"), {
      context: { getRequestID: broken, getLogger: broken },
    });
    expect(await result).toMatchObject({
      statusCode: 500,
      body: expect.stringContaining('"requestId":"6d0c8f2e1b7a4935a2c4e6f8091b3d5f"'),
    });
  });
});

describe("a batch", () => {
  it("with one poison message is handed on whole, and succeeds", async () => {
    const records = [{ topic_id: "orders", messages: ['{"verb":"stop"}', "{poison", '{"verb":"start"}'] }];
    const { calls, result } = call({ ...functionGraphEvent("KAFKA"), records });
    await result;
    const [one] = calls;
    expect(one?.delivery.kind === "messages" && one.delivery.messages.map(({ body }) => body)).toEqual([
      '{"verb":"stop"}',
      "{poison",
      '{"verb":"start"}',
    ]);
  });

  it("that the store does not take fails with the very error, so that the platform delivers it again", async () => {
    const error = new AutomationError("store-failed", "the bucket does not answer", {
      cause: new Error("socket hang up"),
    });
    const { result, lines } = call(functionGraphEvent("SMN"), { wire: failing(error) });
    expect(await rejection(result)).toBe(error);
    expect(lines()).toEqual([
      {
        requestId: REQUEST_ID,
        what: "the call failed",
        error: "the bucket does not answer",
        code: "store-failed",
        cause: "socket hang up",
      },
    ]);
  });

  it.each([["a text"], [undefined], [{ secret: "EXAMPLE" }]])(
    "that fails with something that is no error fails with one: %j",
    async (thrown) => {
      const error = await rejection(call(functionGraphEvent("KAFKA"), { wire: failing(thrown) }).result);
      expect(error).toBeInstanceOf(Error);
      expect(error).toMatchObject({
        stack: expect.any(String),
        message: expect.not.stringContaining("EXAMPLE"),
      });
    },
  );

  it("that a wire refuses without a promise fails as any other", async () => {
    const wire = (() => {
      throw new TypeError("at once");
    }) as FunctionGraphWire;
    expect(await rejection(call(functionGraphEvent("KAFKA"), { wire }).result)).toBeInstanceOf(TypeError);
  });

  it("is not begun where no deadline is known", async () => {
    const { calls, result } = call(functionGraphEvent("TIMER"), {
      context: { getRemainingTimeInMilliSeconds: () => Number.NaN },
    });
    expect(await rejection(result)).toMatchObject({ code: "not-supported" });
    expect(calls).toEqual([]);
  });
});
