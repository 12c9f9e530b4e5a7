import type { AutomationEvent } from "../domain/event.ts";
import { dependencies, readySteps } from "./ready-steps.ts";
import type { RunState, StepState } from "./run-state.ts";

/** A convergent step is tried so often; after that its failure is final for this run. */
export const ATTEMPTS_MAX = 5;

/**
 * A clock policy judges what is now. When nobody came to carry it out within this time (the process was down, the
 * machine was busy or could not be read), the judgement is old: a machine that was idle on Friday may be at work on
 * Monday. Later slots judge anew.
 */
export const TICK_LIFE_MS = 60 * 60_000;

/** Whatever else waits for its turn is given up after this, so that no run waits for ever. */
export const STEP_LIFE_MS = 24 * 60 * 60_000;

/** Whether a clock slot is too long ago to judge by now. Events that somebody sent are never late. */
export function isLateTick(event: AutomationEvent, nowMs: number): boolean {
  return event.type === "schedule.tick" && nowMs - Date.parse(event.data.slot) > TICK_LIFE_MS;
}

/** Clocks of senders may be ahead of ours by so much without anybody minding. */
export const AHEAD_MAX_MS = 5 * 60_000;

/**
 * Whether an event carries a time that has not come yet: the sender's clock is wrong, or ours is. Both are a reason to
 * wait, since signatures, leases and slots rest on the time.
 */
export function isEarlyEvent({ time }: AutomationEvent, nowMs: number): boolean {
  return Date.parse(time) > nowMs + AHEAD_MAX_MS;
}

/**
 * Steps whose turn it is and whose time is over. The first step of a clock's chain has little time; once a chain has
 * begun, it is rather finished than left half done, and each link has its time from the end of the one before.
 */
export function outlivedSteps(run: RunState, event: AutomationEvent, nowMs: number): readonly StepState[] {
  const firstLifeMs = event.type === "schedule.tick" ? TICK_LIFE_MS : STEP_LIFE_MS;
  return readySteps(run, nowMs).filter((state) => {
    const lifeMs = state.step.after.length === 0 ? firstLifeMs : STEP_LIFE_MS;
    const before = dependencies(state, run).map((one) => one?.sinceMs ?? 0);
    return nowMs - Math.max(state.sinceMs, ...before) > lifeMs;
  });
}
