import type { RunState } from "../core/run-state.ts";
import { isEarlyEvent, isLateTick, STEP_LIFE_MS } from "../core/step-life.ts";
import { canFinish, type Summary, summarize } from "../core/summarize.ts";
import type { AutomationEvent } from "../domain/event.ts";
import { REASONS } from "../domain/reasons.ts";
import type { Accepted, IntakeOptions } from "../ports/status-log.ts";
import { acceptEvent } from "./accept-event.ts";
import { consentTo } from "./ask-people.ts";
import { awaitAnswers } from "./await-answers.ts";
import { breakOff } from "./break-off.ts";
import { claimDecision, giveBackDecision } from "./claim-decision.ts";
import { decideChat, isChat } from "./decide-chat.ts";
import { asksForException, decideException } from "./decide-exception.ts";
import { type Decision, decideRun } from "./decide-run.ts";
import { asksForExceptionsAlone, decideTicket } from "./decide-ticket.ts";
import { deliverNotices } from "./deliver-notices.ts";
import { entryAt } from "./entry.ts";
import { executeRun } from "./execute-run.ts";
import { finishedEntry } from "./finished-entry.ts";
import { followRun } from "./follow-run.ts";
import { goOnLater } from "./go-on-later.ts";
import { holdBookOf } from "./hold-book.ts";
import { append, beginPass, isOutOfTime, type Pass, stateOf, whyNotStart, Yielded } from "./pass.ts";
import { readAsks } from "./read-asks.ts";
import type { PassOptions, ShellPorts } from "./shell-ports.ts";
import { isTelling } from "./tell-news.ts";
import type { Wait } from "./wait-for.ts";
import { writeAsk } from "./write-ask.ts";
import { writeDigest } from "./write-digest.ts";

/**
 * How a pass over a run ended. `finished`: the terminal entry is written. `waiting`: for machines or a person.
 * `stopped`: out of time or paused, there is more to do. `yielded`: another process works on it.
 */
export interface PassReport {
  readonly run: string;
  readonly status: "finished" | "waiting" | "stopped" | "yielded" | "unknown-run";
}

/** Rounds of executing within one pass: more than the longest chain has links, whatever the batches. */
const ROUNDS_MAX = 1_000;

type DeferReason = "paused" | "deadline" | "early" | Wait["reason"];

/** Says once why the run rests; the next pass finds the entry and stays silent. */
async function defer(
  pass: Pass,
  reason: DeferReason,
  text: string = REASONS[reason],
  details: Wait["details"] = {},
): Promise<PassReport["status"]> {
  if (stateOf(pass).deferredFor !== reason) {
    await append(pass, [entryAt(pass.ports.clock.now(), { phase: "deferred", reason, text, details })]);
  }
  return "stopped";
}

async function finish(pass: Pass, summary: Summary): Promise<PassReport["status"]> {
  await append(pass, [finishedEntry(pass, summary)]);
  return "finished";
}

async function carryOn(pass: Pass): Promise<PassReport["status"]> {
  await followRun(pass);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const moved = await executeRun(pass);
    if (moved === "paused" || moved === "deadline") return defer(pass, moved);
    if (canFinish(stateOf(pass))) return finish(pass, summarize(stateOf(pass)));
    if (moved === "idle") return "waiting";
  }
  return "waiting";
}

/** A tick is about now: acting on it after a pause, or hours late, would be acting on old knowledge. Others follow. */
async function leaveAlone(
  pass: Pass,
  reason: "paused" | "superseded",
  text: string,
): Promise<PassReport["status"]> {
  const nowMs = pass.ports.clock.now();
  const details = { complete: true, plan: 0, counts: [] };
  await append(pass, [
    entryAt(nowMs, { phase: "ignored", reason, text }),
    entryAt(nowMs, { phase: "decided", reason, text, details }),
  ]);
  return finish(pass, summarize(stateOf(pass)));
}

/** Whether an event may go on waiting for a time or a cloud; after a day at most it is told as not done. */
function mayWait(pass: Pass, forMs = STEP_LIFE_MS): boolean {
  // Where people were asked, its time begins with their answer.
  const sinceMs = stateOf(pass).answers.at(-1)?.atMs ?? pass.receivedAtMs;
  return pass.ports.clock.now() - sinceMs <= forMs;
}

/** What somebody says is answered; an order among it is put off once it is known to be one. */
function goesOnInPause(pass: Pass): boolean {
  if (asksForExceptionsAlone(pass.event, pass.ports)) return true;
  return asksForException(pass.event) || (isChat(pass.event) && stateOf(pass).deferredFor !== "paused");
}

/** Why nothing is to be decided now; a dry run may decide at any time, since it sends nothing. */
async function holdBack(pass: Pass): Promise<PassReport["status"] | undefined> {
  const stop = await whyNotStart(pass);
  if (stop === "paused" && pass.event.type === "schedule.tick") {
    return leaveAlone(pass, "paused", REASONS.paused);
  }
  // While Curfew is paused nothing is sent, but people may well make exceptions for when it goes on.
  const isOurs = stop === "paused" && goesOnInPause(pass);
  if (stop && !isOurs) return defer(pass, stop);
  const nowMs = pass.ports.clock.now();
  if (isEarlyEvent(pass.event, nowMs)) {
    if (mayWait(pass)) return defer(pass, "early", `its time is ${pass.event.time}, which has not come yet`);
    return leaveAlone(pass, "superseded", `its time, ${pass.event.time}, did not come within a day`);
  }
  return isLateTick(pass.event, nowMs)
    ? leaveAlone(pass, "superseded", "nobody came to judge it in time")
    : undefined;
}

