import type { LastVerdict } from "../../domain/memory.ts";
import type { Policy } from "../../domain/policy.ts";
import type { ClockKeys } from "./clock-keys.ts";
import type { PlayedColumns, PlayedMachine } from "./played-machine.ts";
import { warnedUntilMs } from "./said.ts";
import { RESTS, type SaidColumns } from "./said-columns.ts";
import { lastHourOf } from "./signal-columns.ts";
import type { HoursOfWork, Now, WindowOf } from "./still-rests.ts";
import type { Tape } from "./tape.ts";

/** What is looked at to see whether something still stands. */
export interface StandsOptions {
  /** Whether the policy means a machine or not by how it stands now, and not only by what it is. */
  readonly meansByStanding: boolean;
  readonly clock: ClockKeys;
  readonly work: HoursOfWork;
  /** The machines of the replay, by their index. */
  readonly machines: readonly PlayedMachine[];
  readonly columns: PlayedColumns;
  readonly tape: Pick<Tape, "signals" | "wholeReadings">;
  /** Machines of which the policy has something in mind, by which their window may change. */
  readonly inMind: ReadonlyMap<number, LastVerdict>;
  readonly warnMs: Policy["warnMs"];
}

/** Which reading of a machine `where` is asked about. */
export function readingOf(
  index: number,
  { meansByStanding, columns, tape }: Pick<StandsOptions, "meansByStanding" | "columns" | "tape">,
): number | undefined {
  return (meansByStanding ? columns.readings : tape.wholeReadings)[index];
}

/** Where a pass stands, and how often the clock has said something else to anybody. */
export interface PassNow extends Now {
  readonly turns: number;
}

/**
 * Whether judging a machine anew could not come to anything else than what was said of it. It is known by its index and
 * its version, and only looked up itself where that does not suffice.
 */
export type StillStands = (index: number, version: number, now: PassNow) => boolean;

/** Makes ready to ask it of one policy. */
export function createStillStands(said: SaidColumns, options: StandsOptions): StillStands {
  const { clock, inMind, work, machines } = options;
  const { signals } = options.tape;
  // One record for all questions: a month of a large fleet asks millions of them.
  const asked = { index: 0, version: 0, hours: 0, bits: 0 };

  function windowOf(index: number, version: number): WindowOf {
    asked.index = index;
    asked.version = version;
    asked.hours = said.hours[index] ?? 0;
    asked.bits = said.bits[index] ?? 0;
    return asked;
  }

  function goesOnWorking(index: number, version: number, hour: number): boolean {
    if ((said.works[index] ?? -1) >= hour) return true;
    const until = work.worksUntil(windowOf(index, version), hour);
    said.works[index] = until;
    return until >= hour;
  }

  function goesOnResting(index: number, version: number, now: Now): boolean {
    const since = said.looked[index] ?? -1;
    if (!work.restsSince(windowOf(index, version), since, now)) return false;
    said.looked[index] = now.hour;
    return true;
  }

  function isClockSame(index: number, { turns }: PassNow): boolean {
    if (said.turns[index] === turns) return true;
    const machine = machines[index];
    if (machine === undefined || said.clock[index] !== clock.of(machine)) return false;
    said.turns[index] = turns;
    return true;
  }

  function goesOn(index: number, version: number, now: Now): boolean {
    switch (said.rests[index]) {
      case RESTS.work:
        return goesOnWorking(index, version, now.hour);
      case RESTS.rest:
        return !inMind.has(index) && goesOnResting(index, version, now);
      case RESTS["warned-rest"]:
        return now.nowMs <= warnedUntilMs(options, inMind.get(index)) && goesOnResting(index, version, now);
      case RESTS.silence:
        return said.signalHour[index] === lastHourOf(signals, index);
      case RESTS.time:
        return now.nowMs < (said.untilMs[index] ?? 0);
      default:
        return true;
    }
  }

  return (index, version, now) => {
    const rests = said.rests[index] ?? RESTS.nothing;
    if (rests === RESTS.nothing) return false;
    if (rests === RESTS["not-meant"]) return said.meantFor[index] === readingOf(index, options);
    if (said.version[index] !== version || said.actionsS[index] !== now.actionsS) return false;
    if (rests === RESTS.machine) return true;
    return isClockSame(index, now) && goesOn(index, version, now);
  };
}
