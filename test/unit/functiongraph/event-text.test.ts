import { describe, expect, it } from "vitest";
import { eventProblem, eventText } from "../../../lib/functiongraph/event-text.ts";

describe("the bytes of an event", () => {
  it("are text and bytes as they are, and JSON of anything else", () => {
    expect(eventText('{"a":')).toBe('{"a":');
    expect(eventText(new TextEncoder().encode("ü"))).toBe("ü");
    expect(eventText({ a: [1] })).toBe('{"a":[1]}');
    expect(eventText(undefined)).toBe("null");
  });

  it.each([
    [6_291_456, false, undefined],
    [6_291_457, false, 4140],
    [262_144, true, undefined],
    [262_145, true, 4140],
  ])("of %i (asynchronous: %s): %s", (bytes, asynchronous, code) => {
    expect(eventProblem("x".repeat(bytes), asynchronous)?.code).toBe(code);
  });
});
