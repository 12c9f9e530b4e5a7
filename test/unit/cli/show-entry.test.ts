import { describe, expect, it } from "vitest";
import { paintFor } from "../../../lib/cli/paint.ts";
import { entryColumns, shortResource } from "../../../lib/cli/show-entry.ts";
import { renderTable } from "../../../lib/cli/table.ts";
import type { StatusEntry } from "../../../lib/domain/status.ts";
import { NOON_MS } from "./fake-terminal.ts";
import { happened, stepOf } from "./log-fixtures.ts";

const REF = "prod/notebook/c0ffee00-0000-4000-8000-000000000101";

const ENTRY: StatusEntry = {
  ...happened(stepOf("a", { resource: REF }), "succeeded", { reason: "confirmed", text: "is STOPPED" }),
  v: 1,
  run: "r0mwpxpl0recdc10c46d",
  seq: 7,
  event: "tick-1",
  at: new Date(NOON_MS).toISOString(),
};

describe("shortResource", () => {
  it.each([
    [null, ""],
    [REF, "prod/notebook/…00000101"],
    ["prod/notebook/nb-1", "prod/notebook/nb-1"],
    ["prod/notebook/+a-long-name-of-a-machine", "prod/notebook/+a-long-name-of-a-machine"],
    ["prod/dev-server/*", "prod/dev-server/*"],
    ["vision-anna-train1", "vision-anna-train1"],
  ])("shows %j", (resource, short) => {
    expect(shortResource(resource)).toBe(short);
  });
});

describe("entryColumns", () => {
  const draw = (names: ReadonlyMap<string, string>, color = false) =>
    renderTable(entryColumns(paintFor(color), { names, utc: false }), [ENTRY], { columns: 0 });

  it("shows run, phase, machine, action, reason and text", () => {
    expect(draw(new Map())[1]).toMatch(
      /^\d\d:\d\d:\d\d {2}10c46d·7 {2}succeeded {2}nights {2}prod\/notebook\/…00000101 {2}stop {4}confirmed {2}is STOPPED$/,
    );
  });

  it("shows a machine's name where it is known", () => {
    const [, line] = draw(new Map([[REF, "vision-anna-train1"]]));
    expect(line).toContain("  vision-anna-train1  ");
    expect(line).not.toContain("00000101");
  });

  it("colours the phase where colours are wanted", () => {
    expect(draw(new Map(), true)[1]).toContain("\u001b[32msucceeded");
  });
});
