import { describe, expect, it } from "vitest";
import { reportCsv } from "../../../../lib/cli/report/report-csv.ts";
import { COUNTERFACTUAL, type Report } from "../../../../lib/core/report/report.ts";

const empty: Report = {
  ...{ fromMs: 0, untilMs: 0, spent: [], saved: [], policies: [], saveNothing: [], disks: [], advice: [] },
  ...{ hoursSeen: 0, hoursExpected: 0 },
};
const HEAD =
  "section,owner,team,policy,machine,name,stops,hours,currency,amount,always,disks,unpricedHours,text";

describe("a report as comma-separated values", () => {
  it("has one table for all of its parts", () => {
    const spent = [{ owner: "anna", team: "vision", currency: "EUR", hours: 2, amount: 6.006 }];
    const lines = reportCsv({
      ...empty,
      spent: [{ ...spent[0], always: 0, disks: 1.5, unpricedHours: 0 } as never],
    });
    expect(lines.slice(0, 2)).toEqual([HEAD, "spent,anna,vision,,,,,2,EUR,6.01,0,1.5,0,"]);
  });

  it("ends with what was not seen and what a saving is measured against", () => {
    expect(reportCsv({ ...empty, hoursSeen: 700, hoursExpected: 720 }).slice(1)).toEqual([
      "note,,,,,,,,,,,,,700 of 720 hours were seen",
      `note,,,,,,,,,,,,,"${COUNTERFACTUAL}"`,
    ]);
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
      `advice,,,,prod/notebook/nb-1,${cell},,,,,,,,stopped`,
    );
  });
});
