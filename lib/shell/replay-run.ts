import { isLateTick, TICK_LIFE_MS } from "../core/step-life.ts";
import { formatDuration } from "../domain/duration.ts";
import { AutomationError } from "../domain/errors.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { Accepted, Intake, StoredRun } from "../ports/status-log.ts";
import { intakeOf } from "./accept-event.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** What is to be played again, by whom and why. */
export interface ReplayRequest {
  /** Id of the run that has ended. */
  readonly run: string;
  readonly by: string;
  readonly why: string | null;
}

/** Replays of one event: more than that is no mending any more. */
const REPLAYS_MAX = 100;

/** Longest id of an event. */
const ID_CHARACTERS_MAX = 256;

function refusal(run: string, rule: string): AutomationError {
  return new AutomationError("usage", `run ${run}: ${rule}`, { details: { field: "run", rule } });
}

async function endedRun(
  { store, clock }: Pick<ShellPorts, "store" | "clock">,
  run: string,
): Promise<StoredRun> {
  const stored = await store.read(run);
  if (!stored) {
    const rule = "no run has this id, or it was archived; see the runs with: curfew status";
    throw refusal(run, rule);
  }
  if (stored.entries.at(-1)?.phase !== "finished") {
    const rule =
      "it has not ended, so the next pass goes on with it; see what it waits for with: curfew status";
    throw refusal(run, rule);
  }
  if (stored.event.type === "log.archived" || stored.event.type === "policy.mode")
    throw refusal(run, "it is a note about the log or a policy, nothing to play again");
  if (isLateTick(stored.event, clock.now())) {
    const life = formatDuration(TICK_LIFE_MS);
    const rule = `its clock slot is more than ${life} ago, and a clock is about now; judge anew with: curfew run --all`;
    throw refusal(run, rule);
  }
  return stored;
}

/** The same event under an id of its own; the wish behind it stays the one it was. */
function again(event: AutomationEvent, number: number): AutomationEvent {
  const wish = event.replayof ?? event.id;
  const ending = `~replay-${number}`;
  return { ...event, id: wish.slice(0, ID_CHARACTERS_MAX - ending.length) + ending, replayof: wish };
}

function replayIntake(event: AutomationEvent, { run, by, why }: ReplayRequest, ports: IntakePorts): Intake {
  const intake = intakeOf(event, ports);
  const { text, details } = intake.entry;
  return {
    ...intake,
    entry: {
      ...intake.entry,
      text: `${text}, played again by ${by}${why === null ? "" : `: ${why}`}`,
      details: { ...details, by, why, replayOf: run },
    },
  };
}

type IntakePorts = Pick<ShellPorts, "store" | "clock" | "ids">;

/**
 * Takes in the event of an ended run once more, as a run of its own: for one that was parked, or that failed for a
 * cause which has been mended. Steps that may happen only once and have been sent because of this event are not sent
 * again. While a replay of the event has not ended, it is the answer: two people who mend the same thing start one run.
 * Rejects with `usage` for a run that does not exist or has not ended, and for a clock slot that is too long ago.
 */
export async function replayRun(asked: ReplayRequest, ports: IntakePorts): Promise<Accepted> {
  const { event } = await endedRun(ports, asked.run);
  for (let number = 1; number <= REPLAYS_MAX; number += 1) {
    const next = again(event, number);
    // People are never turned away: a full inbox is emptied like this.
    const accepted = await ports.store.accept(replayIntake(next, asked, ports));
    if (accepted.outcome === "new") return accepted;
    if (accepted.outcome === "unfinished" && (await isReplayOf(accepted.run, next, ports))) return accepted;
  }
  throw refusal(asked.run, `it was played again ${REPLAYS_MAX} times already; send the event anew`);
}

/** A sender may have chosen an id that reads like a replay's. */
async function isReplayOf(
  run: string,
  { replayof }: AutomationEvent,
  { store }: IntakePorts,
): Promise<boolean> {
  return (await store.read(run))?.event.replayof === replayof;
}
