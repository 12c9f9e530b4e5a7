import { checkZone } from "../core/cron.ts";
import { OF_TEAM } from "../core/hours/hours-book.ts";
import { asksCalendar } from "../core/hours/window.ts";
import { formOf } from "./check-on.ts";
import { readWindows, WINDOW_KEYS, type WrittenWindows } from "./check-windows.ts";
import type { ConfigPath, Finding } from "./diagnostic.ts";
import type { HoursFile } from "./file-hours.ts";
import type { PolicyFile } from "./file-policy.ts";
import { verbsOf } from "./policy-parts.ts";
import type { Named, Sections } from "./sections.ts";

type Policy = Named<PolicyFile>;

function longForm(hours: string | HoursFile): HoursFile {
  return typeof hours === "string" ? { off: hours } : hours;
}

function checkKeys(hours: HoursFile, path: ConfigPath): readonly Finding[] {
  if (hours.off !== undefined && hours.on !== undefined) {
    const message = "off and on cannot both be told: each is what the other leaves";
    return [{ path: [...path, "on"], part: "key", message, hint: "remove one of the two" }];
  }
  if (hours.minUptime !== undefined || WINDOW_KEYS.some((key) => hours[key] !== undefined)) return [];
  return [{ path, part: "key", message: "hours say nothing", hint: "write off, on, within or minUptime" }];
}

function checkVerb(policy: Policy, hours: HoursFile, path: ConfigPath): readonly Finding[] {
  const form = formOf(policy.file.on);
  if (form === "request" || form === "ticket") {
    const message = `hours say nothing beside ${form}: what a person asks for is not bound by them`;
    return [{ path, part: "key", message, hint: "remove them" }];
  }
  const others = verbsOf(policy.file).filter((verb) => verb !== "stop" && verb !== "start");
  const state = (["off", "on", "minUptime"] as const).find((key) => hours[key] !== undefined);
  if (others.length === 0 || state === undefined) return [];
  const message = `${state} is about machines that are stopped or started, and ${others.join(", ")} does neither`;
  const hint = "write within for the times at which it may be done";
  return [{ path: [...path, state], part: "key", message, hint }];
}

function checkPair({ name, file }: Policy): readonly Finding[] {
  if (!Array.isArray(file.then)) return [];
  const path = ["policies", name, "then"];
  const hours = file.hours === undefined ? {} : longForm(file.hours);
  if (hours.off === undefined && hours.on === undefined) {
    const message = "[stop, start] needs hours: they say when to start again";
    return [{ path, message, hint: 'for example hours: { on: "Mon-Fri 07:00-20:00" }' }];
  }
  const form = formOf(file.on);
  if (form === undefined || form === "every" || form === "cron") return [];
  const message = `[stop, start] needs a clock, and ${form} comes round by chance`;
  return [{ path: ["policies", name, "on", form], part: "key", message, hint: "write on: { every: 10m }" }];
}

function checkZones({ zone }: HoursFile, path: ConfigPath): readonly Finding[] {
  const zones = zone === undefined ? [] : typeof zone === "string" ? [zone] : zone;
  return zones.flatMap((name, index) => {
    const problem = name === OF_TEAM ? null : checkZone(name);
    const at = typeof zone === "string" ? [...path, "zone"] : [...path, "zone", index];
    return problem ? [{ path: at, ...problem }] : [];
  });
}

function checkCalendar(
  { calendar }: HoursFile,
  path: ConfigPath,
  written: readonly WrittenWindows[],
): readonly Finding[] {
  const windows = written.flatMap((entry) => entry.windows);
  if (calendar !== undefined) {
    if (windows.some(asksCalendar)) return [];
    const message = "no window asks the calendar: a day of the week is what it is called";
    const hint = "write workday, free or holiday instead of Mon-Fri or Sat-Sun";
    return [{ path: [...path, "calendar"], severity: "warning", message, hint }];
  }
  return written.flatMap((entry) => {
    const asking = entry.windows.find(({ days }) => days.some(({ kind }) => kind === "holiday"));
    if (!asking) return [];
    const message = "without a calendar no day is a holiday";
    const hint = "add calendar: FILE beside it, for example calendars/de.yaml";
    return [{ path: entry.path, offset: asking.offset, message, hint }];
  });
}

/** What `team` stands for has to be told by the teams. */
function checkTeams(
  { zone = [], calendar }: HoursFile,
  path: ConfigPath,
  { teams }: Sections,
): readonly Finding[] {
  const asked = [
    ...([zone].flat().includes(OF_TEAM) ? (["zone"] as const) : []),
    ...(calendar === OF_TEAM ? (["calendar"] as const) : []),
  ];
  return asked.flatMap((key) => {
    const without = teams.filter(({ file }) => file[key] === undefined).map(({ name }) => name);
    if (teams.length > 0 && without.length === 0) return [];
    const all = without.length === teams.length;
    const whose = all
      ? "no team has one"
      : `${without.join(", ")} ${without.length === 1 ? "has" : "have"} none`;
    const message = `the ${key} is the team's, and ${whose}: ${all ? "nothing could ever be decided" : "their machines are left alone"}`;
    return [{ path: [...path, key], severity: "warning" as const, message, hint: `add ${key} under teams` }];
  });
}

/** Everything about the hours of a policy that a shape cannot say. */
export function checkHours(policy: Policy, sections: Sections): readonly Finding[] {
  const { hours } = policy.file;
  if (hours === undefined) return checkPair(policy);
  const path = ["policies", policy.name, "hours"];
  const long = longForm(hours);
  const { written, findings } = readWindows(hours, path);
  return [
    ...findings,
    ...checkKeys(long, path),
    ...checkVerb(policy, long, path),
    ...checkPair(policy),
    ...checkZones(long, path),
    ...checkCalendar(long, path, written),
    ...checkTeams(long, path, sections),
  ];
}

/** Zones of teams that do not exist. */
export function checkTeamZones({ teams }: Sections): readonly Finding[] {
  return teams.flatMap(({ name, file }) => {
    const problem = file.zone === undefined ? null : checkZone(file.zone);
    return problem ? [{ path: ["teams", name, "zone"], ...problem }] : [];
  });
}
