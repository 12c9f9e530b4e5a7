import type { Config } from "../../domain/config.ts";
import type { Policy } from "../../domain/policy.ts";
import { nextCronTime } from "../cron.ts";
import { createHoursBook, type HoursBook, OF_TEAM } from "../hours/hours-book.ts";
import type { HoursView } from "../hours/hours-view.ts";
import { parseWindows } from "../hours/parse-windows.ts";
import { asksForPair } from "../hours/stop-and-start.ts";
import type { Timetable } from "../hours/timetable.ts";

const DAY_MS = 86_400_000;

/** Two weeks tell of all that comes round each week. */
const NEAR_MS = 15 * DAY_MS;

/** Every day of a year, with all that a timetable remembers of it. */
export const FAR_MS = 380 * DAY_MS;

/**
 * Weekdays fall on the same dates again after 28 years, the 29th of February among them; a year more for what a timetable
 * remembers. What names days of a month or months may happen once in all that time.
 */
const LASTING_MS = 29 * 365.25 * DAY_MS;

/** Most times at which a cron policy comes round that are looked at. */
const FIRES_MAX = 1_500;

/** A stretch of time in which something holds. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a policy wants of its machines over time, for one team. */
export interface Wants {
  /** Whether it wants them off, or on, at an instant, and would act on it. */
  off(atMs: number): boolean;
  on(atMs: number): boolean;
  /** Instants at which any of the two may change. */
  readonly edges: readonly number[];
  /** When it comes round, where that is at certain times alone; `null`: all the time. */
  readonly fires: readonly number[] | null;
  /** Whether all fires ahead are in the list. */
  readonly firesComplete: boolean;
  /** Whether every week is like the other, but for changes of the clock. */
  readonly weekly: boolean;
  /** The zones it goes by, one to tell of it first. */
  readonly zones: readonly string[];
}

/** The time that is looked at, milliseconds since the epoch. */
export interface Span {
  readonly fromMs: number;
  readonly endMs: number;
}

function cronFires({ on }: Policy, { fromMs, endMs }: Span): Pick<Wants, "fires" | "firesComplete"> {
  if (on.kind !== "cron") return { fires: null, firesComplete: true };
  const fires: number[] = [];
  let next = nextCronTime(on.cron, on.zone, fromMs);
  while (next !== null && next < endMs && fires.length < FIRES_MAX) {
    fires.push(next);
    next = nextCronTime(on.cron, on.zone, next);
  }
  return { fires, firesComplete: fires.length < FIRES_MAX };
}

function edgesOf(table: Timetable | null, { fromMs, endMs }: Span): readonly number[] {
  return table?.edges(fromMs, endMs).map(({ atMs }) => atMs) ?? [];
}

/** Whether the windows name days of the week alone. */
export function hasWeeklyHours({ hours }: Policy): boolean {
  const texts = [hours?.off, hours?.on, hours?.within].filter((text) => typeof text === "string");
  const windows = texts.flatMap((text) => {
    const parsed = parseWindows(text);
    return parsed.ok ? parsed.windows : [];
  });
  return windows.every(({ days }) => days.every(({ kind }) => kind === "weekdays"));
}

/** Windows that name days of the week alone, and no day or month of a cron. */
function isWeekly(policy: Policy): boolean {
  const { on } = policy;
  return hasWeeklyHours(policy) && (on.kind !== "cron" || /^\S+ \S+ \* \* /.test(on.cron));
}

function wantsOf(policy: Policy, hours: HoursView | null, span: Span): Wants {
  const wanted = hours?.wanted ?? null;
  const within = hours?.within ?? null;
  const verb = policy.action?.verb;
  const isOpen = (atMs: number) => within === null || within.at(atMs) === true;
  const stops = verb === "stop";
  const starts = verb === "start" || asksForPair(policy);
  const { on } = policy;
  const worked: { edges?: readonly number[] } = {};
  return {
    off: (atMs) => stops && isOpen(atMs) && (wanted === null || wanted.at(atMs) === false),
    on: (atMs) => starts && isOpen(atMs) && (wanted === null || wanted.at(atMs) === true),
    // Worked out when they are first asked for: of decades hardly anybody needs them.
    get edges() {
      worked.edges ??= [...edgesOf(wanted, span), ...edgesOf(within, span)];
      return worked.edges;
    },
    ...cronFires(policy, span),
    weekly: isWeekly(policy),
    zones: [...(hours?.zones ?? []), ...(on.kind === "cron" ? [on.zone] : [])],
  };
}

function asksTeam({ hours }: Policy): boolean {
  return hours !== null && (hours.zones.includes(OF_TEAM) || hours.calendar === OF_TEAM);
}

/** The hours of a config's policies, looked at from one instant. */
export interface TimeBook {
  readonly span: Span;
  /** Teams for which the hours of these policies can differ; `null` where they are the same for all. */
  teamsOf(policies: readonly Policy[]): readonly (string | null)[];
  /** `undefined`: its hours cannot be told for this team. */
  wants(policy: Policy, team: string | null): Wants | undefined;
  /** The hours themselves; `undefined` where there are none, or they cannot be told. */
  view(policy: Policy, team: string | null): HoursView | undefined;
}

/** Makes the hours of a config ready to be compared; each policy is worked out once a team, and when it is asked for. */
function createTimeBook(config: Config, span: Span): TimeBook {
  const book: HoursBook = createHoursBook(config);
  const known = new Map<string, Wants | undefined>();
  const read = (policy: Policy, team: string | null): Wants | undefined => {
    const hours = book.hoursOf(policy, team);
    return hours && "reason" in hours ? undefined : wantsOf(policy, hours, span);
  };
  return {
    span,
    teamsOf: (policies) => (policies.some(asksTeam) ? Object.keys(config.teams) : [null]),
    wants: (policy, team) => {
      const key = `${policy.name}\n${asksTeam(policy) ? team : ""}`;
      if (!known.has(key)) known.set(key, read(policy, team));
      return known.get(key);
    },
    view: (policy, team) => {
      const hours = book.hoursOf(policy, team);
      return hours && !("reason" in hours) ? hours : undefined;
    },
  };
}

/** The stretches in which something holds, told by the instants at which it may change. */
export function stretchesOf(
  holds: (atMs: number) => boolean,
  edges: readonly number[],
  { fromMs, endMs }: Span,
): readonly Stretch[] {
  const times = [fromMs, ...new Set(edges.filter((ms) => ms > fromMs && ms < endMs))].toSorted(
    (a, b) => a - b,
  );
  const found: { fromMs: number; toMs: number }[] = [];
  for (const [index, atMs] of times.entries()) {
    if (!holds(atMs)) continue;
    const toMs = times[index + 1] ?? endMs;
    const last = found.at(-1);
    if (last?.toMs === atMs) last.toMs = toMs;
    else found.push({ fromMs: atMs, toMs });
  }
  return found;
}

/** The books that are looked into, each where the one before it cannot tell. */
export interface TimeBooks {
  readonly near: TimeBook;
  readonly far: TimeBook;
  /** For what names days of a month, or months: a year proves nothing of those. */
  readonly lasting: TimeBook;
}

/** Two weeks, a year, and all that comes round at all, from `fromMs`. */
export function createTimeBooks(config: Config, fromMs: number): TimeBooks {
  const book = (aheadMs: number) => createTimeBook(config, { fromMs, endMs: fromMs + aheadMs });
  return { near: book(NEAR_MS), far: book(FAR_MS), lasting: book(LASTING_MS) };
}
