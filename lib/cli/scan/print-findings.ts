import { perMonth } from "../../core/saving.ts";
import { formatDuration } from "../../domain/duration.ts";
import type { PriceBook } from "../../domain/prices.ts";
import { type Paint, paintFor } from "../paint.ts";
import { type Column, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { isIdle } from "./count-money.ts";
import { type ScanReason, THRESHOLDS } from "./judge-machine.ts";
import { showOwner } from "./print-list.ts";
import type { Scan, ScannedMachine } from "./scan.ts";
import { showAmount, showCount, showSource } from "./show-amount.ts";

/** What cannot be judged comes first: somebody has to look at it. */
const ORDER: readonly ScanReason[] = ["signals-failed", "no-metrics", "no-evidence", "just-started", "busy"];

function savingOf({ resource }: ScannedMachine, prices: PriceBook | undefined): string {
  const { kind } = resource.stoppedCost;
  if (kind === "full") return "nothing";
  if (kind === "unknown") return "unknown";
  const price = prices?.flavors[resource.flavor.name];
  if (price !== undefined) return showAmount(perMonth(price), prices?.currency ?? null);
  return prices === undefined ? "compute" : "no price";
}

function idleColumns(paint: Paint, prices: PriceBook | undefined): readonly Column<ScannedMachine>[] {
  return [
    {
      title: "KIND",
      value: ({ resource }) => resource.kind,
      paint: (text) => paint.dim(text),
      dropFirst: 1,
    },
    { title: "NAME", value: ({ resource }) => resource.name, paint: (text) => paint.bold(text) },
    { title: "OWNER", value: ({ guess }) => showOwner(guess) },
    {
      title: prices === undefined ? "A STOP SAVES" : "A STOP SAVES A MONTH",
      value: (machine) => savingOf(machine, prices),
      align: "right",
      paint: (text, { resource }) => (resource.stoppedCost.kind === "full" ? paint.dim : paint.green)(text),
    },
    { title: "AT MOST", value: ({ verdict }) => verdict?.text ?? "", flexible: true },
  ];
}

function otherColumns(paint: Paint): readonly Column<ScannedMachine>[] {
  return [
    {
      title: "KIND",
      value: ({ resource }) => resource.kind,
      paint: (text) => paint.dim(text),
      dropFirst: 1,
    },
    { title: "NAME", value: ({ resource }) => resource.name, paint: (text) => paint.bold(text) },
    {
      title: "REASON",
      value: ({ verdict }) => verdict?.reason ?? "",
      paint: (text, { verdict }) => (verdict?.reason === "busy" ? text : paint.yellow(text)),
    },
    { title: "WHY", value: ({ verdict }) => verdict?.text ?? "", flexible: true },
  ];
}

function rank({ verdict }: ScannedMachine): number {
  return verdict === null ? ORDER.length : ORDER.indexOf(verdict.reason);
}

/** Prints which machines are idle now, and of every other one that runs why it is not called so. */
export function printFindings(scan: Scan, prices: PriceBook | undefined, terminal: Terminal): void {
  const paint = paintFor(terminal.color);
  const running = scan.machines.filter(({ verdict }) => verdict !== null);
  const priceOf = ({ resource }: ScannedMachine) => prices?.flavors[resource.flavor.name] ?? 0;
  const idle = running.filter(isIdle).sort((a, b) => priceOf(b) - priceOf(a));
  const others = running.filter((machine) => !isIdle(machine)).sort((a, b) => rank(a) - rank(b));
  const { cpuPercent, gpuPercent, npuPercent, networkKbitPerS } = THRESHOLDS;
  const limits = `cpu ${cpuPercent} %, gpu ${gpuPercent} %, npu ${npuPercent} %, network ${networkKbitPerS} kbit/s`;
  const rule = `for ${formatDuration(scan.idleMs)} at most ${limits} (Huawei's own thresholds)`;
  const table = { columns: terminal.columns, header: paint.dim };

  terminal.out("");
  terminal.out(
    paint.bold(
      `Idle now: ${idle.length.toLocaleString("en-US")} of ${showCount(running.length, "running machine")}`,
    ),
  );
  terminal.out(paint.dim([rule, ...showSource(prices?.source ?? null)].join("; ")));
  const lines = idle.length > 0 ? renderTable(idleColumns(paint, prices), idle, table) : [];
  for (const line of lines) terminal.out(line);
  if (others.length === 0) return;
  terminal.out("");
  terminal.out(paint.bold(`Not called idle: ${showCount(others.length, "running machine")}`));
  for (const line of renderTable(otherColumns(paint), others, table)) terminal.out(line);
}
