import type { Reason } from "../../domain/reasons.ts";
import type { ResourceRef } from "../../domain/resource.ts";

/** Whoever works again within so long of a stop was stopped at work. */
export const BUSY_WITHIN_MS = 2 * 3_600_000;

/** How a stop came to its end: a person started the machine, it shows work, a policy started it, it is gone. */
export type EndedBy = "person" | "activity" | "policy" | "gone";

/** One stop of a replay, or one that was really sent. Times are milliseconds since the epoch. */
export interface PlayedStop {
  readonly ref: ResourceRef;
  readonly name: string;
  readonly owner: string | null;
  readonly team: string | null;
  readonly policy: string;
  readonly reason: Reason;
  /** Why, in one sentence. */
  readonly text: string;
  readonly atMs: number;
  /** When it was on again, or gone; `null`: it was off until the end. */
  untilMs: number | null;
  endedBy: EndedBy | null;
  /** Hours in which it would have run otherwise. */
  hours: number;
  /** What an hour of it saves; `null`: no price is known. */
  readonly saves: { readonly amount: number; readonly currency: string } | null;
  /** Whether somebody was at work: in the hour before, or again within {@link BUSY_WITHIN_MS}. */
  busy: boolean;
  /** Whether the log holds any signal of it; without, nobody can tell whether somebody was at work. */
  readonly isMeasured: boolean;
}

/** Stops in the order in which they came, and which of them go on. */
export interface StopLedger {
  readonly stops: readonly PlayedStop[];
  /** Stops that go on, by the machine's index. */
  readonly open: ReadonlyMap<number, PlayedStop>;
  begin(index: number, stop: PlayedStop): void;
  end(index: number, atMs: number, by: EndedBy): void;
  /** Takes back a stop that never took effect. */
  drop(index: number): void;
}

/** An empty ledger. */
export function createStopLedger(): StopLedger {
  const stops: PlayedStop[] = [];
  const open = new Map<number, PlayedStop>();
  return {
    stops,
    open,
    begin: (index, stop) => {
      stops.push(stop);
      open.set(index, stop);
    },
    end: (index, atMs, by) => {
      const stop = open.get(index);
      open.delete(index);
      if (!stop) return;
      stop.untilMs = Math.max(atMs, stop.atMs);
      stop.endedBy = by;
      const isReturn = by === "person" || by === "activity";
      if (isReturn && stop.untilMs - stop.atMs <= BUSY_WITHIN_MS) stop.busy = true;
    },
    drop: (index) => {
      const stop = open.get(index);
      open.delete(index);
      if (stop) stops.splice(stops.indexOf(stop), 1);
    },
  };
}
