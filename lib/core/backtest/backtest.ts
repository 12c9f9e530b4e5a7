import type { PlayedStop } from "./played-stop.ts";

/** Sums of stops; money by currency. */
export interface StopTotals {
  readonly stops: number;
  /** While somebody was at work. */
  readonly busy: number;
  readonly machines: number;
  /** Hours in which the machines would have run. */
  readonly hours: number;
  readonly saved: Readonly<Record<string, number>>;
  /** Hours without a price: they are in no sum. */
  readonly unpricedHours: number;
  /** Part of the hours of machines that no signal was ever recorded of: nobody can tell whether somebody was at work. */
  readonly unmeasuredHours: number;
}

/** What one policy came to. */
export interface PolicyOutcome extends StopTotals {
  readonly policy: string;
  /** How often it would have begun to act while it only observes. */
  readonly observed: number;
}

/** One side of a comparison: a config that was played, or what was really done. */
export interface Side {
  readonly name: string;
  readonly totals: StopTotals;
  readonly policies: readonly PolicyOutcome[];
  readonly stops: readonly PlayedStop[];
  /** Machine-hours in which a stop that was really sent hid what a machine would have done that this side leaves on. */
  readonly hiddenHours: number;
}

/** A stop that only one side has, or that the two have at different times or by different policies. */
export interface StopChange {
  readonly kind: "more" | "fewer" | "moved";
  /** As the side on trial has it; of `fewer`, as the other has it. */
  readonly stop: PlayedStop;
  /** As the other side has it, where it was moved. */
  readonly before: PlayedStop | null;
}

/** What a log cannot tell, and what was therefore left out or taken as it is. */
export interface Untold {
  /** Full hours without a frame, of those there should be. */
  readonly hoursMissing: number;
  readonly hoursExpected: number;
  /** Sentences, for people. */
  readonly notes: readonly string[];
}

/** A backtest. Times are milliseconds since the epoch. */
export interface Backtest {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly everyMs: number;
  readonly passes: number;
  readonly machines: number;
  readonly before: Side;
  readonly after: Side;
  readonly changes: readonly StopChange[];
  readonly untold: Untold;
}

/** What every figure of it rests on. */
export const ASSUMPTION =
  "a machine that the replay stops is taken as off until the log shows that a person started it, changed it or worked on it, or until a policy of the replay starts it; only hours in which it would have run count";
