import type { Config } from "../../domain/config.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { Hours } from "../../domain/hours.ts";
import type { Policy } from "../../domain/policy.ts";
import type { HoursDoubt, HoursView } from "./hours-view.ts";
import { parseWindows } from "./parse-windows.ts";
import { createTimetable } from "./timetable.ts";
import { asksCalendar, type Window } from "./window.ts";
import { createWorkCalendar, type WorkCalendar } from "./work-calendar.ts";
import { createZoneClock, type ZoneClock } from "./zone-clock.ts";

/** Stands in hours for what the team of the machine's owner has. */
export const OF_TEAM = "team";

/** The hours of every policy, compiled. */
export interface HoursBook {
  /** `null` for a policy without hours. The policy is known by its name. */
  hoursOf(policy: Pick<Policy, "name" | "hours">, team: string | null): HoursView | HoursDoubt | null;
}

interface Written {
  readonly name: string;
  readonly hours: Hours;
  readonly off: readonly Window[] | null;
  readonly on: readonly Window[] | null;
  readonly within: readonly Window[] | null;
}

function windowsOf(name: string, hours: Hours, key: "off" | "on" | "within"): readonly Window[] | null {
  const text = hours[key];
  if (text === null) return null;
  const parsed = parseWindows(text);
  if (parsed.ok) return parsed.windows;
  const field = `policies.${name}.hours.${key}`;
  throw new AutomationError("invalid-config", `${field}: ${parsed.message}; ${parsed.hint}`, {
    details: { field },
  });
}

function writtenOf({ name, hours }: Policy): readonly Written[] {
  if (hours === null) return [];
  const read = (key: "off" | "on" | "within") => windowsOf(name, hours, key);
  return [{ name, hours, off: read("off"), on: read("on"), within: read("within") }];
}

/** What all policies share: a zone's clock and a calendar are made ready once. */
interface Shared {
  readonly teams: Config["teams"];
  clock(zone: string): ZoneClock;
  /** `undefined`: there is no such calendar. */
  calendar(name: string | null): WorkCalendar | undefined;
}

function sharedOf({ teams, calendars }: Pick<Config, "teams" | "calendars">): Shared {
  const clocks = new Map<string, ZoneClock>();
  const known = new Map(
    Object.entries(calendars).map(([name, calendar]) => [name, createWorkCalendar(calendar)]),
  );
  const ordinary = createWorkCalendar(null);
  return {
    teams,
    clock: (zone) => {
      const clock = clocks.get(zone) ?? createZoneClock(zone);
      clocks.set(zone, clock);
      return clock;
    },
    calendar: (name) => (name === null ? ordinary : known.get(name)),
  };
}

function saysOf(written: Written, zones: readonly string[], calendar: string | null): HoursView["says"] {
  const { off, on, within } = written.hours;
  const where = `in ${zones.join(", ")}`;
  const windows = off === null ? `on is ${on}` : `off is ${off}`;
  return {
    on: `it is wanted on now: ${windows} ${where}`,
    off: `it is wanted off now: ${windows} ${where}`,
    closed: `this policy acts only within ${within} ${where}`,
    untold: `the calendar ${calendar} does not tell of today`,
  };
}

/** The team that hours are compiled for; without a `team` its name is unknown to the config, or is not known at all. */
interface ForTeam {
  readonly name: string | null;
  readonly team?: Config["teams"][string];
}

/** The calendar that is asked, by name; `null`: none is. */
function calendarOf(written: Written, { team }: ForTeam): string | null | "missing" {
  const { hours, off, on, within } = written;
  const windows = [...(off ?? []), ...(on ?? []), ...(within ?? [])];
  if (!windows.some(asksCalendar)) return null;
  return hours.calendar === OF_TEAM ? (team?.calendar ?? "missing") : hours.calendar;
}

function compileFor(written: Written, forTeam: ForTeam, shared: Shared): HoursView | HoursDoubt {
  const { hours, off, on, within } = written;
  const whose = forTeam.name === null ? "its team is not known" : `the team ${forTeam.name} has none`;
  const zones = hours.zones.flatMap((zone) => (zone === OF_TEAM ? forTeam.team?.zone : zone) ?? []);
  if (zones.length < hours.zones.length) return { reason: "no-zone", text: `no time zone: ${whose}` };
  const name = calendarOf(written, forTeam);
  if (name === "missing") return { reason: "no-calendar", text: `no calendar: ${whose}` };
  const calendar = shared.calendar(name);
  if (!calendar) return { reason: "no-calendar", text: `there is no calendar ${name}` };
  const known = [...new Set(zones)];
  const places = known.map((zone) => ({ clock: shared.clock(zone), calendar }));
  const state = off ?? on;
  return {
    wanted: state && createTimetable(state, places, off ? "closed-in-any" : "open-in-any"),
    within: within && createTimetable(within, places, "open-in-all"),
    zones: known,
    minUptimeMs: hours.minUptimeMs,
    says: saysOf(written, known, name),
  };
}

function asksTeam({ zones, calendar }: Hours): boolean {
  return zones.includes(OF_TEAM) || calendar === OF_TEAM;
}

type Lookup = (team: string | null) => HoursView | HoursDoubt;

function lookupFor(written: Written, shared: Shared): Lookup {
  if (!asksTeam(written.hours)) {
    const same = compileFor(written, { name: null }, shared);
    return () => same;
  }
  const compiled = new Map(
    Object.entries(shared.teams).map(([name, team]) => [name, compileFor(written, { name, team }, shared)]),
  );
  const unknown = compileFor(written, { name: null }, shared);
  return (name) => {
    if (name === null) return unknown;
    // Teams may be told by names of machines and by tags: one that the config does not know has no zone.
    return compiled.get(name) ?? compileFor(written, { name }, shared);
  };
}

/** Compiles the hours of all policies once. Throws `invalid-config` for windows that cannot be read. */
export function createHoursBook(config: Pick<Config, "policies" | "teams" | "calendars">): HoursBook {
  const shared = sharedOf(config);
  const lookups = new Map(
    config.policies
      .flatMap(writtenOf)
      .map((written): [string, Lookup] => [written.name, lookupFor(written, shared)]),
  );
  return {
    hoursOf: ({ name, hours }, team) => (hours === null ? null : (lookups.get(name)?.(team) ?? null)),
  };
}
