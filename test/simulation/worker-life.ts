import type { Scheduler } from "./scheduler.ts";

/** Faults that a seed may bring, and how likely each is at every call of a port. */
export interface FaultRates {
  /** The process dies before the call has its effect. */
  readonly crashBefore: number;
  /** The process dies after the effect, before it hears of it. */
  readonly crashAfter: number;
  /** The process stands still for minutes, before the call or before it hears of it. */
  readonly freeze: number;
  /** The same right before it announces a call: the lease it holds may be another one's when it thaws. */
  readonly freezeBeforeAnnouncing: number;
}

/** Counts of what was done to a world. */
export type FaultCounts = Record<string, number>;

/** One process: it calls ports, may die at any of them, may freeze and thaw. */
export interface Life {
  readonly name: string;
  isAlive(): boolean;
  /** How far this process's own clock is off now, in milliseconds. */
  skewMs(): number;
  /** Calls a port: the effect happens after a while, the answer comes after another. A dead process hears nothing. */
  call<T>(what: string, latencyMs: readonly [number, number], effect: () => Promise<T> | T): Promise<T>;
  kill(): void;
}

const FREEZE_MS = [60_000, 40 * 60_000] as const;
/** Before an announcement, long enough for a lease to run out. */
const LONG_FREEZE_MS = [18 * 60_000, 40 * 60_000] as const;

const count = (counts: FaultCounts, what: string) => {
  counts[what] = (counts[what] ?? 0) + 1;
};

/** What a dead process waits for. A new one each time: whoever waits for one that lasts would never be forgotten. */
const never = () => new Promise<never>(() => undefined);

/** What a process lives in. */
export interface LifeOptions {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly rates: FaultRates;
  readonly counts: FaultCounts;
  skewMs(): number;
  readonly onDeath: () => void;
  /** No new faults any more; whoever stands still thaws in its own time. */
  isCalm(): boolean;
}

/** Brings a process to life. */
export function startLife({ name, scheduler, rates, counts, skewMs, onDeath, isCalm }: LifeOptions): Life {
  let alive = true;
  let frozenUntil = 0;

  const strikes = (rate: number): boolean => !isCalm() && scheduler.chance(rate);

  function kill(): void {
    if (!alive) return;
    alive = false;
    onDeath();
  }

  /** Waits that long and as long as the process is frozen. */
  function pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wait = () => {
        const left = frozenUntil - scheduler.now();
        if (left > 0) scheduler.after(left, wait);
        else resolve();
      };
      scheduler.after(ms, wait);
    });
  }

  function maybeFreeze(rate: number, span: readonly [number, number] = FREEZE_MS): void {
    if (!strikes(rate)) return;
    count(counts, "freeze");
    frozenUntil = scheduler.now() + scheduler.between(...span);
  }

  return {
    name,
    skewMs,
    isAlive: () => alive,
    kill,
    call: async (what, [least, most], effect) => {
      if (!alive) return never();
      if (what === "announce") maybeFreeze(rates.freezeBeforeAnnouncing, LONG_FREEZE_MS);
      else maybeFreeze(rates.freeze);
      await pass(scheduler.between(least, most));
      if (!alive) return never();
      if (strikes(rates.crashBefore)) {
        count(counts, `crash before ${what}`);
        kill();
        return never();
      }
      const outcome = await Promise.resolve()
        .then(effect)
        .then(
          (value) => ({ ok: true, value }) as const,
          (error: unknown) => ({ ok: false, error }) as const,
        );
      if (alive && strikes(rates.crashAfter)) {
        count(counts, `crash after ${what}`);
        kill();
      }
      maybeFreeze(rates.freeze);
      await pass(scheduler.between(0, 5));
      if (!alive) return never();
      if (!outcome.ok) throw outcome.error;
      return outcome.value;
    },
  };
}
