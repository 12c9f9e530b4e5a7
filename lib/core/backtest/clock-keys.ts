import type { Intent } from "../../domain/intent.ts";
import type { Rulebook } from "../rulebook.ts";
import type { PlayedMachine } from "./played-machine.ts";

/** Stands for a timetable that a policy does not have. */
const NOT_ASKED = 3;

function code(holds: boolean | undefined): number {
  return holds === undefined ? 2 : Number(holds);
}

function teamOf(machine: PlayedMachine, { ownerOf }: Pick<Rulebook, "ownerOf">): string | null {
  const { resource } = machine;
  if (resource !== null && machine.teamFor !== resource) {
    machine.teamFor = resource;
    machine.team = ownerOf(resource).team;
  }
  return machine.team;
}

/**
 * What the clock alone says to a policy, as a number: the freeze that holds, whether its window is open, and whether
 * machines are wanted on. As long as it stays the same, whatever the clock forbade stays forbidden.
 */
export function clockKeys(
  intent: Intent,
  rulebook: Pick<Rulebook, "freezeAt" | "hoursOf" | "ownerOf" | "config">,
  nowMs: number,
): (machine: PlayedMachine) => number {
  const freeze = rulebook.freezeAt(nowMs);
  const frozen = freeze === undefined ? 0 : 1 + rulebook.config.limits.freeze.indexOf(freeze);
  // Most policies have no hours: nobody has to be asked for a team.
  if (intent.policy.hours === null) return () => frozen * 16;
  const known = new Map<string | null, number>();
  const keyOf = (team: string | null): number => {
    const hours = rulebook.hoursOf(intent.policy, team);
    if (hours === null || "reason" in hours) return frozen * 16;
    const { within, wanted } = hours;
    const open = within === null ? NOT_ASKED : code(within.at(nowMs));
    return frozen * 16 + open * 4 + (wanted === null ? NOT_ASKED : code(wanted.at(nowMs)));
  };
  return (machine) => {
    const team = teamOf(machine, rulebook);
    const found = known.get(team);
    if (found !== undefined) return found;
    const key = keyOf(team);
    known.set(team, key);
    return key;
  };
}
