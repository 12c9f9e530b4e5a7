/** How fast calls of one API may go once it has throttled, with the figures that decide it. */

export const PACE = {
  /** What was really sent is counted over about so long. */
  countMs: 2_000,
  /** Calls per second by which the rate grows in each second in which it is used up. */
  growth: 1,
  /** The limit vanishes when it is so many times what is sent … */
  room: 2,
  /** … and nothing was throttled for so long; */
  calmMs: 30_000,
  /** or when nothing was throttled for so long, whatever is sent. */
  forgetMs: 300_000,
  /** Longest silence that an answer can ask of everybody. */
  quietMaxMs: 300_000,
} as const;

/**
 * State of the pace towards one API. There is no limit until the first 429. Each 429 halves what was really sent and
 * asks for silence until its Retry-After; each success makes room for a little more, until the limit is out of the way.
 *
 * The idea is that of the AWS SDK's "adaptive" retry mode, with less of it: additive growth in place of a cubic curve,
 * moments handed out one after the other in place of a token bucket that fills, a plain count of the last seconds in
 * place of a smoothed one; the rate is halved rather than cut to 70 %, Retry-After is obeyed by every call and not only
 * by the one that was told, the limit goes away again, and there is one per API and target rather than per client.
 */
export interface Pace {
  /** Calls per second; infinite where there is no limit. */
  readonly rate: number;
  /** The next moment that is free. Milliseconds since the epoch, as all of these. */
  readonly nextMs: number;
  /** Nothing goes out before. */
  readonly quietMs: number;
  readonly throttledMs: number;
  /** Counts the 429s: whoever was given a moment before the last one has to ask again. */
  readonly turn: number;
  /** Calls sent in the running stretch of time and in the one before it. */
  readonly stretch: number;
  readonly sent: number;
  readonly sentBefore: number;
}

/** A pace that nothing has happened to. */
export const UNLIMITED: Pace = {
  rate: Number.POSITIVE_INFINITY,
  nextMs: 0,
  quietMs: 0,
  throttledMs: 0,
  turn: 0,
  stretch: 0,
  sent: 0,
  sentBefore: 0,
};

const stretchOf = (nowMs: number) => Math.floor(nowMs / PACE.countMs);

function isLimited({ rate, throttledMs, stretch }: Pace, nowMs: number): boolean {
  if (rate === Number.POSITIVE_INFINITY) return false;
  // A clock that was set back makes every moment of the state meaningless.
  return nowMs - throttledMs < PACE.forgetMs && stretchOf(nowMs) >= stretch - 1;
}

/** Calls per second that were really sent lately. */
function sentPerSecond({ stretch, sent, sentBefore }: Pace, nowMs: number): number {
  const age = nowMs / PACE.countMs - stretch;
  if (age < 0 || age >= 2) return 0;
  const counted = age < 1 ? sent + sentBefore * (1 - age) : sent * (2 - age);
  return counted / (PACE.countMs / 1_000);
}

/** What a call is told: leave after so long (0: now), or not at all, because it would be longer than it wants to wait. */
export type PaceWord =
  | { readonly pace: Pace; readonly waitMs: number }
  | { readonly pace: Pace; readonly heldMs: number };

/** Asks for a moment to send at. Moments are at least 1/rate apart, each drawn within its own share of the time. */
export function askPace(
  pace: Pace,
  moment: { readonly nowMs: number; readonly waitMaxMs: number; readonly random: () => number },
): PaceWord {
  const { nowMs, waitMaxMs, random } = moment;
  if (!isLimited(pace, nowMs)) return { pace, waitMs: 0 };
  const shareMs = 1_000 / pace.rate;
  const freeMs = Math.max(nowMs, pace.nextMs, pace.quietMs);
  // Full jitter, but only where somebody waits: other processes wait for the same moment.
  const waitMs = freeMs > nowMs ? freeMs - nowMs + random() * shareMs : 0;
  if (waitMs > waitMaxMs) return { pace, heldMs: waitMs };
  return { pace: { ...pace, nextMs: freeMs + shareMs }, waitMs };
}

/** Counts a call that goes out now. */
export function countSent(pace: Pace, nowMs: number): Pace {
  const stretch = stretchOf(nowMs);
  if (stretch === pace.stretch) return { ...pace, sent: pace.sent + 1 };
  return { ...pace, stretch, sent: 1, sentBefore: stretch === pace.stretch + 1 ? pace.sent : 0 };
}

/**
 * Takes in a 429. Many answers to one burst halve the rate once, because they halve the same count. `rateMin`: calls per
 * second that are always allowed.
 */
export function slowDown(
  pace: Pace,
  moment: { readonly nowMs: number; readonly retryAfterMs: number | undefined; readonly rateMin: number },
): Pace {
  const { nowMs, retryAfterMs = 0, rateMin } = moment;
  const wasLimited = isLimited(pace, nowMs);
  const half = sentPerSecond(pace, nowMs) / 2;
  const rate = Math.max(rateMin, wasLimited ? Math.min(pace.rate, half) : half);
  const quietMs = Math.max(nowMs + Math.min(retryAfterMs, PACE.quietMaxMs), wasLimited ? pace.quietMs : 0);
  // Every moment that was handed out is void: those who wait ask again and are spread at the new rate.
  return {
    ...pace,
    rate,
    quietMs,
    nextMs: nowMs + 1_000 / rate,
    throttledMs: nowMs,
    turn: pace.turn + 1,
  };
}

/** Takes in an answer that was no 429. */
export function speedUp(pace: Pace, nowMs: number): Pace {
  if (pace.rate === Number.POSITIVE_INFINITY) return pace;
  const rate = pace.rate + PACE.growth / pace.rate;
  const isCalm = nowMs - pace.throttledMs >= PACE.calmMs;
  const hasQueue = pace.nextMs > nowMs + 1_000 / rate;
  const hasRoom = rate >= PACE.room * sentPerSecond(pace, nowMs);
  return { ...pace, rate: isCalm && hasRoom && !hasQueue ? Number.POSITIVE_INFINITY : rate };
}
