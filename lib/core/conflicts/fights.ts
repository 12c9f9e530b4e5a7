import type { Config } from "../../domain/config.ts";
import type { Policy } from "../../domain/policy.ts";
import { asksForPair } from "../hours/stop-and-start.ts";
import { overlapOf } from "./reach.ts";
import { type Span, type Stretch, stretchesOf, type TimeBook, type TimeBooks, type Wants } from "./times.ts";

const HOUR_MS = 3_600_000;

/** Twice a year clocks change, and windows that meet then overlap for an hour: nobody has to hear of that. */
const RARE_MAX = 3;
const MANY_FIRES = 100;

/** One policy stops what another one starts. */
export interface Fight {
  /** `opposite`: they want different things at one time. `again`: the one starts what the other has stopped. */
  readonly kind: "opposite" | "again";
  readonly stop: Policy;
  readonly start: Policy;
  /** Whether both conditions are understood and leave room for one machine. */
  readonly sure: boolean;
  /** When it happens first; `null`: at any time. */
  readonly first: Stretch | null;
  readonly times: number;
  /** A zone in which to tell of it. */
  readonly zone: string;
}

type Clash = Pick<Fight, "kind" | "first" | "times">;

function isClock({ on }: Policy): boolean {
  return on.kind === "every" || on.kind === "cron";
}

function wantsStop({ action, on }: Policy): boolean {
  return action?.verb === "stop" && ["every", "cron", "budget", "alarm"].includes(on.kind);
}

function wantsStart(policy: Policy): boolean {
  return isClock(policy) && (policy.action?.verb === "start" || asksForPair(policy));
}

/** Whether it starts everything that it means, whoever has stopped it, and does so again and again. */
function keepsStarting(policy: Policy): boolean {
  return policy.action?.verb === "start" && policy.on.kind === "every";
}

function withoutRare(found: readonly Stretch[]): readonly Stretch[] {
  const isRare = found.length <= RARE_MAX && found.every(({ fromMs, toMs }) => toMs - fromMs <= HOUR_MS);
  return isRare ? [] : found;
}

function atFires(own: Wants, holds: (atMs: number) => boolean): readonly Stretch[] | undefined {
  const all = own.fires ?? [];
  const found = all.filter(holds);
  if (found.length === 0) return undefined;
  if (found.length <= RARE_MAX && all.length >= MANY_FIRES) return [];
  return found.map((atMs) => ({ fromMs: atMs, toMs: atMs }));
}

interface Both {
  readonly off: Wants;
  readonly on: Wants;
}

/** `undefined`: not even seldom. */
function opposed({ off, on }: Both, span: Span): readonly Stretch[] | undefined {
  const holds = (atMs: number) => off.off(atMs) && on.on(atMs);
  if (off.fires === null && on.fires === null) {
    const found = stretchesOf(holds, [...off.edges, ...on.edges], span);
    return found.length > 0 ? withoutRare(found) : undefined;
  }
  if (off.fires === null) return atFires(on, holds);
  if (on.fires === null) return atFires(off, holds);
  const same = new Set(off.fires);
  return atFires(on, (atMs) => same.has(atMs) && holds(atMs));
}

/** Where two weeks show nothing at all, a year shows nothing either of what comes round weekly by one clock. */
function isToldByWeeks({ off, on }: Both): boolean {
  return off.weekly && on.weekly && new Set([...off.zones, ...on.zones]).size <= 1;
}

function bothOf(stop: Policy, start: Policy, team: string | null, book: TimeBook): Both | undefined {
  const [off, on] = [book.wants(stop, team), book.wants(start, team)];
  return off && on && { off, on };
}

function seenIn(
  stop: Policy,
  start: Policy,
  team: string | null,
  { near, far }: TimeBooks,
): readonly Stretch[] {
  const soon = bothOf(stop, start, team, near);
  const found = soon && opposed(soon, near.span);
  if (!soon || (found && found.length > 0)) return found ?? [];
  if (found === undefined && isToldByWeeks(soon)) return [];
  const both = bothOf(stop, start, team, far);
  return (both && opposed(both, far.span)) ?? [];
}

function clashOf(stop: Policy, start: Policy, team: string | null, books: TimeBooks): Clash | undefined {
  if (!isClock(stop)) return keepsStarting(start) ? { kind: "again", first: null, times: 0 } : undefined;
  const isIdle = stop.idleMs !== null;
  // What rests is stopped within the hours of work, and started again on the next day: that is how it is meant.
  if (isIdle && !keepsStarting(start)) return undefined;
  const found = seenIn(stop, start, team, books);
  const [first] = found;
  return first && { kind: isIdle ? "again" : "opposite", first, times: found.length };
}

function canFight(stop: Policy, start: Policy): boolean {
  return wantsStop(stop) && wantsStart(start) && stop.mode === start.mode;
}

function fightOf(stop: Policy, start: Policy, config: Config, books: TimeBooks): Fight | undefined {
  if (!canFight(stop, start)) return undefined;
  const overlap = overlapOf(stop, start, config);
  if (overlap === "none") return undefined;
  const told = stop.hours === null && start.hours !== null ? start : stop;
  for (const team of books.near.teamsOf([stop, start])) {
    const clash = clashOf(stop, start, team, books);
    const zone = books.near.wants(told, team)?.zones[0] ?? "UTC";
    if (clash) return { ...clash, stop, start, sure: overlap === "sure", zone };
  }
  return undefined;
}

/**
 * Pairs of policies of one mode that want opposite things of machines that both can mean, within a year.
 * Idleness within the hours of work is no fight, nor are windows that meet.
 */
export function findFights(config: Config, books: TimeBooks): readonly Fight[] {
  const { policies } = config;
  return policies.flatMap((one, index) =>
    policies.slice(index + 1).flatMap((other) => {
      const fight = fightOf(one, other, config, books) ?? fightOf(other, one, config, books);
      return fight ? [fight] : [];
    }),
  );
}
