import type { Account, MachineRow, Report } from "../../core/report/report.ts";
import { COUNTERFACTUAL } from "../../core/report/report.ts";
import { paintFor } from "../paint.ts";
import { showAmount, showCount } from "../scan/show-amount.ts";
import { type Column, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";

/** Machines that are written out under one heading; more are only counted. */
const ROWS_MAX = 50;

const hoursColumn: Column<{ readonly hours: number }> = {
  title: "HOURS",
  value: ({ hours }) => hours.toFixed(1),
  align: "right",
};

function amountOf({
  amount,
  currency,
}: {
  readonly amount: number;
  readonly currency: string | null;
}): string {
  return currency === null ? "no price" : showAmount(amount, currency);
}

const OWNERS: readonly Column<Account>[] = [
  { title: "TEAM", value: ({ team }) => team ?? "-" },
  { title: "OWNER", value: ({ owner }) => owner ?? "-" },
];

const SPENT: readonly Column<Report["spent"][number]>[] = [
  ...OWNERS,
  hoursColumn,
  { title: "SPENT", value: amountOf, align: "right" },
  {
    title: "OF IT BILLED ANYWAY",
    value: ({ always, currency }) => (always === 0 ? "" : showAmount(always, currency)),
    align: "right",
  },
  {
    title: "OF IT DISKS",
    value: ({ disks, currency }) => (disks === 0 ? "" : showAmount(disks, currency)),
    align: "right",
  },
];

const SAVED: readonly Column<Report["saved"][number]>[] = [
  ...OWNERS,
  { title: "STOPS", value: ({ stops }) => String(stops), align: "right" },
  hoursColumn,
  { title: "SAVED", value: amountOf, align: "right" },
];

const POLICIES: readonly Column<Report["policies"][number]>[] = [
  { title: "POLICY", value: ({ policy }) => policy },
  { title: "STOPS", value: ({ stops }) => String(stops), align: "right" },
  hoursColumn,
  { title: "SAVED", value: amountOf, align: "right" },
];

const MACHINES: readonly Column<MachineRow>[] = [
  { title: "MACHINE", value: ({ name }) => name },
  { title: "OWNER", value: ({ owner }) => owner ?? "-" },
  { title: "WHAT", value: ({ text }) => text, flexible: true },
];

function printPart<T>(
  title: string,
  rows: readonly T[],
  { columns, terminal }: { readonly columns: readonly Column<T>[]; readonly terminal: Terminal },
): void {
  if (rows.length === 0) return;
  const paint = paintFor(terminal.color);
  terminal.out("");
  terminal.out(paint.bold(title));
  const table = { columns: terminal.columns, header: paint.dim };
  for (const line of renderTable(columns, rows.slice(0, ROWS_MAX), table)) terminal.out(line);
  if (rows.length > ROWS_MAX) terminal.out(`and ${rows.length - ROWS_MAX} more; see --format csv`);
}

/** What the rows come to, one sum a currency. */
function inAll(rows: Report["spent"] | Report["saved"]): readonly string[] {
  const priced = rows.filter(({ currency }) => currency !== null);
  const currencies = [...new Set(priced.map(({ currency }) => currency ?? ""))].sort();
  return currencies.map((currency) => {
    const own = priced.filter((row) => row.currency === currency);
    const sum = own.reduce((all, { amount }) => all + amount, 0);
    return `in all ${showAmount(sum, currency)}`;
  });
}

function caveats({ hoursSeen, hoursExpected, spent }: Report): readonly string[] {
  const missing = hoursExpected - hoursSeen;
  const unpriced = spent.reduce((sum, row) => sum + row.unpricedHours, 0);
  return [
    ...(missing > 0
      ? [
          `${missing} of ${hoursExpected} hours were not seen: nothing is counted before the first, and what ran before and after a gap counts as having run`,
        ]
      : []),
    ...(unpriced > 0 ? [`${unpriced.toFixed(1)} machine-hours have no price and are in no sum`] : []),
  ];
}

/** Prints a report for people. What a saving is measured against stands beside it. */
export function printReport(report: Report, month: string, terminal: Terminal): void {
  const paint = paintFor(terminal.color);
  terminal.out(`${paint.bold(month)} (UTC), ${showCount(report.hoursSeen, "hour")} seen`);
  for (const line of caveats(report)) terminal.out(paint.yellow(line));
  if (report.spent.length === 0) terminal.out("no machine was seen running");
  printPart("Spent, by our own clock and prices", report.spent, { columns: SPENT, terminal });
  for (const line of inAll(report.spent)) terminal.out(line);
  printPart("Saved", report.saved, { columns: SAVED, terminal });
  for (const line of inAll(report.saved)) terminal.out(line);
  if (report.saved.length > 0) terminal.out(paint.dim(COUNTERFACTUAL));
  printPart("Stops by policy", report.policies, { columns: POLICIES, terminal });
  printPart("Stops that saved nothing", report.saveNothing, { columns: MACHINES, terminal });
  printPart("Disks that go on costing", report.disks, { columns: MACHINES, terminal });
  printPart("Advice; Curfew never does this by itself", report.advice, { columns: MACHINES, terminal });
}
