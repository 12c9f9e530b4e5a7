import { formatDuration } from "../../domain/duration.ts";
import { localTime } from "../chat/local-time.ts";
import { say } from "../chat/say.ts";

/** Teams are told in English; whoever asks for something is answered in the language of the question. */
export const TEAM_LANGUAGE = "en";

const texts = say(TEAM_LANGUAGE);

const DONE: Readonly<Record<string, string>> = {
  stop: "Stopped",
  start: "Started",
  lease: "Notebook lease set",
  reboot: "Restarted",
  "reinstall-os": "Rebuilt",
  "change-os": "System changed",
  delete: "Deleted",
  "create-notebook": "Created",
  "create-legacy-notebook": "Created",
  "create-dev-server": "Created",
};

/** Titles of what teams are told: machines are told together, by their names. */
export const TITLES = {
  done: (verb: string, names: string) => `${DONE[verb] ?? `Done, ${texts.verb(verb)}`}: ${names}`,
  failed: (verb: string, names: string) => `Failed, ${texts.verb(verb)}: ${names}`,
  unknown: (verb: string, names: string) =>
    `It cannot be told whether this happened, ${texts.verb(verb)}: ${names}`,
  mention: (policy: string, names: string) => `${policy}: ${names}`,
  stillRunning: (names: string) => `Should be stopped but runs: ${names}`,
  warning: (name: string, when: string) => `${name} will be stopped: ${when}`,
  warnings: (names: string) => `Will be stopped soon: ${names}`,
  digest: (count: number, week: string) =>
    `${count} ${count === 1 ? "exception ends" : "exceptions end"} within 7 days (${week})`,
  approval: (title: string) => `To be approved: ${title}`,
  settled: {
    approved: (title: string, by: string) => `Approved by ${by}: ${title}`,
    denied: (title: string) => `Refused: ${title}`,
    expired: (title: string) => `Not approved in time: ${title}`,
    changed: (title: string) => `Asked for again: ${title}`,
    void: (title: string) => `No longer asked for: ${title}`,
  },
  more: (count: number) => `and ${count} more`,
  untold: "Something could not be told",
  untoldRun: (run: string) => `curfew log --run ${run} shows what it was about.`,
} as const;

/** Lines below a title. */
export const LINES = {
  object: "Whoever needs it for longer extends it before then.",
  resolve: (run: string) =>
    `Somebody has to look at the machine: curfew status tells what to type, which begins with curfew resolve ${run}`,
} as const;

/** A moment in a team's zone with UTC beside it, and how far away it is. */
export function teamMoment(
  atMs: number,
  { zone, nowMs }: { readonly zone: string | null; readonly nowMs: number },
): string {
  const moment = localTime(atMs, { zone, language: TEAM_LANGUAGE, nowMs });
  const restMs = atMs - nowMs;
  // To the minute: messages are read some time after they were written.
  return restMs < 60_000 ? moment : `${moment}, in ${formatDuration(Math.floor(restMs / 60_000) * 60_000)}`;
}
