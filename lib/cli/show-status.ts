import { formatDuration } from "../domain/duration.ts";
import type { Hold } from "../domain/hold.ts";
import type { OpenRunView, UnknownStep } from "../shell/open-run-view.ts";
import { PARKED_DAYS, type ParkedRun } from "../shell/read-parked-runs.ts";
import type { PendingView } from "../shell/read-pending.ts";
import type { EndedRun, StatusView } from "../shell/read-status.ts";
import { printable } from "./cell-text.ts";
import { describePause } from "./describe-pause.ts";
import { type Paint, paintFor } from "./paint.ts";
import { quoted, withConfig } from "./quoted.ts";
import { approvalLines } from "./show-approvals.ts";
import { shortResource } from "./show-entry.ts";
import { showTime } from "./show-time.ts";
import { untoldLines } from "./show-untold.ts";
import { type Column, renderTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** Machines without an owner that are named; the rest is counted. */
const UNOWNED_SHOWN_MAX = 5;

/** How a status is shown. */
export interface ShowStatusOptions {
  /** Machines' names by `target/kind/id`. */
  readonly names: ReadonlyMap<string, string>;
  /** `--config` as it was given, so that the commands to type go to the same store. */
  readonly config: string | undefined;
}

/** The command that decides a step; the outcome is to be put in. */
export function resolveCommand({ run, step }: UnknownStep, config: string | undefined): string {
  return `curfew resolve ${quoted(run)} ${quoted(step)}${withConfig(config)} --as succeeded --why "…"`;
}

/** The command that plays a run again; the reason is to be put in. */
export function replayCommand({ run }: ParkedRun, config: string | undefined): string {
  return `curfew run --replay ${quoted(run)}${withConfig(config)} --why "…"`;
}

function ago(at: string, nowMs: number): string {
  const ms = nowMs - Date.parse(at);
  return ms < 1_000 ? "just now" : `${formatDuration(ms)} ago`;
}

function showUnknown(unknown: readonly UnknownStep[], paint: Paint, options: ShowStatusOptions): string[] {
  if (unknown.length === 0) return [];
  const title = `${unknown.length} ${unknown.length === 1 ? "step waits" : "steps wait"} for your word: look at the machine, then type one of --as succeeded, --as failed, --as retry`;
  return [
    paint.bold(paint.yellow(title)),
    ...unknown.flatMap((step) => [
      `  ${paint.bold(printable(`${step.verb} ${step.name}`))} (${printable(step.resource)}), policy ${printable(step.policy)}, since ${showTime(step.since)}`,
      `    ${printable(step.text)}`,
      `    ${paint.cyan(resolveCommand(step, options.config))}`,
    ]),
  ];
}

function showParked(parked: readonly ParkedRun[], paint: Paint, options: ShowStatusOptions): string[] {
  if (parked.length === 0) return [];
  const title = `${parked.length} ${parked.length === 1 ? "run was" : "runs were"} parked in the last ${PARKED_DAYS} days: mend the cause, then play it again`;
  return [
    paint.bold(paint.yellow(title)),
    ...parked.flatMap((run) => [
      `  ${paint.bold(printable(run.run))} ${printable(run.what)}, since ${showTime(run.parkedAt)}`,
      `    ${printable(run.text)}`,
      `    ${paint.cyan(replayCommand(run, options.config))}`,
    ]),
  ];
}

function openColumns(paint: Paint, nowMs: number): readonly Column<OpenRunView>[] {
  return [
    { title: "OPEN RUN", value: ({ run }) => run, paint: (text) => paint.bold(text) },
    { title: "EVENT", value: ({ type, source }) => `${type} from ${source}`, dropFirst: 2 },
    { title: "SINCE", value: ({ receivedAt }) => ago(receivedAt, nowMs) },
    { title: "LAST ENTRY", value: ({ lastAt }) => ago(lastAt, nowMs), dropFirst: 1 },
    { title: "WAITS FOR", value: ({ waitsFor }) => waitsFor, flexible: true },
  ];
}

function holdColumns(paint: Paint, options: ShowStatusOptions): readonly Column<Hold>[] {
  return [
    {
      title: "HELD",
      value: ({ resource }) => options.names.get(resource) ?? resource,
      paint: (text) => paint.bold(text),
    },
    { title: "BY", value: ({ owner }) => owner },
    { title: "UNTIL", value: ({ until }) => showTime(until) },
    { title: "WHY", value: ({ reason }) => reason, flexible: true },
  ];
}

/** What somebody types for a machine: its name where no other machine has it. */
function wordFor(resource: string, names: ShowStatusOptions["names"]): string {
  const name = names.get(resource);
  const namesakes = [...names.values()].filter((other) => other === name);
  return name !== undefined && namesakes.length === 1 ? name : resource;
}

function pendingColumns(paint: Paint, options: ShowStatusOptions): readonly Column<PendingView>[] {
  return [
    {
      title: "STOPS SOON",
      value: ({ resource }) => options.names.get(resource) ?? resource,
      paint: (text) => paint.bold(text),
    },
    { title: "POLICY", value: ({ policy, trial }) => (trial ? `${policy} (observes only)` : policy) },
    { title: "OWNER", value: ({ owner }) => owner ?? "nobody known", dropFirst: 1 },
    { title: "DUE", value: ({ due }) => showTime(due) },
    {
      title: "TO OBJECT",
      value: ({ resource }) =>
        `curfew extend ${quoted(wordFor(resource, options.names))}${withConfig(options.config)} --for 2h --why "…"`,
      flexible: true,
    },
  ];
}

function endedColumns(paint: Paint, nowMs: number): readonly Column<EndedRun>[] {
  return [
    { title: "ENDED RUN", value: ({ run }) => run, paint: (text) => paint.bold(text) },
    { title: "EVENT", value: ({ what }) => what, dropFirst: 1 },
    { title: "ENDED", value: ({ endedAt }) => ago(endedAt, nowMs) },
    { title: "RESULT", value: ({ reason }) => reason },
    { title: "TEXT", value: ({ text }) => text, flexible: true },
  ];
}

function unownedLines({ ownerUnknown }: StatusView, { names }: ShowStatusOptions): string[] {
  if (ownerUnknown.length === 0) return ["every machine that was judged has a known owner"];
  const [first] = ownerUnknown;
  if (ownerUnknown.length === 1 && first !== undefined) {
    return [`1 machine has no known owner, so it is only observed: ${names.get(first) ?? first}`];
  }
  const shown = ownerUnknown.slice(0, UNOWNED_SHOWN_MAX).map((ref) => names.get(ref) ?? shortResource(ref));
  const more = ownerUnknown.length > shown.length ? ", …" : "";
  return [
    `${ownerUnknown.length} machines have no known owner, so they are only observed: ${shown.join(", ")}${more}`,
  ];
}

function pauseLine({ pause }: StatusView, paint: Paint): string {
  if (!pause.paused) return `${paint.green("running")}: not paused`;
  return `${paint.bold(paint.yellow("PAUSED"))} ${describePause(pause)}; back with: curfew resume`;
}

/** Shows a status to people: what stops everything, what waits for them, then the rest. */
export function showStatus(view: StatusView, terminal: Terminal, options: ShowStatusOptions): void {
  const paint = paintFor(terminal.color);
  const nowMs = Date.parse(view.at);
  const tableOptions = { columns: terminal.columns, header: (text: string) => paint.dim(text) };
  const table = <T>(columns: readonly Column<T>[], rows: readonly T[], none: string) =>
    rows.length > 0 ? renderTable(columns, rows, tableOptions) : [none];
  const unknown = view.open.flatMap((run) => run.unknown);
  const parts = [
    [pauseLine(view, paint)],
    showUnknown(unknown, paint, options),
    approvalLines(view.approvals, paint, options.config),
    showParked(view.parked, paint, options),
    untoldLines(view.untold, paint),
    [
      ...table(openColumns(paint, nowMs), view.open, "no run is open"),
      ...(view.moreOpen ? ["and more; see: curfew log --open --phase received"] : []),
    ],
    view.pending.length > 0 ? table(pendingColumns(paint, options), view.pending, "") : [],
    table(holdColumns(paint, options), view.holds, "nothing is held"),
    unownedLines(view, options).map(printable),
    table(endedColumns(paint, nowMs), view.lastRuns, "no run has ended yet"),
    [
      view.lastTick === null
        ? "no clock tick was taken in yet"
        : `last clock tick with a policy due: ${showTime(view.lastTick)}, ${ago(view.lastTick, nowMs)}`,
    ],
  ];
  const lines = parts
    .filter((part) => part.length > 0)
    .flatMap((part, at) => (at > 0 ? ["", ...part] : part));
  for (const line of lines) terminal.out(line);
}
