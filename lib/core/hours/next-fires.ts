import type { Config } from "../../domain/config.ts";
import type { Policy } from "../../domain/policy.ts";
import { nextCronTime } from "../cron.ts";
import { createFreezes, type FreezeAt } from "./freezes.ts";
import { createHoursBook, OF_TEAM } from "./hours-book.ts";
import type { HoursDoubt, HoursView } from "./hours-view.ts";
import type { Timetable } from "./timetable.ts";

/** Most lines of one policy. */
const FIRES_MAX = 300;

/** One time at which a policy comes round, or at which its hours change. */
export interface Fire {
  readonly policy: string;
  /** The team whose zone or calendar it goes by; `null`: it is the same for all. */
  readonly team: string | null;
  readonly atMs: number;
  /** The zones it is reckoned in, the first of them told first. */
  readonly zones: readonly string[];
  readonly what: "comes round" | "wanted on" | "wanted off" | "window opens" | "window closes" | "not known";
  /** What the policy does then. Empty: nothing. */
  readonly act: string;
  /** What else is to be known. */
  readonly note: string;
}

/** What lies ahead, in order. */
export interface Ahead {
  readonly fires: readonly Fire[];
  /** Policies of which there is more than is told. */
  readonly more: readonly string[];
  /** What cannot be told, one sentence each. */
  readonly doubts: readonly string[];
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

interface OneTeam extends Span {
  readonly policy: Policy;
  readonly team: string | null;
  readonly hours: HoursView | null;
  readonly freezeAt: FreezeAt;
}

function cronTimes({ on }: Policy, { fromMs, toMs }: Span): readonly number[] {
  const times: number[] = [];
  if (on.kind !== "cron") return times;
  let next = nextCronTime(on.cron, on.zone, fromMs);
  while (next !== null && next <= toMs && times.length <= FIRES_MAX) {
    times.push(next);
    next = nextCronTime(on.cron, on.zone, next);
  }
  return times;
}

/** What the policy does while its machines are wanted on or off. */
function actWhile({ action, hours }: Policy, on: boolean | undefined): string {
  if (on === undefined) return "";
  const verb = action?.verb ?? "";
  if (hours?.starts) return on ? "start" : "stop";
  return (verb === "start" && !on) || (verb === "stop" && on) ? "" : verb;
}

/** What it does at this instant: its hours and its window both have a say. */
function actAt({ policy, hours }: OneTeam, atMs: number): string {
  if (hours?.within && hours.within.at(atMs) !== true) return "";
  return hours?.wanted ? actWhile(policy, hours.wanted.at(atMs)) : (policy.action?.verb ?? "");
}

function fireAt(one: OneTeam, atMs: number, what: Fire["what"], zones: readonly string[]): Fire {
  const freeze = one.freezeAt(atMs);
  const act = freeze ? "" : actAt(one, atMs);
  const note = freeze ? `frozen: ${freeze.why}` : "";
  return { policy: one.policy.name, team: one.team, atMs, zones, what, act, note };
}

function edgesOf(
  one: OneTeam,
  table: Timetable | null,
  [open, closed]: readonly [Fire["what"], Fire["what"]],
): readonly Fire[] {
  const edges = table?.edges(one.fromMs, one.toMs) ?? [];
  return edges.map(({ atMs, holds }) =>
    fireAt(one, atMs, holds === undefined ? "not known" : holds ? open : closed, one.hours?.zones ?? []),
  );
}

/** A cron policy acts when it comes round and at no other time; one with `every` at the first tick after an edge. */
function firesOf(one: OneTeam): readonly Fire[] {
  const { policy, hours } = one;
  const { on } = policy;
  if (on.kind === "cron") {
    return cronTimes(policy, one).map((atMs) => fireAt(one, atMs, "comes round", [on.zone]));
  }
  return [
    ...edgesOf(one, hours?.wanted ?? null, ["wanted on", "wanted off"]),
    ...edgesOf(one, hours?.within ?? null, ["window opens", "window closes"]),
  ];
}

/** Teams for which the hours of a policy can differ; none that is named where they are the same for all. */
function teamsOf({ hours }: Policy, { teams }: Config): readonly (string | null)[] {
  const asks = hours !== null && (hours.zones.includes(OF_TEAM) || hours.calendar === OF_TEAM);
  return asks ? Object.keys(teams) : [null];
}

function doubtText(policy: string, team: string | null, { text }: HoursDoubt): string {
  return `${policy}${team === null ? "" : ` for ${team}`}: ${text}`;
}

/** When the clock policies of a config come round, and when their hours begin and end, after `fromMs` up to `toMs`. */
export function nextFires(config: Config, span: Span): Ahead {
  const book = createHoursBook(config);
  const freezeAt = createFreezes(config.limits.freeze);
  const fires: Fire[] = [];
  const more: string[] = [];
  const doubts: string[] = [];
  for (const policy of config.policies) {
    const own: Fire[] = [];
    for (const team of teamsOf(policy, config)) {
      const hours = book.hoursOf(policy, team);
      if (hours && "reason" in hours) doubts.push(doubtText(policy.name, team, hours));
      else own.push(...firesOf({ policy, team, hours, freezeAt, ...span }));
    }
    const sorted = own.toSorted((a, b) => a.atMs - b.atMs);
    fires.push(...sorted.slice(0, FIRES_MAX));
    if (sorted.length > FIRES_MAX) more.push(policy.name);
  }
  return { fires: fires.toSorted((a, b) => a.atMs - b.atMs), more, doubts };
}
