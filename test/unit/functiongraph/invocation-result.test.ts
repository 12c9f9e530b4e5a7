import { describe, expect, it } from "vitest";
import { replyOutcome } from "../../../lib/functiongraph/invocation-result.ts";

const call = { what: "the call", timeoutMs: 3_000, timeoutCode: 4010 };

describe("what a reply means", () => {
  it("is ok with the body of an answer", () => {
    const reply = { kind: "answer", answer: { code: 0, body: "" }, rssBytes: 1 } as const;
    expect(replyOutcome(reply, call)).toEqual({ outcome: "ok", result: "", error: null, code: 0 });
  });

  it("is a timeout with the reason the function gave for it", () => {
    expect(replyOutcome({ kind: "timeout", note: "because" }, call)).toEqual({
      outcome: "timeout",
      result: null,
      code: 4010,
      error: { errorMessage: "the call timed out after 3000 ms", errorType: "Timeout", hint: "because" },
    });
  });

  it("is a death, whose code is only known when memory was short", () => {
    const died = (outOfMemory: boolean) =>
      replyOutcome({ kind: "died", death: { how: "exit code 1", outOfMemory } }, call);
    expect(died(false)).toMatchObject({ outcome: "died", code: null, error: { errorType: "ProcessDied" } });
    expect(died(true)).toMatchObject({ outcome: "died", code: 4205, error: { errorType: "OutOfMemory" } });
  });
});
