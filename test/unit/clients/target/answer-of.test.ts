import { describe, expect, it } from "vitest";
import { acceptedAnswer, failedAnswer } from "../../../../lib/clients/target/answer-of.ts";
import { AutomationError, type ErrorCode } from "../../../../lib/domain/errors.ts";

describe("what a call's answer means", () => {
  it("reads the machine out of an accepted call", () => {
    const machine = { id: "m-1", status: "STOPPING", update_at: 5 };
    expect(acceptedAnswer(machine, { request: "r-1", creates: false })).toEqual({
      kind: "accepted",
      request: "r-1",
      created: null,
      order: null,
      status: "STOPPING",
      updatedAtMs: 5,
    });
  });

  it("takes the id of a creation, and only of a creation", () => {
    expect(acceptedAnswer({ id: "m-1" }, { request: null, creates: true })).toMatchObject({ created: "m-1" });
    expect(acceptedAnswer({ id: "m-1" }, { request: null, creates: false })).toMatchObject({ created: null });
  });

  it("takes the id of an order, with or without a machine", () => {
    const answer = (data: unknown, creates = true) => acceptedAnswer(data, { request: null, creates });
    expect(answer({ order_id: "CS1" })).toMatchObject({ created: null, order: "CS1" });
    expect(answer({ id: "m-1", order_id: "CS1" })).toMatchObject({ created: "m-1", order: "CS1" });
    expect(answer({ id: "", order_id: "" })).toMatchObject({ created: null, order: null });
    expect(answer({ id: "m-1", order_id: null })).toMatchObject({ created: "m-1", order: null });
    expect(answer({ order_id: "CS1" }, false)).toMatchObject({ order: null });
  });

  it("accepts an empty body and the old generation's words", () => {
    expect(acceptedAnswer(undefined, { request: null, creates: false })).toMatchObject({
      kind: "accepted",
      status: null,
    });
    expect(acceptedAnswer({ current_status: "STOPPING" }, { request: null, creates: false })).toMatchObject({
      status: "STOPPING",
    });
  });

  it.each([
    ["conflict", "busy"],
    ["throttled", "unsent"],
    ["connection", "unsent"],
    ["timeout", "unsent"],
    ["unavailable", "unsent"],
    ["unauthorized", "rejected"],
    ["forbidden", "rejected"],
    ["quota", "rejected"],
    ["capacity", "rejected"],
    ["invalid-request", "rejected"],
    ["not-found", "rejected"],
  ] as const)("%s is %s", (code: ErrorCode, kind) => {
    expect(failedAnswer(new AutomationError(code, "no")).kind).toBe(kind);
  });

  it("is lost whatever the code, when the call may have had its effect", () => {
    expect(failedAnswer(new AutomationError("timeout", "no", { details: { ambiguous: true } })).kind).toBe(
      "lost",
    );
    expect(
      failedAnswer(new AutomationError("unavailable", "no", { details: { ambiguous: true } })).kind,
    ).toBe("lost");
  });

  it("is lost for anything unforeseen, because nothing says that it was not sent", () => {
    expect(failedAnswer(new TypeError("a mistake")).kind).toBe("lost");
    expect(failedAnswer("a text").kind).toBe("lost");
  });
});
