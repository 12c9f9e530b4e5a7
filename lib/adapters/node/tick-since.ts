const MINUTE_MS = 60_000;

/** Called with the slot and the one before it, milliseconds since the epoch. */
export type OnTick = (slotMs: number, sinceMs: number) => Promise<unknown>;

/** What a tick does and where it goes on from. */
export interface TickOptions {
  readonly onTick: OnTick;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The last slot that was taken in, milliseconds since the epoch. */
  readonly sinceMs: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Makes the function that is to be called about once a minute. Each tick covers everything since the last one that
 * was taken in, so that one that came late, or that could not be written down, loses nothing.
 */
export function tickSince(options: TickOptions): () => Promise<void> {
  let sinceMs = options.sinceMs;
  let isBusy = false;
  return async () => {
    const slotMs = Math.floor(options.now() / MINUTE_MS) * MINUTE_MS;
    if (isBusy || slotMs <= sinceMs) return;
    isBusy = true;
    try {
      await options.onTick(slotMs, sinceMs);
      sinceMs = slotMs;
    } catch (error) {
      options.onError(error);
    } finally {
      isBusy = false;
    }
  };
}
