import type { Facts } from "../domain/facts.ts";
import type { Policy } from "../domain/policy.ts";
import { verb } from "../domain/verbs.ts";
import type { Evidence, Verdict, VoteName } from "../domain/verdict.ts";
import type { IdleInput } from "./idle/idle-input.ts";
import { STALE_AFTER_MS } from "./idle/says-of.ts";
import { momentVotes, signalVotes } from "./idle/votes-of.ts";
import { isLongWork } from "./idle/work-ended.ts";
import { cooldownSince } from "./last-change.ts";
import { leaseWish } from "./lease-wish.ts";

/**
 * The smallest change that would turn a verdict round.
 * `quiet`: these signals have to stay at or below their limits for so much longer, all of them at once.
 * `wait`: nothing but time is missing, until then. `measure`: these have to be told of. `work`: one of these signals
 * above its limit, or a hold where the verb is held back by one. `owner`: somebody has to own it. `none`: what stands in the way is no matter of this machine.
 */
export type Flip =
  | { readonly kind: "quiet"; readonly forMs: number; readonly signals: readonly Busy[] }
  | { readonly kind: "wait"; readonly untilMs: number; readonly what: string }
  | { readonly kind: "measure"; readonly signals: readonly VoteName[] }
  | { readonly kind: "work"; readonly signals: readonly Busy[]; readonly isHeldBack: boolean }
  | { readonly kind: "owner" }
  | { readonly kind: "none" };

/** A signal, what it read and what it may read. */
export interface Busy {
  readonly signal: VoteName;
  /** The largest value of the window, or what it reads now where it works now. */
  readonly value: number;
  readonly limit: number;
  /** Whether its newest figures are above the limit: somebody works there now. Absent: they are not, or it is not known. */
  readonly isNow?: true;
}

const NONE: Flip = { kind: "none" };

const HOUR_MS = 3_600_000;

/** How much longer a busy signal has to rest before it says idle, milliseconds. */
function restWanted({ measured, limit }: Evidence, { windowMs, nowMs, graceMs = 0 }: IdleInput): number {
  if (!measured) return 0;
  const { activeAtMs, peaks, max } = measured;
  if (max <= limit) return activeAtMs === undefined ? 0 : windowMs - (nowMs - activeAtMs);
  if (!peaks) return windowMs;
  // Of the newest piece that was above the limit only its newer end is known to rest.
  const at = peaks.max.findIndex((value) => value > limit);
  if (at < 0) return windowMs;
  const waits = graceMs > 0 && isLongWork(peaks, at, limit) ? graceMs : 0;
  return Math.max(0, windowMs + waits - at * peaks.pieceMs);
}

function momentWait({ agoMs = 0, limit, signal }: Evidence): {
  readonly leftMs: number;
  readonly what: VoteName;
} {
  return { leftMs: limit - agoMs, what: signal };
}

function figures(votes: readonly Evidence[]): readonly Busy[] {
  return votes.flatMap(({ signal, measured, limit }) =>
    measured ? [{ signal, value: measured.max, limit }] : [],
  );
}

/** What a signal reads now, where that is above its limit; the newest figures may be as old as any that count. */
function readsNow({ measured, limit }: Evidence): number | undefined {
  if (!measured) return undefined;
  const { peaks, max } = measured;
  // What a notebook tells of itself is told of the moment.
  if (!peaks) return measured.expected === 1 && max > limit ? max : undefined;
  const at = peaks.max.findIndex((value) => !Number.isNaN(value));
  const value = peaks.max[at] ?? Number.NaN;
  return at * peaks.pieceMs <= STALE_AFTER_MS && value > limit ? Math.min(value, max) : undefined;
}

function busyNow(votes: readonly Evidence[]): readonly Busy[] {
  return votes.flatMap((vote) => {
    const [read] = figures([vote]);
    const value = readsNow(vote);
    if (!read) return [];
    return value === undefined ? [read] : [{ ...read, value, isNow: true as const }];
  });
}

/** What is missing before the machine counts as idle. */
function idleFlip(input: IdleInput): Flip {
  const votes = signalVotes(input);
  const unknown = votes.filter(({ says }) => says === "absent" || says === "stale");
  const busy = votes.filter(({ says }) => says === "busy");
  const moments = momentVotes(input)
    .filter(({ says }) => says === "busy")
    .map(momentWait);
  const forMs = Math.max(
    ...busy.map((vote) => restWanted(vote, input)),
    ...moments.map(({ leftMs }) => leftMs),
    0,
  );
  if (busy.length > 0) return { kind: "quiet", forMs, signals: busyNow(busy) };
  if (unknown.length > 0) return { kind: "measure", signals: unknown.map(({ signal }) => signal) };
  const longest = moments.toSorted((a, b) => b.leftMs - a.leftMs)[0];
  return longest ? { kind: "wait", untilMs: input.nowMs + forMs, what: longest.what } : NONE;
}

function cooldownEnd({ intent, ref }: Verdict, facts: Facts, { cooldownMs }: Policy): Flip {
  const last = cooldownSince(intent.verb, ref, facts);
  return last ? { kind: "wait", untilMs: last.atMs + cooldownMs, what: "cooldown" } : NONE;
}

function holdEnd(verdict: Verdict, { holds }: Facts): Flip {
  const hold = holds.get(verdict.ref);
  if (!hold) return NONE;
  // A notebook lease may be set once it ends no sooner than the hold.
  const { verb: name } = verdict.intent;
  const soonerMs = name === "lease" ? leaseWish(verdict.intent).hours * HOUR_MS : 0;
  return { kind: "wait", untilMs: Date.parse(hold.until) - soonerMs, what: "hold" };
}

/**
 * The smallest change that would turn a verdict round; `input` is what idleness was judged by, where the policy asks for
 * it. Worked out from the same figures as the verdict itself, so that it holds to one piece of the signals' course.
 */
export function flipOf(verdict: Verdict, facts: Facts, input: IdleInput | undefined): Flip {
  const { policy } = verdict.intent;
  // A hold keeps what takes something away: a start goes on under it, and a lease that ends after it.
  const isHeldBack = verb(verdict.intent.verb).disruptive;
  if (verdict.act && !isHeldBack && !input) return NONE;
  if (verdict.act) return { kind: "work", signals: input ? figures(signalVotes(input)) : [], isHeldBack };
  switch (verdict.reason) {
    case "held":
      return holdEnd(verdict, facts);
    case "owner-unknown":
      return { kind: "owner" };
    case "cooldown":
      return cooldownEnd(verdict, facts, policy);
    case "busy":
    case "no-evidence":
    case "just-started":
      return input ? idleFlip(input) : NONE;
    default:
      return NONE;
  }
}
