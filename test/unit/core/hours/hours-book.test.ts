import { describe, expect, it } from "vitest";
import { bookOf, edgesOf, GOLDEN_WEEK, viewOf, wantedAt } from "./hours-of.ts";

describe("nights and week-ends", () => {
  const view = viewOf({ off: "Mon-Fri 20:00-07:00, Sat-Sun" });

  it("run from the evening into the morning, and the week-end lasts until Monday morning", () => {
    expect(edgesOf(view, "2026-06-11T12:00", "2026-06-16T12:00")).toEqual([
      "2026-06-11T18:00 off",
      "2026-06-12T05:00 on",
      "2026-06-12T18:00 off",
      "2026-06-15T05:00 on",
      "2026-06-15T18:00 off",
      "2026-06-16T05:00 on",
    ]);
  });

  it("leave Monday's morning alone where the Sunday is not off as a whole", () => {
    const nights = viewOf({ off: "Mon-Fri 20:00-07:00" });
    expect(wantedAt(nights, "2026-06-15T02:00")).toBe(true);
    expect(wantedAt(nights, "2026-06-16T02:00")).toBe(false);
  });

  it("can be told by the hours on as well", () => {
    const office = viewOf({ on: "Mon-Fri 07:00-20:00" });
    const year = ["2026-01-01T12:00", "2027-01-01T12:00"] as const;
    expect(edgesOf(office, ...year)).toEqual(edgesOf(view, ...year));
  });
});

describe("DST both ways", () => {
  it("keeps to the wall clock on both sides of a change", () => {
    const view = viewOf({ on: "07:00-20:00" });
    expect(edgesOf(view, "2026-03-28T00:00", "2026-03-30T00:00")).toEqual([
      "2026-03-28T06:00 on",
      "2026-03-28T19:00 off",
      "2026-03-29T05:00 on",
      "2026-03-29T18:00 off",
    ]);
    expect(edgesOf(view, "2026-10-24T00:00", "2026-10-26T00:00")).toEqual([
      "2026-10-24T05:00 on",
      "2026-10-24T18:00 off",
      "2026-10-25T06:00 on",
      "2026-10-25T19:00 off",
    ]);
  });

  it("begins just after the gap what would begin in it, and ends there what would end in it", () => {
    expect(edgesOf(viewOf({ on: "02:30-05:00" }), "2026-03-28T12:00", "2026-03-29T12:00")).toEqual([
      "2026-03-29T01:00 on",
      "2026-03-29T03:00 off",
    ]);
    expect(edgesOf(viewOf({ on: "01:00-02:30" }), "2026-03-28T12:00", "2026-03-29T12:00")).toEqual([
      "2026-03-29T00:00 on",
      "2026-03-29T01:00 off",
    ]);
  });

  it("leaves out a window that lies in the gap as a whole", () => {
    expect(edgesOf(viewOf({ on: "02:10-02:50" }), "2026-03-28T12:00", "2026-03-29T12:00")).toEqual([]);
  });

  it("begins with the first of the doubled hour and ends with the last", () => {
    expect(edgesOf(viewOf({ on: "02:15-02:45" }), "2026-10-24T12:00", "2026-10-25T12:00")).toEqual([
      "2026-10-25T00:15 on",
      "2026-10-25T01:45 off",
    ]);
  });

  it("carries a window across midnight and the change", () => {
    expect(edgesOf(viewOf({ off: "Sat 22:00-06:00" }), "2026-03-28T12:00", "2026-03-29T12:00")).toEqual([
      "2026-03-28T21:00 off",
      "2026-03-29T04:00 on",
    ]);
    expect(edgesOf(viewOf({ off: "Sat 22:00-06:00" }), "2026-10-24T12:00", "2026-10-25T12:00")).toEqual([
      "2026-10-24T20:00 off",
      "2026-10-25T05:00 on",
    ]);
  });
});

describe("several zones", () => {
  const parts = { off: "Mon-Fri 20:00-07:00, Sat-Sun", zones: ["Europe/Berlin", "Asia/Shanghai"] };

  it("want a machine on while it is wanted on in any of them", () => {
    expect(edgesOf(viewOf(parts), "2026-06-16T00:00", "2026-06-17T00:00")).toEqual([
      "2026-06-16T18:00 off",
      "2026-06-16T23:00 on",
    ]);
  });

  it("open a maintenance window only while it is open in all of them", () => {
    const within = viewOf({ within: "22:00-06:00", zones: parts.zones }).within;
    const open = within?.edges(Date.UTC(2026, 5, 16), Date.UTC(2026, 5, 17)).map(({ atMs }) => atMs);
    expect(within?.at(Date.UTC(2026, 5, 16, 21))).toBe(true);
    expect(within?.at(Date.UTC(2026, 5, 16, 15))).toBe(false);
    expect(open).toEqual([Date.UTC(2026, 5, 16, 20), Date.UTC(2026, 5, 16, 22)]);
  });
});

