import type { Backtest } from "../../core/backtest/backtest.ts";
import { type ChangeRow, changeRows, headlineOf } from "../../core/backtest/change-rows.ts";
import { paintFor } from "../paint.ts";
import { type Column, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import {
  caveatsOf,
  figure,
  isObserving,
  type PolicyPair,
  playedText,
  policyPairs,
  savedOf,
} from "./backtest-text.ts";
import { changeText, headlineText, savedText, utcMinute } from "./tell-changes.ts";

/** Machines that are written out; more are only counted. */
const ROWS_MAX = 50;

const POLICIES: readonly Column<PolicyPair>[] = [
  { title: "POLICY", value: ({ policy }) => policy },
  { title: "STOPS", value: (pair) => figure(pair, ({ stops }) => String(stops)), align: "right" },
  { title: "WHILE BUSY", value: (pair) => figure(pair, ({ busy }) => String(busy)), align: "right" },
  { title: "HOURS OFF", value: (pair) => figure(pair, ({ hours }) => hours.toFixed(1)), align: "right" },
  { title: "SAVED", value: (pair) => figure(pair, savedOf), align: "right" },
];

const OBSERVED: Column<PolicyPair> = {
  title: "WOULD ACT (OBSERVE)",
  value: (pair) => figure(pair, ({ observed }) => String(observed)),
  align: "right",
};

const MACHINES: readonly Column<ChangeRow>[] = [
  { title: "MACHINE", value: ({ name }) => name },
  { title: "OWNER", value: ({ owner }) => owner ?? "-" },
  { title: "CHANGE", value: changeText },
  { title: "FIRST (UTC)", value: ({ firstMs }) => utcMinute(firstMs) },
  { title: "POLICY", value: ({ policy }) => policy },
  { title: "HOURS", value: ({ totals }) => totals.hours.toFixed(1), align: "right" },
  { title: "SAVED", value: ({ totals }) => savedText(totals.saved), align: "right" },
  { title: "WHY", value: ({ text }) => text, flexible: true },
];

/** Prints a backtest for people: the difference in a line, policy by policy, machine by machine, and what is not known. */
export function printBacktest(backtest: Backtest, terminal: Terminal): void {
  const paint = paintFor(terminal.color);
  const table = { columns: terminal.columns, header: paint.dim };
  terminal.out(paint.bold(headlineText(headlineOf(backtest))));
  terminal.out(playedText(backtest));
  const pairs = policyPairs(backtest);
  const columns = isObserving(pairs) ? [...POLICIES, OBSERVED] : POLICIES;
  if (pairs.length > 0) terminal.out("");
  for (const line of pairs.length > 0 ? renderTable(columns, pairs, table) : []) terminal.out(line);
  const rows = changeRows(backtest);
  if (rows.length > 0) terminal.out("");
  for (const line of rows.length > 0 ? renderTable(MACHINES, rows.slice(0, ROWS_MAX), table) : []) {
    terminal.out(line);
  }
  if (rows.length > ROWS_MAX) terminal.out(`and ${rows.length - ROWS_MAX} more; see --json`);
  terminal.out("");
  for (const line of caveatsOf(backtest)) terminal.out(paint.dim(`- ${line}`));
}
