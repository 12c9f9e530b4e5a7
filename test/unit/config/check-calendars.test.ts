import { describe, expect, it } from "vitest";
import { configOf, errorsOf, TARGETS, told, warningsOf } from "./load.ts";

const NAME = "calendars/cn.yaml";
const calendar = (days: string) => `version: 1\nsource: made up\nuntil: 2026-12-31\n${days}\n`;
const GOOD = calendar("holidays: [2026-10-01]\nworkdays: [2026-10-10]");
const TEXT = `${TARGETS}teams:
  vision: { members: [anna], zone: UTC, calendar: ${NAME} }
policies:
  nights: { on: { every: 10m }, resource: notebook, hours: { off: free, calendar: ${NAME} }, then: stop }
`;

const files = { [NAME]: GOOD };
const onDay = (day: string, ended: "error" | "warning" = "error") => ({
  files,
  today: { nowMs: Date.parse(`${day}T12:00Z`), ended },
});

describe("calendars beside the config", () => {
  it("are read once, under the name as it is written", async () => {
    const { calendars, teams } = await configOf(TEXT, { files });
    expect(calendars).toEqual({
      [NAME]: {
        ...{ version: 1, source: "made up", until: "2026-12-31" },
        ...{ holidays: ["2026-10-01"], workdays: ["2026-10-10"] },
      },
    });
    expect(teams["vision"]).toMatchObject({ zone: "UTC", calendar: NAME });
    expect(calendars["constructor"]).toBeUndefined();
  });

  it("are asked for where they are not", async () => {
    expect((await errorsOf(TEXT)).map(told)).toEqual([
      `7:51 ${NAME}: there is no such file | the path is relative to this config`,
    ]);
  });

  it.each([
    ["holidays: [2026-02-30]", "4:12: there is no day 2026-02-30 | look at the month's length"],
    ["holidays: [2027-01-01]", "4:12: 2027-01-01 lies after until, which is 2026-12-31 | move until"],
    [
      "holidays: []\nworkdays: [2026-10-09]",
      "5:12: 2026-10-09 is no week-end day, so it is worked anyway | only week-end days that are worked stand under workdays; look for a slip in the date",
    ],
    [
      "holidays: [2026-10-10]\nworkdays: [2026-10-10]",
      "5:12: 2026-10-10 is a holiday and worked as well | remove one of the two",
    ],
    ["holidays: [1st of May]", "4:12: entry 1 of holidays must be a day such as 2026-10-01"],
    ["holiday: []", '4:1: there is no key "holiday" | did you mean "holidays"?'],
  ])("are checked, with the place in their own file: %s", async (days, expected) => {
    const errors = await errorsOf(TEXT, { files: { [NAME]: calendar(days) } });
    expect(errors.map(told)).toEqual([`7:51 ${NAME}:${expected}`]);
  });
});

describe("a calendar that ended", () => {
  it("is refused where a config is proven", async () => {
    expect((await errorsOf(TEXT, onDay("2027-01-01"))).map(told)).toEqual([
      `7:51 ${NAME} ended with its until, 2026-12-31: from then on nobody knows which days are worked | add the days of the next year to ${NAME} and move its until`,
    ]);
  });

  it("is warned of where a config is in use", async () => {
    expect(await warningsOf(TEXT, onDay("2027-01-01", "warning"))).toHaveLength(1);
  });

  it("is warned of from thirty days before", async () => {
    const warned = async (day: string) => (await warningsOf(TEXT, onDay(day))).map(({ message }) => message);
    expect(await warned("2026-11-30")).toEqual([]);
    expect(await warned("2026-12-01")).toEqual([`${NAME} ends in 30 days, with its until, 2026-12-31`]);
    expect(await warned("2026-12-30")).toEqual([`${NAME} ends in 1 day, with its until, 2026-12-31`]);
    expect(await warned("2026-12-31")).toEqual([`${NAME} ends in 0 days, with its until, 2026-12-31`]);
  });
});
