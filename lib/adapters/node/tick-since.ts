const MINUTE_MS = 60_000;

/** A clock that is set right by less is waited for: the minutes that come twice have their ticks already. */
const BACK_MS_MAX = 2 * MINUTE_MS;

/** Called with the slot and the one before it, milliseconds since the epoch. */
export type OnTick = (slotMs: number, sinceMs: number) => Promise<unknown>;

/**
 * A clock that did not go on as clocks do. `back`: it was set back; the ticks go on from where it stands. `gap`: more
 * time has gone by than a tick makes up for, and what was due in between is left out.
 */
export interface ClockJump {
  readonly kind: "back" | "gap";
  /** The last slot before, milliseconds since the epoch. */
  readonly fromMs: number;
  /** From where it goes on. */
  readonly toMs: number;
}

/** What a tick does and where it goes on from. */
export interface TickOptions {
  readonly onTick: OnTick;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The last slot that was taken in, milliseconds since the epoch. */
  readonly sinceMs: number;
  /**
   * A tick covers at most so much, in milliseconds: after a longer standstill, such as a computer that slept, the
   * evening's stops would come in the morning.
   */
  readonly catchUpMs: number;
  /** Told of a clock that jumped. */
  readonly onJump: (jump: ClockJump) => void;
  readonly onError: (error: unknown) => void;
}

interface Span {
  readonly slotMs: number;
  readonly sinceMs: number;
  readonly jumped?: ClockJump["kind"];
}

/** What the next tick covers; `undefined` while its minute has been covered. */
function spanOf(nowMs: number, sinceMs: number, catchUpMs: number): Span | undefined {
  const slotMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  // A slot that was taken in before is claimed, so covering it again does nothing.
  if (slotMs < sinceMs - BACK_MS_MAX) return { slotMs, sinceMs: slotMs - MINUTE_MS, jumped: "back" };
  if (slotMs <= sinceMs) return undefined;
  const earliestMs = slotMs - catchUpMs;
  return sinceMs < earliestMs ? { slotMs, sinceMs: earliestMs, jumped: "gap" } : { slotMs, sinceMs };
}

/**
 * Makes the function that is to be called about once a minute, or more often. Each tick covers everything since the
 * last one that was taken in, so that one that came late, or that could not be written down, loses nothing.
 */
export function tickSince(options: TickOptions): () => Promise<void> {
  let sinceMs = options.sinceMs;
  let isBusy = false;
  return async () => {
    const span = spanOf(options.now(), sinceMs, options.catchUpMs);
    if (isBusy || span === undefined) return;
    if (span.jumped) options.onJump({ kind: span.jumped, fromMs: sinceMs, toMs: span.sinceMs });
    isBusy = true;
    sinceMs = span.sinceMs;
    try {
      await options.onTick(span.slotMs, span.sinceMs);
      sinceMs = span.slotMs;
    } catch (error) {
      options.onError(error);
    } finally {
      isBusy = false;
    }
  };
}
