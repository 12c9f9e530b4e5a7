import { describe, expect, it } from "vitest";
import { compileExpression } from "../../../lib/core/expression.ts";

function ask(source: string) {
  const compiled = compileExpression(source, "where");
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.expression.evaluate({ saves: 5, ageHours: 0, event: { x: 1, zero: 0, list: [1] } });
}

describe("arithmetic that gives no number", () => {
  it.each([
    ["saves / 0 > 1", "saves / 0 is no number"],
    ["!(saves / 0 > 1)", "saves / 0 is no number"],
    ["saves / ageHours > 1", "saves / ageHours is no number"],
    ["!(ageHours / ageHours > 1)", "ageHours / ageHours is no number"],
    ["!(saves % 0 > 1)", "saves % 0 is no number"],
    ["saves / 0.0 > 1.0", "saves / 0.0 is no number"],
    ["event.x / event.zero > 1", "event.x / event.zero is no number"],
    ["event.list.exists(each, each / event.zero > 1)", "each / event.zero is no number"],
    ["saves * 1e308 > 1.0", "saves * 1e308 is no number"],
    ["1 / 0 > 1", "division by zero"],
  ])("is doubt: %s", (source, why) => {
    expect(ask(source)).toEqual({ ok: false, why });
  });

  it("decides nothing where the other side of an alternative does", () => {
    expect(ask("saves / ageHours > 1 || saves > 1")).toEqual({ ok: true, value: true });
    expect(ask("saves / ageHours > 1 && saves < 1")).toEqual({ ok: true, value: false });
  });
});

describe("arithmetic that gives a number", () => {
  it.each([
    "saves / 2 == 2.5",
    "saves % 2 == 1.0",
    "saves * 24 > 100",
    "saves + 1 - 6 == 0.0",
    "event.x / 2 < 1",
    'id + "x" == "s-1x" || true',
  ])("is as before: %s", (source) => {
    expect(ask(source)).toEqual({ ok: true, value: true });
  });
});
