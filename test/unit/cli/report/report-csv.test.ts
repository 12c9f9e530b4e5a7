import { describe, expect, it } from "vitest";
import { reportCsv } from "../../../../lib/cli/report/report-csv.ts";
import type { Report } from "../../../../lib/core/report/report.ts";

const empty: Report = {
  ...{ fromMs: 0, untilMs: 0, spent: [], saved: [], policies: [], saveNothing: [], disks: [], advice: [] },
  ...{ hoursSeen: 0, hoursExpected: 0 },
};
const HEAD = "section,owner,team,policy,machine,name,stops,hours,currency,amount,text";

describe("a report as comma-separated values", () => {
  it("has one table for all of its parts", () => {
    const spent = [{ owner: "anna", team: "vision", currency: "EUR", hours: 2, amount: 6.006 }];
    const lines = reportCsv({ ...empty, spent: [{ ...spent[0], always: 0, unpricedHours: 0 } as never] });
    expect(lines).toEqual([HEAD, "spent,anna,vision,,,,,2,EUR,6.01,"]);
  });

  it.each([
    ["=cmd|'/c calc'!A1", `"'=cmd|'/c calc'!A1"`],
    ["+1", `"'+1"`],
    ["-1", `"'-1"`],
    ["@SUM(A1)", `"'@SUM(A1)"`],
    ["  =1", `"'  =1"`],
    ["\t=1", `"'\t=1"`],
    ['say "hi", twice', '"say ""hi"", twice"'],
    ["two\nlines", '"two\nlines"'],
  ])("makes no formula out of %j", (name, cell) => {
    const row = { ref: "prod/notebook/nb-1", name, owner: null, team: null, text: "stopped" };
    expect(reportCsv({ ...empty, advice: [row] })[1]).toBe(
      `advice,,,,prod/notebook/nb-1,${cell},,,,,stopped`,
    );
  });
});
