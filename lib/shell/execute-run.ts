import { beforeStep, type Readiness } from "../core/before-step.ts";
import { groupCalls } from "../core/group-calls.ts";
import { blockedSteps, readySteps } from "../core/ready-steps.ts";
import { runState, type StepState } from "../core/run-state.ts";
import { outlivedSteps } from "../core/step-life.ts";
import { formatDuration } from "../domain/duration.ts";
import type { Resource } from "../domain/resource.ts";
import type { NewEntry } from "../domain/status.ts";
import type { ReadyStep } from "./call.ts";
import { stepEntry } from "./entry.ts";
import { append, type Pass, whyNotStart } from "./pass.ts";
import { permitsOf } from "./permits-of.ts";
import { readMachines } from "./read-machines.ts";
import { sendCalls } from "./send-calls.ts";
import { CALLS_AT_ONCE_MAX } from "./shell-ports.ts";

interface Looked {
  readonly state: StepState;
  readonly machine: Resource | undefined;
  readonly readiness: Readiness;
}

/** A once-only step is never begun on old knowledge; a convergent one may rest on this pass's own listing. */
function freshlySeen({ step, attempts }: StepState, pass: Pass): Resource | undefined {
  const trusted = step.repeat === "convergent" && step.after.length === 0 && attempts === 0;
  return trusted ? pass.seen.get(step.resource) : undefined;
}

function isCreation({ step }: StepState): boolean {
  return step.resource.includes("/+");
}

async function lookAt(states: readonly StepState[], pass: Pass): Promise<readonly Looked[]> {
  const known = new Map(states.map((state) => [state, freshlySeen(state, pass)]));
  const unread = states.filter((state) => known.get(state) === undefined && !isCreation(state));
  const readings = await readMachines(
    pass.ports,
    unread.map(({ step }) => ({ step, created: null })),
  );
  const read = new Map(unread.map((state, index) => [state, readings[index]]));
  // Asked after the reading, which may take its time: a hold counts up to the last moment.
  const holds = await pass.ports.store.listHolds(pass.ports.clock.now());
  const held = new Map(holds.map((hold) => [hold.resource, hold]));
  return states.map((state): Looked => {
    const reading = read.get(state);
    if (reading?.kind === "unreadable") {
      return { state, machine: undefined, readiness: { kind: "wait", text: reading.text } };
    }
    const machine = known.get(state) ?? reading?.machine;
    const hold = held.get(state.step.resource);
    return { state, machine, readiness: beforeStep(state.step, { machine, hold }) };
  });
}

function endedEarly({ state, readiness }: Looked, nowMs: number): NewEntry | undefined {
  if (readiness.kind !== "succeeded" && readiness.kind !== "skipped") return undefined;
  return stepEntry(nowMs, state.step, {
    phase: readiness.kind,
    reason: readiness.reason,
    text: readiness.text,
  });
}

type Group = readonly ReadyStep[];

function isAlone(group: Group): boolean {
  return group.some(({ permits }) => permits.length > 0);
}

/** Convergent calls go out side by side; one with a permit goes alone, so that a permit that is taken stops no other. */
function chunksOf(groups: readonly Group[]): readonly (readonly Group[])[] {
  const chunks: Group[][] = [];
  for (const group of groups) {
    const last = chunks.at(-1);
    const open = last !== undefined && last.length < CALLS_AT_ONCE_MAX && !last.some(isAlone);
    if (open && !isAlone(group)) last.push(group);
    else chunks.push([group]);
  }
  return chunks;
}

function groupsOf(looked: readonly Looked[], { entries }: Pass): readonly Group[] {
  const run = runState(entries);
  const sendable = looked
    .filter(({ readiness }) => readiness.kind === "send")
    .map(({ state, machine }): ReadyStep => {
      const { step, attempts } = state;
      return { step, attempts, machine, permits: permitsOf(state, run) };
    });
  const alone = sendable.filter(({ permits }) => permits.length > 0).map((ready) => [ready]);
  const free = new Map(
    sendable.filter(({ permits }) => permits.length === 0).map((ready) => [ready.step, ready]),
  );
  const groups = groupCalls([...free.keys()]).map((group) =>
    group.map((step) => free.get(step)).filter((entry) => entry !== undefined),
  );
  return [...groups, ...alone];
}

/** Waiting steps that cannot be done any more, with why. */
function hopeless(pass: Pass, nowMs: number): readonly NewEntry[] {
  const run = runState(pass.entries);
  const blocked = blockedSteps(run).map(({ step }) =>
    stepEntry(nowMs, step, { phase: "skipped", reason: "dependency-failed" }),
  );
  const late = outlivedSteps(run, pass.event, nowMs).map(({ step, sinceMs }) =>
    stepEntry(nowMs, step, {
      phase: "skipped",
      reason: "superseded",
      text: `could not begin for ${formatDuration(nowMs - sinceMs)}, and what was seen then is old`,
    }),
  );
  return [...blocked, ...late];
}

async function skipHopeless(pass: Pass): Promise<void> {
  // A skipped step may block another one in turn, so this goes on until none is left; a chain has three links.
  const nowMs = pass.ports.clock.now();
  for (let skipped = hopeless(pass, nowMs); skipped.length > 0; ) {
    await append(pass, skipped);
    skipped = hopeless(pass, nowMs);
  }
}

/** A cloud that said when to come back is not called before that. */
function isEarly({ step }: StepState, { entries, ports }: Pass): boolean {
  const last = entries.findLast((entry) => entry.step === step.id);
  const askedMs = last?.phase === "deferred" ? last.details["retryAfterMs"] : undefined;
  if (last === undefined || typeof askedMs !== "number") return false;
  return ports.clock.now() < Date.parse(last.at) + askedMs;
}

/**
 * Sends what is ready, chunk by chunk, asking before each whether it still may. Resolves to why it had to stop, or
 * to whether anything moved.
 */
export async function executeRun(pass: Pass): Promise<"moved" | "idle" | "paused" | "deadline"> {
  await skipHopeless(pass);
  const states = readySteps(runState(pass.entries)).filter(
    (state) => !pass.sent.has(state.step.id) && !isEarly(state, pass),
  );
  if (states.length === 0) return "idle";
  const stop = await whyNotStart(pass);
  if (stop) return stop;
  const looked = await lookAt(states, pass);
  const nowMs = pass.ports.clock.now();
  const early = looked.map((entry) => endedEarly(entry, nowMs)).filter((entry) => entry !== undefined);
  await append(pass, early);
  const chunks = chunksOf(groupsOf(looked, pass));
  for (const chunk of chunks) {
    const late = await whyNotStart(pass);
    if (late) return late;
    await sendCalls(chunk, pass);
  }
  return early.length + chunks.length > 0 ? "moved" : "idle";
}
