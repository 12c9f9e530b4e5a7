import type { Policy } from "../../domain/policy.ts";
import type { Rulebook } from "../rulebook.ts";
import type { PlayedMachine } from "./played-machine.ts";

/** Stands for a timetable that a policy does not have. */
const NOT_ASKED = 3;

function code(holds: boolean | undefined): number {
  return holds === undefined ? 2 : Number(holds);
}

/** What rules a clock is made of. */
type ClockRules = Pick<Rulebook, "freezeAt" | "hoursOf" | "ownerOf" | "config">;

function teamOf(machine: PlayedMachine, { ownerOf }: Pick<Rulebook, "ownerOf">): string | null {
  const { resource } = machine;
  if (resource !== null && machine.teamFor !== resource) {
    machine.teamFor = resource;
    machine.team = ownerOf(resource).team;
  }
  return machine.team;
}

/**
 * What the clock alone says to one policy, as a number: the freeze that holds, whether its window is open, and whether
 * machines are wanted on. As long as it stays the same, whatever the clock forbade stays forbidden.
 */
export interface ClockKeys {
  /** Goes on to that moment. Answers whether the clock says anything else to anybody since. */
  turn(nowMs: number): boolean;
  of(machine: PlayedMachine): number;
}

/** Begins before any moment. */
export function createClockKeys(policy: Pick<Policy, "name" | "hours">, rules: ClockRules): ClockKeys {
  let nowMs = 0;
  let frozen = -1;
  const keys = new Map<string | null, number>();

  function keyOf(team: string | null): number {
    const hours = rules.hoursOf(policy, team);
    if (hours === null || "reason" in hours) return frozen * 16;
    const { within, wanted } = hours;
    const open = within === null ? NOT_ASKED : code(within.at(nowMs));
    return frozen * 16 + open * 4 + (wanted === null ? NOT_ASKED : code(wanted.at(nowMs)));
  }

  return {
    turn: (atMs) => {
      nowMs = atMs;
      const freeze = rules.freezeAt(nowMs);
      const now = freeze === undefined ? 0 : 1 + rules.config.limits.freeze.indexOf(freeze);
      let isTurned = now !== frozen;
      frozen = now;
      for (const [team, before] of keys) {
        const key = keyOf(team);
        keys.set(team, key);
        isTurned ||= key !== before;
      }
      return isTurned;
    },
    of: (machine) => {
      // Most policies have no hours: nobody has to be asked for a team.
      if (policy.hours === null) return frozen * 16;
      const team = teamOf(machine, rules);
      const found = keys.get(team);
      if (found !== undefined) return found;
      const key = keyOf(team);
      keys.set(team, key);
      return key;
    },
  };
}
