import type { Config } from "../../domain/config.ts";
import type { Policy } from "../../domain/policy.ts";
import { nextCronTime } from "../cron.ts";
import { createFreezes, type FreezeAt } from "./freezes.ts";
import { createHoursBook, OF_TEAM } from "./hours-book.ts";
import type { HoursDoubt, HoursView } from "./hours-view.ts";
import type { Timetable } from "./timetable.ts";

/** Most lines of one policy. */
const FIRES_MAX = 300;

/** A tick that comes later than this after the hours have changed is told of. */
const LATE_MS = 3_600_000;

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

/** A policy with hours that neither begin nor end in the time that is looked at. */
export interface Steady {
  readonly policy: string;
  readonly team: string | null;
  /** What it does at every tick of that time. Empty: nothing. */
  readonly act: string;
}

/** What lies ahead, in order. */
export interface Ahead {
  readonly fires: readonly Fire[];
  readonly steady: readonly Steady[];
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

interface When {
  readonly atMs: number;
  /** When the policy acts, if it does: at its first tick after that. */
  readonly actsAtMs: number;
}

function fireAt(one: OneTeam, { atMs, actsAtMs }: When, what: Fire["what"], zones: readonly string[]): Fire {
  const freeze = one.freezeAt(actsAtMs);
  const act = freeze ? "" : actAt(one, actsAtMs);
  const late =
    actsAtMs - atMs > LATE_MS ? `first tick ${new Date(actsAtMs).toISOString().slice(11, 16)}Z` : "";
  const note = freeze ? `frozen: ${freeze.why}` : act && late;
  return { policy: one.policy.name, team: one.team, atMs, zones, what, act, note };
}

/** The first tick from an instant on; ticks are counted from midnight in UTC. */
function tickFrom({ on }: Policy, atMs: number): number {
  return on.kind === "every" ? Math.ceil(atMs / on.everyMs) * on.everyMs : atMs;
}

function edgesOf(
  one: OneTeam,
  table: Timetable | null,
  [open, closed]: readonly [Fire["what"], Fire["what"]],
): readonly Fire[] {
  const edges = table?.edges(one.fromMs, one.toMs) ?? [];
  const zones = one.hours?.zones ?? [];
  return edges.map(({ atMs, holds }) => {
    const what = holds === undefined ? "not known" : holds ? open : closed;
    const actsAtMs = tickFrom(one.policy, atMs);
    // With long ticks it may be over before anybody has looked.
    const isMissed = actsAtMs > atMs && (table?.edges(atMs, actsAtMs) ?? []).length > 0;
    if (!isMissed) return fireAt(one, { atMs, actsAtMs }, what, zones);
    return {
      ...fireAt(one, { atMs, actsAtMs: atMs }, what, zones),
      act: "",
      note: "no tick before it changes again",
    };
  });
}

/** A cron policy acts when it comes round and at no other time; one with `every` at the first tick after an edge. */
function firesOf(one: OneTeam): readonly Fire[] {
  const { policy, hours } = one;
  const { on } = policy;
  if (on.kind === "cron") {
    return cronTimes(policy, one).map((atMs) =>
      fireAt(one, { atMs, actsAtMs: atMs }, "comes round", [on.zone]),
    );
  }
  return [
    ...edgesOf(one, hours?.wanted ?? null, ["wanted on", "wanted off"]),
    ...edgesOf(one, hours?.within ?? null, ["window opens", "window closes"]),
  ];
}

/** What is so all the time, of a policy whose hours neither begin nor end. */
function steadyOf(one: OneTeam): readonly Steady[] {
  const { policy, team, hours, fromMs } = one;
  if (policy.on.kind !== "every" || (!hours?.wanted && !hours?.within)) return [];
  return [{ policy: policy.name, team, act: one.freezeAt(fromMs) ? "" : actAt(one, fromMs) }];
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
  const steady: Steady[] = [];
  const more: string[] = [];
  const doubts: string[] = [];
  for (const policy of config.policies) {
    const own: Fire[] = [];
    for (const team of teamsOf(policy, config)) {
      const hours = book.hoursOf(policy, team);
      if (hours && "reason" in hours) {
        doubts.push(doubtText(policy.name, team, hours));
        continue;
      }
      const one = { policy, team, hours, freezeAt, ...span };
      const found = firesOf(one);
      own.push(...found);
      if (found.length === 0) steady.push(...steadyOf(one));
    }
    const sorted = own.toSorted((a, b) => a.atMs - b.atMs);
    fires.push(...sorted.slice(0, FIRES_MAX));
    if (sorted.length > FIRES_MAX) more.push(policy.name);
  }
  return { fires: fires.toSorted((a, b) => a.atMs - b.atMs), steady, more, doubts };
}
