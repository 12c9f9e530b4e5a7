import { describe, expect, it } from "vitest";
import { traceParentOf } from "../../../../lib/adapters/functiongraph/trace-parent.ts";
import { REQUEST_ID } from "../../../fixtures/functiongraph-context.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";
const OWN_TRACE = REQUEST_ID.replaceAll("-", "");

const traceOf = (traceparent: string) => traceParentOf({ traceparent }, REQUEST_ID).split("-")[1];

describe("the trace of a call", () => {
  it("goes on with the sender's, under a span of its own", () => {
    const [version, trace, span, flags] = traceParentOf(
      { traceparent: `00-${TRACE}-${SPAN}-01` },
      REQUEST_ID,
    ).split("-");
    expect([version, trace, flags]).toEqual(["00", TRACE, "01"]);
    expect(span).toMatch(/^[0-9a-f]{16}$/);
    expect(span).not.toBe(SPAN);
  });

  it.each([
    ["00", "00"],
    ["01", "01"],
    ["03", "01"],
    ["fe", "00"],
  ])("keeps of the flags %s only whether it is recorded: %s", (given, kept) => {
    expect(traceParentOf({ traceparent: `00-${TRACE}-${SPAN}-${given}` }, REQUEST_ID)).toMatch(
      new RegExp(`-${kept}$`),
    );
  });

  it("takes what it knows of a version to come", () => {
    expect(traceOf(`cc-${TRACE}-${SPAN}-01-more`)).toBe(TRACE);
  });

  it.each([
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${"0".repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}`,
    "nonsense",
    "",
  ])("is one of its own where the header breaks the standard: %s", (header) => {
    expect(traceOf(header)).toBe(OWN_TRACE);
  });

  it("is the request id where that is a UUID, so that one finds the other", () => {
    expect(traceParentOf({}, REQUEST_ID)).toMatch(new RegExp(`^00-${OWN_TRACE}-[0-9a-f]{16}-01$`));
  });

  it.each(["", "request 7", "00000000-0000-0000-0000-000000000000"])(
    "is made from any other request id, the same each time: %j",
    (requestId) => {
      const trace = traceParentOf({}, requestId);
      expect(trace).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/);
      expect(traceParentOf({}, requestId)).toBe(trace);
      expect(traceParentOf({}, `${requestId}x`)).not.toBe(trace);
    },
  );
});
