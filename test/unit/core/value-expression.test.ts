import { describe, expect, it } from "vitest";
import { compileValue } from "../../../lib/core/value-expression.ts";

const DATA = {
  ...{ name: "ml-7", hours: 2, half: 0.5, ok: true, nothing: null, long: "x".repeat(5_000) },
  ...{ issue: { labels: ["a", 1, { deep: true }] } },
};

function read(source: string) {
  const compiled = compileValue(source);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.expression.read(DATA);
}

describe("a value that is read out of an event", () => {
  it.each([
    ["event.name", "ml-7"],
    ["event.hours", 2],
    ["event.half", 0.5],
    ["event.ok", true],
    ["3", 3],
    ["event.hours * 3600000", 7_200_000],
    ['"ticket-" + event.name', "ticket-ml-7"],
    ['event.ok ? "a" : "b"', "a"],
    ['known(event.absent) ? event.absent : "default"', "default"],
    ["event.issue", { labels: ["a", 1, { deep: true }] }],
    ["event.issue.labels[0]", "a"],
    ['{"duration": event.hours * 3600000, "type": "timing"}', { duration: 7_200_000, type: "timing" }],
    ["[event.name, event.ok]", ["ml-7", true]],
    ["size(event.name)", 4],
  ])("%s", (source, value) => {
    expect(read(source)).toEqual({ ok: true, value });
  });

  it.each([
    ["event.absent", "event.absent is not known"],
    ["event.nothing", "event.nothing is not known"],
    ["event.long", "event.long is not known"],
    ["event.name.inner", expect.any(String)],
    ["null", "gives no value"],
    ["[event.name, null]", "gives no value"],
    ['{"a": null}', "gives no value"],
    ["event.hours / 0", expect.any(String)],
  ])("is doubt: %s", (source, why) => {
    expect(read(source)).toEqual({ ok: false, why });
  });

  it.each(["", "event.", "evnt.name", "id", "x".repeat(2_001)])("cannot be read: %s", (source) => {
    expect(compileValue(source)).toMatchObject({ ok: false, message: expect.any(String) });
  });

  it("tells what it looks at", () => {
    const compiled = compileValue("event.a.b + event.c");
    expect(compiled.ok && compiled.expression.uses).toEqual(["event.a.b", "event.c"]);
  });
});
