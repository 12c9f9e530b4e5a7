import { describe, expect, it } from "vitest";
import { eventShape } from "../../../../lib/adapters/functiongraph/event-shape.ts";

describe("the shape of an event", () => {
  it("names keys and types, and the first item of a list", () => {
    const event = { a: "x", b: [1, "y"], c: { d: null, e: true }, f: [] };
    expect(eventShape(event)).toBe("{a: string, b: [number], c: {d: null, e: boolean}, f: []}");
  });

  it("does not repeat a key that looks like no name: it may be a value, or break a line of the log", () => {
    expect(eventShape({ "a b": 1, "line\nbreak": 1, "": 1, [`x${"y".repeat(60)}`]: 1 })).toBe(
      "{?: number, ?: number, ?: number, ?: number}",
    );
  });

  it("looks into three levels", () => {
    expect(eventShape({ a: { b: { c: { d: 1 } } } })).toBe("{a: {b: {c: {…}}}}");
    expect(eventShape([[[[1]]]])).toBe("[[[[…]]]]");
  });

  it("names twenty keys and counts the rest", () => {
    const keys = Object.fromEntries(Array.from({ length: 23 }, (_, index) => [`k${index}`, 1]));
    expect(eventShape(keys)).toMatch(/k19: number, 3 more\}$/);
  });

  it("is at most 1,000 characters long", () => {
    const level = (of: unknown) =>
      Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${"k".repeat(30)}${index}`, of]));
    const shape = eventShape(level(level(1)));
    expect(shape).toHaveLength(1_000);
    expect(shape.endsWith("…")).toBe(true);
  });
});
