import { describe, expect, it } from "vitest";
import { traceParent } from "../../../../lib/adapters/lambda/trace-parent.ts";

const W3C = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const AMAZON = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

const from = (traceparent: string | undefined, ...amazon: (string | undefined)[]) =>
  traceParent({ traceparent, amazon, requestId: "request-1" });

describe("the trace of an invocation", () => {
  it("is the W3C header, before anything of Amazon's", () => {
    expect(from(W3C, AMAZON)).toBe(W3C);
  });

  it("is Amazon's in the form of the W3C", () => {
    expect(from(undefined, AMAZON)).toBe("00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01");
    expect(from("", undefined, AMAZON.replace("Sampled=1", "Sampled=0"))).toMatch(/-00$/);
  });

  it("without a parent gets one from the request id, the same for the same request", () => {
    const [root = ""] = AMAZON.split(";");
    const trace = from(undefined, root);
    expect(trace).toMatch(/^00-5759e988bd862e3fe1be46a994272793-[0-9a-f]{16}-00$/);
    expect(from(undefined, `Self=1-67891234-12456789abcdef012345678;${root}`)).toBe(trace);
    expect(traceParent({ traceparent: undefined, amazon: [root], requestId: "request-2" })).not.toBe(trace);
  });

  it("of a later version keeps what the first one knows", () => {
    expect(from(`${W3C.replace(/^00/, "01").replace(/01$/, "ff")}-more`)).toBe(W3C);
  });

  it.each([
    "",
    "nonsense",
    W3C.toUpperCase(),
    W3C.replace(/^00/, "ff"),
    `${W3C}-more`,
    W3C.replace("4bf92f3577b34da6a3ce929d0e0e4736", "0".repeat(32)),
    W3C.replace("00f067aa0ba902b7", "0".repeat(16)),
  ])("is not %j, and then Amazon's counts", (header) => {
    expect(from(header)).toBeNull();
    expect(from(header, AMAZON)).toContain("5759e988bd862e3fe1be46a994272793");
  });

  it.each([
    "",
    ";;;",
    "Root=",
    "Root=1-5759e988",
    "Root=2-5759e988-bd862e3fe1be46a994272793",
    "Parent=53995c3f42cd8ad8",
  ])("is not %j of Amazon's", (header) => {
    expect(from(undefined, header)).toBeNull();
  });
});
