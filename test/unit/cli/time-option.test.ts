import { describe, expect, it } from "vitest";
import { timeOption } from "../../../lib/cli/time-option.ts";
import { NOON_MS } from "./fake-terminal.ts";

const read = (since: string) => timeOption({ since }, "since", NOON_MS);

describe("timeOption", () => {
  it("takes a span as so long ago", () => {
    expect(read("2h")).toBe(NOON_MS - 7_200_000);
  });

  it.each([
    ["2026-03-14T09:30Z", Date.UTC(2026, 2, 14, 9, 30)],
    ["2026-03-14T09:30:15.250Z", Date.UTC(2026, 2, 14, 9, 30, 15, 250)],
    ["2026-03-14T09:30+02:00", Date.UTC(2026, 2, 14, 7, 30)],
    ["2026-03-14T09:30", new Date(2026, 2, 14, 9, 30).getTime()],
    ["2026-03-14 09:30", new Date(2026, 2, 14, 9, 30).getTime()],
    ["2026-03-14", new Date(2026, 2, 14).getTime()],
  ])("reads %s, without a zone as local time", (text, ms) => {
    expect(read(text)).toBe(ms);
  });

  it.each(["yesterday", "2026-02-30", "2026-13-01", "2026-03-14T25:00Z", "14.03.2026", "", "2 h"])(
    "refuses %j and says what it takes",
    (text) => {
      expect(() => read(text)).toThrow(/^--since: a span such as 30m, 2h or 7d .* ISO 8601/);
    },
  );

  it("is undefined when it is not given", () => {
    expect(timeOption({}, "since", NOON_MS)).toBeUndefined();
  });
});
