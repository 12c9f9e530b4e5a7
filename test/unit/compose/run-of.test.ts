import { describe, expect, it } from "vitest";
import { runOf } from "../../../lib/compose/run-of.ts";

describe("the run of an event that is put down", () => {
  it("is the same for the same delivery, and another one for another source or id", () => {
    const one = runOf({ source: "jira", id: "a" });
    expect(one).toMatch(/^r[0-9a-f]{20}$/);
    expect(runOf({ source: "jira", id: "a" })).toBe(one);
    expect(new Set([one, runOf({ source: "jira", id: "b" }), runOf({ source: "ci", id: "a" })]).size).toBe(3);
  });
});
