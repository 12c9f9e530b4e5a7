import type { Config } from "../../domain/config.ts";
import type { Policy } from "../../domain/policy.ts";
import { asksForPair } from "../hours/stop-and-start.ts";
import type { Timetable } from "../hours/timetable.ts";
import {
  hasWeeklyHours,
  type Span,
  type Stretch,
  stretchesOf,
  type TimeBook,
  type TimeBooks,
  type Wants,
} from "./times.ts";

const HOUR_MS = 3_600_000;

/** A pass comes so long after its time at the latest, as far as one may count on it. */
const PASS_LATE_MS = HOUR_MS / 2;

/** What is wrong with the hours of a policy. */
export interface IdleHours {
  readonly policy: Policy;
  /**
   * `never`: it never acts. `never-starts`: it stops and never starts again. `always`: they are no hours. `between`: it
   * comes round between its hours and not in them. `may-miss`: its ticks are long, and none of a year falls into its hours.
   */
  readonly kind: "never" | "never-starts" | "always" | "between" | "may-miss";
}

function isTold(table: Timetable | null, { fromMs, endMs }: Span): boolean {
  if (table === null) return true;
  if (table.at(fromMs) === undefined) return false;
  return table.edges(fromMs, endMs).every(({ holds }) => holds !== undefined);
}

function isWhole(found: readonly Stretch[], { fromMs, endMs }: Span): boolean {
  const [only] = found;
  return found.length === 1 && only?.fromMs === fromMs && only.toMs === endMs;
}

function missesFires({ fires, firesComplete, off, on }: Wants): boolean {
  return fires !== null && firesComplete && !fires.some((ms) => off(ms) || on(ms));
}

function missesTicks({ on }: Policy, stretches: readonly Stretch[], { fromMs, endMs }: Span): boolean {
  if (on.kind !== "every" || on.everyMs <= HOUR_MS) return false;
  const first = Math.ceil(fromMs / on.everyMs) * on.everyMs;
  for (let tick = first; tick < endMs; tick += on.everyMs) {
    const isMet = ({ fromMs: from, toMs: to }: Stretch) => from <= tick + PASS_LATE_MS && tick < to;
    if (stretches.some(isMet)) return false;
  }
  return true;
}

function kindFor(policy: Policy, wants: Wants, span: Span): IdleHours["kind"] | undefined {
  const stops = stretchesOf(wants.off, wants.edges, span);
  const starts = stretchesOf(wants.on, wants.edges, span);
  const acting = [...stops, ...starts];
  // What was never stopped is not started again either.
  if (acting.length === 0 || (asksForPair(policy) && stops.length === 0)) return "never";
  if (missesFires(wants)) return "between";
  if (missesTicks(policy, acting, span)) return "may-miss";
  if (asksForPair(policy)) return starts.length === 0 ? "never-starts" : undefined;
  return isWhole(acting, span) ? "always" : undefined;
}

function kindIn(policy: Policy, team: string | null, book: TimeBook): IdleHours["kind"] | undefined {
  const [wants, view] = [book.wants(policy, team), book.view(policy, team)];
  const told = view && isTold(view.wanted, book.span) && isTold(view.within, book.span);
  return wants && told ? kindFor(policy, wants, book.span) : undefined;
}

/** Whether no time at which a cron comes round falls into the hours, in all the years after which its dates come again. */
function missesForEver(policy: Policy, team: string | null, book: TimeBook): boolean {
  const [wants, view] = [book.wants(policy, team), book.view(policy, team)];
  if (!wants || !view || !missesFires(wants)) return false;
  const isKnown = (table: Timetable | null, ms: number) => table === null || table.at(ms) !== undefined;
  return (wants.fires ?? []).every((ms) => isKnown(view.wanted, ms) && isKnown(view.within, ms));
}

/** What is seen in two weeks need not be so in a year, nor what is seen in a year for ever; what is not, is not. */
function kindOf(policy: Policy, team: string | null, books: TimeBooks): IdleHours["kind"] | undefined {
  const kind = kindIn(policy, team, books.near) && kindIn(policy, team, books.far);
  if (kind === undefined || kind === "may-miss" || books.far.wants(policy, team)?.weekly) return kind;
  if (kind === "between") return missesForEver(policy, team, books.lasting) ? kind : undefined;
  return hasWeeklyHours(policy) ? kind : kindIn(policy, team, books.lasting);
}

function judgePolicy(policy: Policy, books: TimeBooks): IdleHours | undefined {
  const { hours, action } = policy;
  if (hours === null || (action?.verb !== "stop" && action?.verb !== "start")) return undefined;
  if (hours.off === null && hours.on === null && hours.within === null) return undefined;
  const kinds = books.near.teamsOf([policy]).map((team) => kindOf(policy, team, books));
  const [kind] = kinds;
  // Of teams with zones of their own, all have to come to the same.
  return kind !== undefined && kinds.every((other) => other === kind) ? { policy, kind } : undefined;
}

/** Policies whose hours let them never act, or are none. */
export function findIdleHours(config: Config, books: TimeBooks): readonly IdleHours[] {
  return config.policies.flatMap((policy) => judgePolicy(policy, books) ?? []);
}
