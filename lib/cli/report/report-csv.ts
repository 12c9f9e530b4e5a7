import { COUNTERFACTUAL, type Report } from "../../core/report/report.ts";

const COLUMNS = [
  ...["section", "owner", "team", "policy", "machine", "name", "stops", "hours", "currency", "amount"],
  ...["always", "disks", "unpricedHours", "text"],
] as const;

type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string | number | null>>>;

/** What a spreadsheet takes for the beginning of a formula; names of machines are other people's words. */
const FORMULA = /^[\s]*[=+\-@\t\r]/;

function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function rowsOf(report: Report): readonly Row[] {
  const machines = (section: string, rows: Report["advice"]): readonly Row[] =>
    rows.map(({ ref, ...row }) => ({ section, machine: ref, ...row }));
  const notes = [`${report.hoursSeen} of ${report.hoursExpected} hours were seen`, COUNTERFACTUAL];
  return [
    ...report.spent.map((row) => ({ section: "spent", ...row })),
    ...report.saved.map((row) => ({ section: "saved", ...row })),
    ...report.policies.map((row) => ({ section: "policy", ...row })),
    ...machines("saves-nothing", report.saveNothing),
    ...machines("disk", report.disks),
    ...machines("advice", report.advice),
    ...notes.map((text) => ({ section: "note", text })),
  ];
}

/**
 * The report as comma-separated values (RFC 4180, lines without the break), one table for all parts of it. The last rows
 * say what was not seen and what a saving is measured against, so that no figure goes about without it.
 */
export function reportCsv(report: Report): readonly string[] {
  return [
    COLUMNS.join(","),
    ...rowsOf(report).map((row) => COLUMNS.map((name) => cell(row[name])).join(",")),
  ];
}
