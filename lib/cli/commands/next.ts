import { type Fire, nextFires, type Steady } from "../../core/hours/next-fires.ts";
import {
  type ClockChange,
  clockChanges,
  createZoneClock,
  type ZoneClock,
} from "../../core/hours/zone-clock.ts";
import { didYouMean } from "../../core/nearest-name.ts";
import type { Config } from "../../domain/config.ts";
import type { RunCommand } from "../command.ts";
import { loadSessionConfig } from "../open-session.ts";
import { flagOption, numberOption, textOption } from "../option-values.ts";
import { paintFor } from "../paint.ts";
import { type Column, renderTable } from "../table.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { wrongOption } from "../wrong-option.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Zones in which the changes of the clock are told, at most. */
const ZONES_MAX = 50;

/** One line: something that a policy does, or a change of a zone's clock. */
interface Row {
  readonly at: string;
  readonly local: readonly string[];
  readonly policy: string | null;
  readonly team: string | null;
  readonly what: Fire["what"] | "clock changes";
  readonly act: string;
  readonly note: string;
}

function offsetText(offsetMs: number): string {
  const minutes = Math.abs(Math.round(offsetMs / MINUTE_MS));
  const two = (value: number) => String(value).padStart(2, "0");
  return `${offsetMs < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** `Mon 2026-03-30 07:00 +02:00 Europe/Berlin`: what the wall clock shows, and how far it is ahead of UTC. */
function localText(clock: ZoneClock, atMs: number, offsetMs = clock.offsetMs(atMs)): string {
  const wall = new Date(atMs + offsetMs);
  const [day = "", time = ""] = wall.toISOString().split("T");
  const weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][wall.getUTCDay()];
  return `${weekday} ${day} ${time.slice(0, 5)} ${offsetText(offsetMs)} ${clock.zone}`;
}

function changeRow(clock: ZoneClock, { atMs, beforeMs, afterMs }: ClockChange): Row {
  const show = (offsetMs: number) => new Date(atMs + offsetMs).toISOString().slice(11, 16);
  const by = Math.round(Math.abs(afterMs - beforeMs) / MINUTE_MS);
  return {
    at: new Date(atMs).toISOString(),
    local: [localText(clock, atMs, afterMs)],
    ...{ policy: null, team: null, what: "clock changes", act: "" },
    note: `${show(beforeMs)} becomes ${show(afterMs)}, ${by} minutes ${afterMs > beforeMs ? "are left out" : "come twice"}`,
  };
}

function rowsOf(
  fires: readonly Fire[],
  span: { readonly fromMs: number; readonly toMs: number },
): readonly Row[] {
  const names = [...new Set(fires.flatMap(({ zones }) => zones))].slice(0, ZONES_MAX);
  const clocks = new Map(names.map((zone) => [zone, createZoneClock(zone)]));
  const rows = fires.map(({ policy, team, what, act, note, atMs, zones }): Row => {
    const local = zones.flatMap((zone) => clocks.get(zone) ?? []).map((clock) => localText(clock, atMs));
    return { at: new Date(atMs).toISOString(), local, policy, team, what, act, note };
  });
  const changes = [...clocks.values()].flatMap((clock) =>
    clockChanges(clock, span.fromMs, span.toMs).map((change) => changeRow(clock, change)),
  );
  return [...changes, ...rows].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "LOCAL", value: ({ local }) => local[0] ?? "" },
  { title: "UTC", value: ({ at }) => `${at.slice(0, 10)} ${at.slice(11, 16)}Z` },
  { title: "POLICY", value: ({ policy, team }) => (team === null ? (policy ?? "") : `${policy} (${team})`) },
  { title: "WHAT", value: ({ what }) => what },
  { title: "THEN", value: ({ act, policy }) => (policy === null ? "" : act || "nothing") },
  {
    title: "",
    value: ({ note, local }) => [note, ...local.slice(1)].filter(Boolean).join("; "),
    flexible: true,
  },
];

/** Only this policy, or all. */
function chosen(config: Config, name: string | undefined): Config {
  if (name === undefined) return config;
  const policies = config.policies.filter((policy) => policy.name === name);
  if (policies.length > 0) return { ...config, policies };
  const names = config.policies.map((policy) => policy.name);
  const hint = didYouMean(name, names) ?? `there are ${names.join(", ") || "none"}`;
  throw wrongOption("--policy", `there is no such policy; ${hint}`, name);
}

/** Policies that hours do not bind and that come round again and again: nothing of theirs begins or ends. */
function always({ policies }: Config): readonly string[] {
  return policies
    .filter(
      ({ on, hours }) => on.kind === "every" && hours?.off == null && hours?.on == null && !hours?.within,
    )
    .map(({ name }) => name);
}

/** What is told beside the lines. */
interface Beside {
  readonly days: number;
  readonly always: readonly string[];
  readonly steady: readonly Steady[];
  readonly lines: readonly string[];
}

function namesOf(steady: readonly Steady[], acts: boolean): string {
  return steady
    .filter(({ act }) => (act !== "") === acts)
    .map(({ policy, team }) => (team === null ? policy : `${policy} (${team})`))
    .join(", ");
}

function printRows(rows: readonly Row[], told: Beside, terminal: Terminal): void {
  const { days, always, steady, lines } = told;
  const paint = paintFor(terminal.color);
  const shown = renderTable(COLUMNS, rows, { columns: terminal.columns, header: paint.dim });
  const what = always.length + steady.length > 0 ? "no hours begin or end" : "nothing comes round";
  const time = `${days} ${days === 1 ? "day" : "days"}`;
  for (const line of rows.length > 0 ? shown : [`${what} within ${time}`]) terminal.out(line);
  if (always.length > 0) terminal.out(`at every tick, at any time: ${always.join(", ")}`);
  const [acting, resting] = [namesOf(steady, true), namesOf(steady, false)];
  if (acting) terminal.out(`at every tick within ${time}, since its hours do not change: ${acting}`);
  if (resting) terminal.out(`at no tick within ${time}: ${resting}`);
  for (const line of lines) terminal.err(line);
}

/** `curfew next`: what clock policies will do when. It reads the configuration alone, and no machine. */
export const runNext: RunCommand = async ({ options, terminal }) => {
  const days = numberOption(options, "days", { min: 1, max: 366, fallback: 7 });
  const loaded = await loadSessionConfig(terminal, textOption(options, "config"));
  const config = chosen(loaded.config, textOption(options, "policy"));
  const span = { fromMs: terminal.now(), toMs: terminal.now() + days * DAY_MS };
  const { fires, steady, more, doubts } = nextFires(config, span);
  const rows = rowsOf(fires, span);
  if (flagOption(options, "json")) {
    const until = new Date(span.toMs).toISOString();
    terminal.out(JSON.stringify({ until, fires: rows, always: always(config), steady, more, doubts }));
    return EXIT.ok;
  }
  const lines = [
    ...doubts.map((text) => `curfew: ${text}`),
    ...more.map((name) => `curfew: ${name} comes round more often than is shown; use fewer --days`),
  ];
  printRows(rows, { days, always: always(config), steady, lines }, terminal);
  return EXIT.ok;
};
