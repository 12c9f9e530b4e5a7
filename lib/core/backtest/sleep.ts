import type { Verdict } from "../../domain/verdict.ts";
import type { Listing } from "./played-fleet.ts";
import type { PlayedMachine } from "./played-machine.ts";

/** An hour that no pass comes to. */
export const NEVER = 2 ** 30;

/**
 * Machines of one policy that sleep: as long as their version stays the same, nothing can be said of them anew before some
 * hour. A few numbers in a row are all that is looked at: a month of a large fleet asks millions of times, and most of the
 * time would go into fetching its records from memory.
 */
export interface Sleep {
  /** Those of the listing that do not sleep in that hour. */
  awake(listing: Listing, hour: number): readonly PlayedMachine[];
  /** What goes on to act of those that sleep. */
  acting(listing: Listing, hour: number): readonly Verdict[];
  /** Sleeps through that hour; below 0: not at all. */
  fall(machine: PlayedMachine, untilHour: number, act: Verdict | null): void;
  wake(machine: PlayedMachine): void;
  wakeAll(): void;
}

/** Begins with everybody awake. */
export function createSleep(): Sleep {
  /** By the index of a machine. */
  const untils: number[] = [];
  const versions: number[] = [];
  const acts = new Map<number, Verdict>();

  function sleeps(index: number, version: number, hour: number): boolean {
    return version === versions[index] && (untils[index] ?? -1) >= hour;
  }

  function reach(index: number): void {
    for (let next = untils.length; next <= index; next += 1) {
      untils.push(-1);
      versions.push(-1);
    }
  }

  return {
    awake: ({ all, listed }, hour) => {
      const awake: PlayedMachine[] = [];
      reach(listed.length - 1);
      for (let index = 0; index < listed.length; index += 1) {
        const version = listed[index] ?? -1;
        if (version < 0 || sleeps(index, version, hour)) continue;
        const machine = all[index];
        if (machine) awake.push(machine);
      }
      return awake;
    },
    acting: ({ listed }, hour) => {
      const acting: Verdict[] = [];
      for (const [index, act] of acts) if (sleeps(index, listed[index] ?? -1, hour)) acting.push(act);
      return acting;
    },
    fall: ({ index, version }, untilHour, act) => {
      if (untilHour < 0) return;
      reach(index);
      untils[index] = untilHour;
      versions[index] = version;
      if (act !== null) acts.set(index, act);
    },
    wake: ({ index }) => {
      untils[index] = -1;
      acts.delete(index);
    },
    wakeAll: () => {
      untils.fill(-1);
      acts.clear();
    },
  };
}
