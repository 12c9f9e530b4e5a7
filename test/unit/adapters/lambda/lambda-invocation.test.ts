import { describe, expect, it } from "vitest";
import { readInvocation } from "../../../../lib/adapters/lambda/lambda-invocation.ts";
import { FUNCTION_URL, REST_API, sqsBatch, sqsRecord, TIME_MS } from "./lambda-events.ts";

const AMAZON = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
const TRACE = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";

function parts(env: Record<string, string> = {}) {
  const written: string[] = [];
  return { env, written, write: (text: string) => void written.push(text), now: () => TIME_MS };
}

/** The runtime's context is an object of its own kind, not a plain record. */
class Context {
  readonly awsRequestId = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
  readonly #leftMs: number;
  constructor(leftMs: number) {
    this.#leftMs = leftMs;
  }
  getRemainingTimeInMillis(): number {
    return this.#leftMs;
  }
}

describe("an invocation", () => {
  it("has a deadline, an id, variables and a log with its id", () => {
    const given = parts({ HW_PROJECT: "project-1" });
    const invocation = readInvocation({}, new Context(9_500), given);
    expect(invocation).toMatchObject({
      requestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
      deadlineMs: TIME_MS + 9_500,
      traceparent: null,
    });
    expect([invocation.env("HW_PROJECT"), invocation.env("OTHER")]).toEqual(["project-1", undefined]);
    invocation.log({ what: "x" });
    expect(given.written[0]).toContain('"requestId":"8476a536-e9f4-11e8-9739-2dfe598c3fcd"');
  });

  it.each([
    [undefined],
    [null],
    ["text"],
    [{}],
    [{ awsRequestId: 7, getRemainingTimeInMillis: 3 }],
    [{ getRemainingTimeInMillis: () => Number.NaN }],
  ])("is read from a context that is none: %j", (context) => {
    expect(readInvocation(undefined, context, parts())).toMatchObject({
      requestId: "unnamed",
      deadlineMs: TIME_MS + 3_000,
    });
  });

  it("is traced by the header, whatever its spelling", () => {
    const w3c = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const event = { ...REST_API, headers: { TraceParent: w3c, "X-Amzn-Trace-Id": AMAZON } };
    expect(readInvocation(event, {}, parts()).traceparent).toBe(w3c);
    const amazon = { ...FUNCTION_URL, headers: { "X-Amzn-Trace-Id": AMAZON } };
    expect(readInvocation(amazon, {}, parts()).traceparent).toBe(TRACE);
  });

  it("is traced by the queue's own header, and by what the runtime says of itself", () => {
    const queued = sqsBatch(sqsRecord({ attributes: { AWSTraceHeader: AMAZON } }));
    expect(readInvocation(queued, {}, parts()).traceparent).toBe(TRACE);
    expect(readInvocation({}, {}, parts({ _X_AMZN_TRACE_ID: AMAZON })).traceparent).toBe(TRACE);
    expect(readInvocation({}, { xRayTraceId: AMAZON }, parts()).traceparent).toBe(TRACE);
  });

  it("is not traced by headers that are no texts", () => {
    expect(readInvocation({ headers: { traceparent: 7 } }, {}, parts()).traceparent).toBeNull();
    expect(readInvocation({ headers: ["traceparent"] }, {}, parts()).traceparent).toBeNull();
  });
});
