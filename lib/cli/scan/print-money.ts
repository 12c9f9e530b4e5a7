import type { PriceBook } from "../../domain/prices.ts";
import { HOURS_PER_MONTH } from "../../domain/prices.ts";
import type { ResourceRef } from "../../domain/resource.ts";
import { paintFor } from "../paint.ts";
import { type Column, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import type { FlavorSum, NotRecoverable, Recoverable, ScanMoney } from "./count-money.ts";
import type { Scan } from "./scan.ts";
import { showAmount, showCount, showSource } from "./show-amount.ts";

/** Names that are written out behind a reason; more are only counted. */
const NAMES_MAX = 4;

function flavorColumns(currency: string | null): readonly Column<FlavorSum>[] {
  const amount = (value: number | null) => (value === null ? "no price" : showAmount(value, currency));
  const money: readonly Column<FlavorSum>[] = [
    { title: "AN HOUR EACH", value: ({ pricePerHour }) => amount(pricePerHour), align: "right" },
    { title: "A MONTH", value: ({ perMonth }) => amount(perMonth), align: "right" },
  ];
  return [
    { title: "FLAVOR", value: ({ flavor }) => flavor || "?" },
    { title: "IDLE", value: ({ machines }) => String(machines.length), align: "right" },
    ...(currency === null ? [] : money),
  ];
}

function printRecoverable(money: Recoverable, terminal: Terminal): void {
  const paint = paintFor(terminal.color);
  const { machines, perMonth, currency, unpriced, byFlavor } = money;
  const hours = showCount(money.hoursPerMonth, "machine-hour");
  const amount = perMonth === null ? hours : `${showAmount(perMonth, currency)} and ${hours}`;
  const sum = machines.length === 0 ? "nothing right now" : `${amount} a month`;
  terminal.out("");
  terminal.out(`${paint.bold(`A stop would save: ${sum}`)} on ${showCount(machines.length, "idle machine")}`);
  if (machines.length === 0) return;
  const month = `a month being ${HOURS_PER_MONTH} hours like the last ones`;
  terminal.out(paint.dim([month, ...showSource(money.source)].join("; ")));
  const table = { columns: terminal.columns, header: paint.dim };
  for (const line of renderTable(flavorColumns(currency), byFlavor, table)) terminal.out(line);
  if (unpriced.length === 0) return;
  terminal.out(paint.yellow(`Not in the sum, since the price file has no price: ${unpriced.join(", ")}`));
}

function namesOf({ machines }: NotRecoverable, names: ReadonlyMap<ResourceRef, string>): string {
  const shown = machines.slice(0, NAMES_MAX).map((ref) => names.get(ref) ?? ref);
  const more = machines.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function printNotRecoverable(
  { recoverable, notRecoverable }: ScanMoney,
  names: ReadonlyMap<ResourceRef, string>,
  terminal: Terminal,
): void {
  const paint = paintFor(terminal.color);
  const { currency } = recoverable;
  const amount = (value: number | null) => (value === null ? "?" : showAmount(value, currency));
  const money: readonly Column<NotRecoverable>[] = [
    { title: "BILLED ON A MONTH", value: ({ perMonth }) => amount(perMonth), align: "right" },
  ];
  const columns: readonly Column<NotRecoverable>[] = [
    { title: "MACHINES", value: ({ machines }) => String(machines.length), align: "right" },
    { title: "IDLE", value: ({ idle }) => String(idle), align: "right" },
    ...(currency === null ? [] : money),
    { title: "WHY", value: ({ why }) => why },
    { title: "WHICH", value: (row) => namesOf(row, names), flexible: true, dropFirst: 1 },
  ];
  terminal.out("");
  terminal.out(paint.bold("A stop would not save"));
  for (const line of showSource(recoverable.source)) terminal.out(paint.dim(line));
  const table = { columns: terminal.columns, header: paint.dim };
  for (const line of renderTable(columns, notRecoverable, table)) terminal.out(line);
}

/** A price file for the flavors that were seen, so that only the figures have to be filled in. */
function printPriceTemplate(flavors: readonly string[], terminal: Terminal): void {
  const paint = paintFor(terminal.color);
  const lines = [
    "  version: 1",
    "  currency: EUR",
    "  source: our contract of …",
    "  flavors:",
    ...flavors.map((flavor) => `    ${flavor}:`),
  ];
  terminal.out("");
  terminal.out(
    "No money is shown, because prices differ by contract. Write into prices.yaml what an hour of each",
  );
  terminal.out("costs you, leave out what you do not know, and scan again with --prices prices.yaml:");
  for (const line of lines) terminal.out(paint.dim(line));
}

/** Prints what stopping would save, and what it would not. Every sum has the source of its prices beside it. */
export function printMoney(
  money: ScanMoney,
  { scan, prices }: { readonly scan: Scan; readonly prices: PriceBook | undefined },
  terminal: Terminal,
): void {
  const resources = scan.machines.map(({ resource }) => resource);
  printRecoverable(money.recoverable, terminal);
  if (money.notRecoverable.length > 0) {
    const names = new Map(resources.map(({ ref, name }) => [ref, name]));
    printNotRecoverable(money, names, terminal);
  }
  const running = resources.filter(({ standing, flavor }) => standing === "running" && flavor.name !== "");
  const flavors = [...new Set(running.map(({ flavor }) => flavor.name))].sort();
  if (prices === undefined && flavors.length > 0) printPriceTemplate(flavors, terminal);
}
