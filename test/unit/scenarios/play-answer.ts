import { identified } from "../../../lib/core/access/identity-of.ts";
import { runState } from "../../../lib/core/run-state.ts";
import { isAutomationError } from "../../../lib/domain/errors.ts";
import { answerPlan } from "../../../lib/shell/answer-plan.ts";
import type { World } from "../shell/world.ts";

const ANSWER = /^(\w+) (approves|refuses)$/;

/** Somebody's yes or no to what was asked at the moment before. */
export interface SpokenAnswer {
  readonly who: string;
  readonly yes: boolean;
}

/** `null`: something else happens. */
export function answerIn(happens: string | null): SpokenAnswer | null {
  const [, who, word] = ANSWER.exec(happens ?? "") ?? [];
  return who === undefined ? null : { who, yes: word === "approves" };
}

/** Whether the run waits for people. */
export async function waitsForPeople(world: World, run: string): Promise<boolean> {
  const state = runState(await world.entries(run));
  return state.asked !== null && !state.decided;
}

/** Says it. Resolves to the code of the refusal, or `null` when it counts. */
export async function sayAnswer(
  world: World,
  run: string,
  { who, yes }: SpokenAnswer,
): Promise<string | null> {
  const ports = world.ports();
  const code = runState(await world.entries(run)).asked?.code;
  try {
    await answerPlan(ports, { run, code, yes, identity: identified("cli", who, ports.rulebook) });
    return null;
  } catch (error) {
    if (isAutomationError(error)) return error.code;
    throw error;
  }
}
