import type { Freeze } from "../../domain/policy.ts";
import { dayNumber } from "./work-calendar.ts";
import { createZoneClock } from "./zone-clock.ts";

const DAY_MS = 86_400_000;

/** A freeze with its two ends, milliseconds since the epoch. */
interface FreezeSpan {
  readonly fromMs: number;
  /** The first instant after it. */
  readonly toMs: number;
  readonly freeze: Freeze;
}

/** The freeze that holds at an instant. */
export type FreezeAt = (atMs: number) => Freeze | undefined;

/** Compiles freezes once: from the beginning of the first day to the end of the last one, in their own zones. */
export function createFreezes(freezes: readonly Freeze[]): FreezeAt {
  const spans = freezes.map((freeze): FreezeSpan => {
    const clock = createZoneClock(freeze.zone);
    return {
      fromMs: clock.instantOf(dayNumber(freeze.from) * DAY_MS, "first"),
      toMs: clock.instantOf((dayNumber(freeze.to) + 1) * DAY_MS, "last"),
      freeze,
    };
  });
  return (atMs) => spans.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)?.freeze;
}
