import { describe, expect, it } from "vitest";
import { showInvocation } from "../../../lib/cli/show-invocation.ts";
import type { InvocationResult } from "../../../lib/functiongraph/invocation-result.ts";

const OK: InvocationResult = {
  outcome: "ok",
  result: "",
  error: null,
  logs: ["req-1 INFO a\nb", "\u001b[2Jcleared"],
  durationMs: 1.2,
  nodeVersion: "20.15.1",
  code: 0,
  requestId: "req-1",
};

describe("an invocation for people", () => {
  it("says that a result is empty, and shows every line of the log on a line of its own", () => {
    expect(showInvocation(OK)).toEqual([
      "outcome   ok after 2 ms on Node.js 20.15.1",
      "result    (empty)",
      "",
      "req-1 INFO a",
      "b",
      expect.not.stringContaining("\u001b"),
    ]);
  });

  it("shows code, type, message, frames and hint of an error", () => {
    const error = { errorMessage: "m", errorType: "T", stackTrace: ["at x"], hint: "do y" };
    expect(showInvocation({ ...OK, outcome: "error", result: null, error, code: 4001, logs: [] })).toEqual([
      "outcome   error (4001) after 2 ms on Node.js 20.15.1",
      "error     T: m",
      "          at x",
      "hint      do y",
      "",
    ]);
  });
});
