/** When calls of one API are no longer sent, with the figures that decide it. */

export const BREAKER = {
  /** Failures in a row, by the service or the network, after which it opens. */
  failuresMax: 5,
  /** How long it stays open the first time, give or take a quarter. */
  openMs: 30_000,
  /** It doubles while trials fail, up to this, give or take a quarter. */
  openMaxMs: 300_000,
  /** A trial without an outcome counts as failed after so long; three times what an answer may take. */
  trialMs: 60_000,
  /** When to come back while somebody else's trial is under way. */
  trialPauseMs: 1_000,
} as const;

/**
 * State of a circuit breaker. Closed lets every call through. Open refuses every call. Once an opening is over, one
 * call goes out as a trial, and its outcome closes the breaker or opens it again.
 */
export interface Breaker {
  readonly standing: "closed" | "open" | "trying";
  /** Failures in a row; goes on counting through failed trials. */
  readonly failures: number;
  /** Openings since it was last closed. */
  readonly openings: number;
  /** Trials so far; the number of the last one is its name, so that late news of an older one changes nothing. */
  readonly trials: number;
  /** Where it is not closed: since when, and until when. Milliseconds since the epoch. */
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** A breaker that nothing has happened to. */
export const CLOSED: Breaker = {
  standing: "closed",
  failures: 0,
  openings: 0,
  trials: 0,
  sinceMs: 0,
  untilMs: 0,
};

/** A moment, and where chance comes from: at least 0 and less than 1. */
export interface Moment {
  readonly nowMs: number;
  readonly random: () => number;
}

function opened(breaker: Breaker, { nowMs, random }: Moment): Breaker {
  const { openMs, openMaxMs } = BREAKER;
  const fullMs = Math.min(openMaxMs, openMs * 2 ** breaker.openings);
  // Many processes lost the same service at the same time; they do not all try it at the same time again.
  const untilMs = nowMs + fullMs * (0.75 + random() / 2);
  return { ...breaker, standing: "open", openings: breaker.openings + 1, sinceMs: nowMs, untilMs };
}

/** A clock that was set back behind the beginning says nothing about the end; then it is over. */
function isOver({ sinceMs, untilMs }: Breaker, nowMs: number): boolean {
  return nowMs < sinceMs || nowMs >= untilMs;
}

/** What a call is told: go, perhaps as the trial of this number, or come back later. */
export type BreakerWord =
  | { readonly breaker: Breaker; readonly trial: number | null }
  | { readonly breaker: Breaker; readonly heldMs: number };

/** Asks for leave to send. */
export function askBreaker(breaker: Breaker, moment: Moment): BreakerWord {
  const { nowMs } = moment;
  if (breaker.standing === "closed") return { breaker, trial: null };
  if (!isOver(breaker, nowMs)) {
    const leftMs = breaker.untilMs - nowMs;
    const heldMs = breaker.standing === "open" ? leftMs : Math.min(leftMs, BREAKER.trialPauseMs);
    return { breaker, heldMs };
  }
  if (breaker.standing === "trying") {
    // Whoever was to try it has died or waits without end: no news is bad news, and blocks nobody for ever.
    const again = opened(breaker, moment);
    return { breaker: again, heldMs: again.untilMs - nowMs };
  }
  const trial = breaker.trials + 1;
  const untilMs = nowMs + BREAKER.trialMs;
  return { breaker: { ...breaker, standing: "trying", trials: trial, sinceMs: nowMs, untilMs }, trial };
}

/**
 * What became of a call. `answered`: the service spoke, be it to refuse. `failed`: the service or the network is to
 * blame. `untold`: it never left, or nobody waited for the end.
 */
export type BreakerNews = "answered" | "failed" | "untold";

/** While closed, failures in a row count. */
function tellClosed(breaker: Breaker, news: BreakerNews, moment: Moment): Breaker {
  if (news === "untold") return breaker;
  if (news === "answered") return breaker.failures === 0 ? breaker : { ...breaker, failures: 0 };
  const counted = { ...breaker, failures: breaker.failures + 1 };
  return counted.failures < BREAKER.failuresMax ? counted : opened(counted, moment);
}

/** Takes in what became of a call; `trial` is what {@link askBreaker} called it. */
export function tellBreaker(
  breaker: Breaker,
  news: BreakerNews,
  { trial, ...moment }: Moment & { readonly trial: number | null },
): Breaker {
  if (breaker.standing === "closed") return tellClosed(breaker, news, moment);
  // Calls that left before it opened have no say. The last trial has, however late its answer comes.
  if (trial !== breaker.trials) return breaker;
  if (news === "answered") return { ...CLOSED, trials: breaker.trials };
  if (breaker.standing === "open") return breaker;
  if (news === "failed") return opened({ ...breaker, failures: breaker.failures + 1 }, moment);
  // It never left: the next call is the trial.
  return { ...breaker, standing: "open", untilMs: moment.nowMs };
}

/** Whether a call that asked before may still go: nothing has opened meanwhile, or it is itself the trial. */
export function mayStillGo(breaker: Breaker, trial: number | null): boolean {
  return breaker.standing === "closed" || (breaker.standing === "trying" && trial === breaker.trials);
}
