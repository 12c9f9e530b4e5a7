import { type RunState, runState } from "../core/run-state.ts";
import { isLateTick, STEP_LIFE_MS } from "../core/step-life.ts";
import { canFinish, summarize } from "../core/summarize.ts";
import type { AutomationEvent } from "../domain/event.ts";
import { REASONS } from "../domain/reasons.ts";
import type { NewEntry } from "../domain/status.ts";
import type { Accepted } from "../ports/status-log.ts";
import { acceptEvent } from "./accept-event.ts";
import { decideRun } from "./decide-run.ts";
import { entryAt } from "./entry.ts";
import { executeRun } from "./execute-run.ts";
import { followRun } from "./follow-run.ts";
import { append, type Pass, whyNotStart, Yielded } from "./pass.ts";
import { DEADLINE_MARGIN_MS, type PassOptions, type ShellPorts } from "./shell-ports.ts";

/**
 * How a pass over a run ended. `finished`: the terminal entry is written. `waiting`: for machines or a person.
 * `stopped`: out of time or paused, there is more to do. `yielded`: another process works on it.
 */
export interface PassReport {
  readonly run: string;
  readonly status: "finished" | "waiting" | "stopped" | "yielded" | "unknown-run";
}

/** Rounds of follow and execute within one pass: more than the longest chain has links. */
const ROUNDS_MAX = 50;

/** Says once why the run rests; the next pass finds the entry and stays silent. */
async function defer(
  pass: Pass,
  reason: "paused" | "deadline" | "target-failed",
  text: string = REASONS[reason],
): Promise<PassReport["status"]> {
  if (runState(pass.entries).deferredFor !== reason) {
    await append(pass, [entryAt(pass.ports.clock.now(), { phase: "deferred", reason, text })]);
  }
  return "stopped";
}

/** The one terminal entry of a run in this state. */
function finishedEntry(pass: Pass, state: RunState): NewEntry {
  const summary = summarize(state);
  const first = pass.entries[0];
  const nowMs = pass.ports.clock.now();
  return entryAt(nowMs, {
    phase: "finished",
    reason: summary.reason,
    text: summary.text,
    durationMs: first ? Math.max(0, nowMs - Date.parse(first.at)) : null,
    details: { counts: summary.counts },
  });
}

async function finish(pass: Pass): Promise<PassReport["status"]> {
  await append(pass, [finishedEntry(pass, runState(pass.entries))]);
  return "finished";
}

async function carryOn(pass: Pass): Promise<PassReport["status"]> {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    await followRun(pass);
    const moved = await executeRun(pass);
    if (moved === "paused" || moved === "deadline") return defer(pass, moved);
    if (canFinish(runState(pass.entries))) return finish(pass);
    if (moved === "idle") return "waiting";
  }
  return "waiting";
}

/** A tick is about now: acting on it after a pause, or hours late, would be acting on old knowledge. Others follow. */
async function ignoreTick(pass: Pass, reason: "paused" | "superseded"): Promise<PassReport["status"]> {
  const nowMs = pass.ports.clock.now();
  const details = { complete: true, plan: 0, counts: [] };
  const text = reason === "paused" ? REASONS.paused : "nobody came to judge it in time";
  await append(pass, [
    entryAt(nowMs, { phase: "ignored", reason, text }),
    entryAt(nowMs, { phase: "decided", reason, text, details }),
  ]);
  return finish(pass);
}

/** Why nothing is to be decided now; a dry run may decide at any time, since it sends nothing. */
async function holdBack(pass: Pass): Promise<PassReport["status"] | undefined> {
  const stop = await whyNotStart(pass);
  if (stop === "paused" && pass.event.type === "schedule.tick") return ignoreTick(pass, "paused");
  if (stop) return defer(pass, stop);
  return isLateTick(pass.event, pass.ports.clock.now()) ? ignoreTick(pass, "superseded") : undefined;
}

/** Whether an event may go on waiting for a cloud that cannot be read; after a day it is told as not done. */
function mayWait({ entries, ports }: Pass): boolean {
  const [received] = entries;
  return received !== undefined && ports.clock.now() - Date.parse(received.at) <= STEP_LIFE_MS;
}

async function decide(pass: Pass): Promise<PassReport["status"] | undefined> {
  const heldBack = pass.options.dryRun ? undefined : await holdBack(pass);
  if (heldBack) return heldBack;
  const decision = await decideRun(pass.event, pass.ports, pass.entries.at(-1)?.seq ?? 0);
  if (decision.unreadable !== null && !pass.options.dryRun && mayWait(pass)) {
    return defer(pass, "target-failed", decision.unreadable);
  }
  if (!pass.options.dryRun && !decision.entries.some(({ step }) => step !== null)) {
    // Nothing to carry out: the decision and the end are one write, which is most of what such an event costs.
    const state = { ...runState(pass.entries), decided: true, observed: decision.observed };
    await append(pass, [...decision.entries, finishedEntry(pass, state)]);
    return "finished";
  }
  await append(pass, decision.entries);
  for (const [ref, resource] of decision.seen) pass.seen.set(ref, resource);
  return undefined;
}

async function passOver(pass: Pass): Promise<PassReport["status"]> {
  const state = runState(pass.entries);
  if (state.finished) return "finished";
  const early = state.decided ? undefined : await decide(pass);
  if (early) return early;
  return pass.options.dryRun ? "waiting" : carryOn(pass);
}

/** Goes on with a run from wherever its log says it is. Safe at any time, by any process, any number of times. */
export async function advanceRun(
  run: string,
  ports: ShellPorts,
  options: PassOptions = {},
): Promise<PassReport> {
  const stored = await ports.store.read(run);
  if (!stored) return { run, status: "unknown-run" };
  const { event } = stored;
  const entries = [...stored.entries];
  try {
    return {
      run,
      status: await passOver({ ports, options, run, event, entries, seen: new Map(), sent: new Set() }),
    };
  } catch (error) {
    if (error instanceof Yielded) return { run, status: "yielded" };
    throw error;
  }
}

/** Takes an event in and works on it at once; what is left over is for the next tick. */
export async function runEvent(
  event: AutomationEvent,
  ports: ShellPorts,
  options: PassOptions = {},
): Promise<PassReport & Pick<Accepted, "outcome">> {
  const accepted = await acceptEvent(event, ports);
  if (accepted.outcome === "finished") return { ...accepted, status: "finished" };
  return { ...(await advanceRun(accepted.run, ports, options)), outcome: accepted.outcome };
}

/** Bounds of a sweep. */
export interface SweepOptions extends PassOptions {
  /** Most runs looked at. Default 1,000. */
  readonly limit?: number;
  /** Told of a run whose pass broke; the sweep goes on with the others. */
  readonly onError: (run: string, error: unknown) => void;
}

/** Goes on with every run that has not ended, oldest first. One that fails does not stop the others. */
export async function sweepRuns(ports: ShellPorts, options: SweepOptions): Promise<readonly PassReport[]> {
  const reports: PassReport[] = [];
  for (const { run } of await ports.store.openRuns({ limit: options.limit ?? 1_000 })) {
    const { deadlineMs } = options;
    if (deadlineMs !== undefined && ports.clock.now() > deadlineMs - DEADLINE_MARGIN_MS) break;
    try {
      reports.push(await advanceRun(run, ports, options));
    } catch (error) {
      options.onError(run, error);
    }
  }
  return reports;
}