describe("nth weekday and business days", () => {
  const days = (text: string, month: string, calendar?: string) => {
    const view = viewOf(
      { on: text, zones: ["UTC"], calendar: calendar ?? null },
      { calendars: { cn: GOLDEN_WEEK } },
    );
    return Array.from({ length: 31 }, (_, index) => index + 1).filter((day) =>
      wantedAt(view, `${month}-${String(day).padStart(2, "0")}T12:00`),
    );
  };

  it.each([
    ["1st Mon", "2026-06", [1]],
    ["1st Mon", "2026-08", [3]],
    ["5th Sun", "2026-08", [30]],
    ["5th Sun", "2026-09", []],
    ["last Fri", "2026-07", [31]],
    ["2nd Tue last Fri", "2026-06", [9, 26]],
    ["workday 1", "2026-08", [3]],
    ["workday -1", "2026-08", [31]],
    ["workday -1", "2026-05", [29]],
    ["workday 3", "2026-06", [3]],
  ])("are found without a calendar: %s in %s", (text, month, expected) => {
    expect(days(text, month)).toEqual(expected);
  });

  it("count holidays out and make-up days in", () => {
    expect(days("workday 1", "2026-10", "cn")).toEqual([8]);
    expect(days("workday 3", "2026-10", "cn")).toEqual([10]);
    expect(days("workday 4", "2026-10", "cn")).toEqual([12]);
  });
});

describe("holidays and make-up working days", () => {
  const calendars = { cn: GOLDEN_WEEK };
  const parts = { off: "workday 20:00-07:00, free", zones: ["Asia/Shanghai"], calendar: "cn" };
  const view = viewOf(parts, { calendars });

  it("stay off all through the holidays, until the morning of the first day that is worked", () => {
    expect(edgesOf(view, "2026-09-30T06:00", "2026-10-12T12:00")).toEqual([
      "2026-09-30T12:00 off",
      "2026-10-07T23:00 on",
      "2026-10-08T12:00 off",
      "2026-10-08T23:00 on",
      "2026-10-09T12:00 off",
      "2026-10-09T23:00 on",
      "2026-10-10T12:00 off",
      "2026-10-11T23:00 on",
      "2026-10-12T12:00 off",
    ]);
  });

  it("tell holidays from other free days", () => {
    const holidays = viewOf({ ...parts, off: "holiday" }, { calendars });
    expect(wantedAt(holidays, "2026-10-01T04:00")).toBe(false);
    expect(wantedAt(holidays, "2026-10-11T04:00")).toBe(true);
  });
});

describe("a calendar that ended", () => {
  const calendars = { cn: GOLDEN_WEEK };
  const parts = { zones: ["UTC"], calendar: "cn" };

  it("leaves open what it does not know, and nothing else", () => {
    const view = viewOf({ ...parts, off: "Sat-Sun, holiday" }, { calendars });
    expect(wantedAt(view, "2026-12-31T12:00")).toBe(true);
    expect(wantedAt(view, "2027-01-01T12:00")).toBeUndefined();
    expect(wantedAt(view, "2027-01-02T12:00")).toBe(false);
    expect(edgesOf(view, "2026-12-30T12:00", "2027-01-02T12:00")).toEqual([
      "2027-01-01T00:00 unknown",
      "2027-01-02T00:00 off",
    ]);
  });

  it("does not count worked days of a month that it does not know whole", () => {
    const short = { ...GOLDEN_WEEK, until: "2026-10-20" };
    const view = viewOf({ ...parts, on: "workday -1" }, { calendars: { cn: short } });
    expect(wantedAt(view, "2026-10-19T12:00")).toBeUndefined();
    expect(wantedAt(view, "2026-09-30T12:00")).toBe(true);
  });

  it("says nothing of the years before its first day", () => {
    const view = viewOf({ ...parts, on: "workday" }, { calendars });
    expect(wantedAt(view, "2026-01-05T12:00")).toBe(true);
    expect(wantedAt(view, "2025-12-31T12:00")).toBeUndefined();
  });
});

describe("hours of a team", () => {
  const teams = {
    vision: { members: [], zone: "Asia/Shanghai", calendar: "cn" },
    speech: { members: [], zone: null, calendar: null },
  };
  const around = { teams, calendars: { cn: GOLDEN_WEEK } };
  const parts = { on: "Mon-Fri 07:00-20:00", zones: ["team"], calendar: "team" };

  it("go by its zone and its calendar", () => {
    expect(wantedAt(viewOf(parts, { ...around, team: "vision" }), "2026-10-01T00:00")).toBe(true);
    const worked = viewOf({ ...parts, on: "workday 07:00-20:00" }, { ...around, team: "vision" });
    expect(wantedAt(worked, "2026-10-01T00:00")).toBe(false);
    expect(wantedAt(worked, "2026-10-10T00:00")).toBe(true);
  });

  it.each([
    ["speech", "no time zone: the team speech has none"],
    ["nobody-knows", "no time zone: the team nobody-knows has none"],
    ["constructor", "no time zone: the team constructor has none"],
    [null, "no time zone: its team is not known"],
  ])("are in doubt where nobody knows its zone: %s", (team, text) => {
    expect(bookOf(parts, { ...around, team })).toEqual({ reason: "no-zone", text });
  });

  it("are in doubt where nobody knows its calendar, if a window asks it", () => {
    const known = { ...parts, zones: ["UTC"] };
    expect(bookOf({ ...known, on: "workday" }, { ...around, team: "speech" })).toEqual({
      reason: "no-calendar",
      text: "no calendar: the team speech has none",
    });
    expect(wantedAt(viewOf(known, { ...around, team: "speech" }), "2026-10-01T07:00")).toBe(true);
  });
});

describe("hours that cannot be read", () => {
  it("are refused when they are compiled, with their place", () => {
    expect(() => bookOf({ off: "Mon 25:00-07:00" })).toThrow(
      /policies\.nights\.hours\.off: "25:00" is not a/,
    );
  });
});