/** What is asked of us alone is carried out with the decision; everything else becomes a plan. */
async function decisionOf(pass: Pass): Promise<Decision> {
  const { event, ports, run, receivedAtMs: askedMs, bounds } = pass;
  const isReal = pass.options.dryRun !== true;
  if (isReal) await writeDigest(pass);
  const { lastSeq } = stateOf(pass);
  const options = { run, askedMs, lastSeq, bounds, keeps: isReal, book: holdBookOf(pass) };
  if (isChat(event)) return decideChat(event, ports, options);
  if (asksForException(event)) return decideException(event, ports, options);
  return decideTicket(event, { ports, options }, () =>
    decideRun(event, ports, {
      ...{
        lastSeq,
        bounds,
        observes: isReal,
        tellsAll: pass.options.tellsAll === true,
        readAsked: () => readAsks(pass),
      },
      write: (entries) => append(pass, entries, { leases: [...pass.leases.values()] }),
    }),
  );
}

async function decideNow(pass: Pass): Promise<PassReport["status"] | undefined> {
  const { dryRun = false } = pass.options;
  // Taken before anything is read: what a process saw before it stood still is old when it goes on.
  const readMs = pass.ports.clock.now();
  const decision = await decisionOf(pass);
  if (decision.wakes !== undefined) pass.wakes.add(decision.wakes);
  if (!dryRun && decision.failed && isOutOfTime(pass) && mayWait(pass)) return defer(pass, "deadline");
  const { wait } = decision;
  if (wait && !dryRun && mayWait(pass, wait.forMs)) return defer(pass, wait.reason, wait.text, wait.details);
  const leases = [...pass.leases.values()];
  const consent = consentTo(pass, decision);
  if (consent?.given === false) {
    await writeAsk(pass, consent, leases);
    return "waiting";
  }
  if (!dryRun) await goOnLater(pass, decision);
  const entries = consent?.entries ?? decision.entries;
  if (!dryRun && !entries.some(({ step }) => step !== null)) {
    // Nothing to carry out: the decision and the end are one write, which is most of what such an event costs.
    const state: RunState = { ...stateOf(pass), decided: true, observed: decision.observed };
    await append(pass, [...entries, finishedEntry(pass, decision.summary ?? summarize(state))], {
      leases,
      release: leases,
    });
    return "finished";
  }
  await append(pass, entries, { leases });
  // A decision may take several writes; nobody asks for its lease once it stands, so it is left to run out.
  for (const [ref, machine] of decision.seen) pass.seen.set(ref, { machine, readMs });
  return undefined;
}

async function decide(pass: Pass): Promise<PassReport["status"] | undefined> {
  if (pass.options.dryRun) return decideNow(pass);
  // Asked before the lease is taken: a run may wait for people for days, and every pass comes by here.
  const unanswered = await awaitAnswers(pass);
  if (unanswered) return unanswered;
  const parked = await claimDecision(pass);
  if (parked) return parked;
  let early: PassReport["status"] | undefined;
  try {
    early = (await holdBack(pass)) ?? (await decideNow(pass));
  } catch (error) {
    // What broke is the thing to tell; a lease that could not be given back runs out.
    await giveBackDecision(pass).catch(() => undefined);
    throw error;
  }
  await giveBackDecision(pass);
  return early;
}

async function passOver(pass: Pass): Promise<PassReport["status"]> {
  const state = stateOf(pass);
  if (state.finished) return "finished";
  const early = state.decided ? undefined : await decide(pass);
  if (early) return early;
  if (pass.options.dryRun) return "waiting";
  return carryOn(pass);
}

/** What somebody agreed to need not wait for the next sweep; what breaks it off is told in its own log. */
async function wake({ wakes, ports, options }: Pass): Promise<void> {
  for (const run of wakes) await advanceRun(run, ports, options).catch(() => undefined);
}

/**
 * Goes on with a run from wherever its log says it is. Safe at any time, by any process, any number of times. Rejects
 * with what the store says when it fails, and with what broke the pass otherwise; the log has it then too.
 */
export async function advanceRun(
  run: string,
  ports: ShellPorts,
  options: PassOptions = {},
): Promise<PassReport> {
  const stored = await ports.store.read(run);
  if (!stored) return { run, status: "unknown-run" };
  try {
    const pass = beginPass(stored, ports, options);
    // It judges nothing and observes nothing: all that it does is telling.
    if (isTelling(stored.event)) return { run, status: await deliverNotices(pass, stored.entries) };
    const status = await passOver(pass);
    await wake(pass);
    return { run, status };
  } catch (error) {
    if (error instanceof Yielded) return { run, status: "yielded" };
    if (!options.dryRun) await breakOff(run, ports, error);
    throw error;
  }
}

/** Takes an event in and works on it at once; what is left over is for the next tick. */
export async function runEvent(
  event: AutomationEvent,
  ports: ShellPorts,
  options: PassOptions & IntakeOptions = {},
): Promise<PassReport & Pick<Accepted, "outcome">> {
  const accepted = await acceptEvent(event, ports, options);
  if (accepted.outcome === "finished") return { ...accepted, status: "finished" };
  return { ...(await advanceRun(accepted.run, ports, options)), outcome: accepted.outcome };
}
