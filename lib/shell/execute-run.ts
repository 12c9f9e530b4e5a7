import { beforeStep, type Readiness } from "../core/before-step.ts";
import { groupCalls } from "../core/group-calls.ts";
import { latestArrivalMs } from "../core/late-call.ts";
import { dependencies, readySteps } from "../core/ready-steps.ts";
import type { StepState } from "../core/run-state.ts";
import { batchSize, tooManyErrors } from "../core/step-batch.ts";
import { outlivedSteps } from "../core/step-life.ts";
import { formatDuration } from "../domain/duration.ts";
import type { Resource } from "../domain/resource.ts";
import { APPEND_ENTRIES_MAX, type NewEntry } from "../domain/status.ts";
import { blockedEntries } from "./blocked-entries.ts";
import type { ReadyStep } from "./call.ts";
import { stepEntry } from "./entry.ts";
import { holdLeases, recallLeases } from "./hold-leases.ts";
import { append, type Pass, stateOf, whyNotStart } from "./pass.ts";
import { permitsOf } from "./permits-of.ts";
import { readMachines } from "./read-machines.ts";
import { sendCalls } from "./send-calls.ts";
import { CALLS_AT_ONCE_MAX } from "./shell-ports.ts";

interface Looked {
  readonly state: StepState;
  readonly machine: Resource | undefined;
  readonly readiness: Readiness;
}

/** What was read of a machine this long ago is read again before anything is done to it. */
const LOOK_LIFE_MS = 60_000;

/** A once-only step is never begun on old knowledge; a convergent one may rest on this pass's own listing. */
function freshlySeen({ step, attempts }: StepState, pass: Pass): Resource | undefined {
  const trusted = step.repeat === "convergent" && step.after.length === 0 && attempts === 0;
  const seen = trusted ? pass.seen.get(step.resource) : undefined;
  return seen && pass.ports.clock.now() - seen.readMs <= LOOK_LIFE_MS ? seen.machine : undefined;
}

function isCreation({ step }: StepState): boolean {
  return step.resource.includes("/+");
}

async function lookAt(states: readonly StepState[], pass: Pass): Promise<readonly Looked[]> {
  const known = new Map(states.map((state) => [state, freshlySeen(state, pass)]));
  const unread = states.filter((state) => known.get(state) === undefined && !isCreation(state));
  const sought = unread.map(({ step }) => ({ step }));
  const readings = await readMachines(pass.ports, sought, pass.bounds);
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

/** A once-only step has a call of its own, and so has one that takes such a step's permit. */
function isAlone(group: Group): boolean {
  return group.some(isSingle);
}

function isSingle({ step, permits }: ReadyStep): boolean {
  return step.repeat === "once-only" || permits.some((permit) => !permit.startsWith(step.id));
}

/** Convergent calls go out side by side, up to a limit. */
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

function groupsOf(looked: readonly Looked[], pass: Pass): readonly Group[] {
  const run = stateOf(pass);
  const sendable = looked
    .filter(({ readiness }) => readiness.kind === "send")
    .map(({ state, machine }): ReadyStep => {
      const { step, attempts } = state;
      return { step, attempts, machine, permits: permitsOf(state, run, pass.event) };
    });
  const alone = sendable.filter(isSingle).map((ready) => [ready]);
  const free = new Map(sendable.filter((ready) => !isSingle(ready)).map((ready) => [ready.step, ready]));
  const groups = groupCalls([...free.keys()]).map((group) =>
    group.map((step) => free.get(step)).filter((entry) => entry !== undefined),
  );
  return [...groups, ...alone];
}

/** Waiting steps that cannot be done any more, with why. */
function hopeless(pass: Pass, nowMs: number): readonly NewEntry[] {
  const run = stateOf(pass);
  const late = outlivedSteps(run, pass.event, nowMs).map(({ step, sinceMs }) =>
    stepEntry(nowMs, step, {
      phase: "skipped",
      reason: "superseded",
      text: `could not begin for ${formatDuration(nowMs - sinceMs)}, and what was seen then is old`,
    }),
  );
  return [...blockedEntries(run, nowMs), ...late];
}

/** What has not begun when too much has failed. A chain that has begun is rather finished than left half done. */
function notToBegin(pass: Pass, nowMs: number): readonly NewEntry[] {
  const run = stateOf(pass);
  const why = tooManyErrors(run);
  if (why === undefined) return [];
  return readySteps(run, nowMs)
    .filter(({ step, attempts }) => step.after.length === 0 && attempts === 0 && step.onlyWhile === undefined)
    .map(({ step }) => stepEntry(nowMs, step, { phase: "skipped", reason: "error-threshold", text: why }));
}

/**
 * On a store that cannot promise that a write happens once, nothing is begun on a machine that is to be acted on once:
 * a chain whose first link alone is done would leave it worse than it was.
 */
function notBearable(pass: Pass, nowMs: number): readonly NewEntry[] {
  if (pass.ports.store.capabilities.exclusiveAppend) return [];
  const waiting = [...stateOf(pass).steps.values()].filter(
    ({ phase, attempts }) => phase === "waiting" && attempts === 0,
  );
  const once = new Set(
    waiting.filter(({ step }) => step.repeat === "once-only").map(({ step }) => step.resource),
  );
  const text =
    "this store has no lock, so nothing that may happen only once is done here; see docs/stores.md";
  return waiting
    .filter(({ step }) => once.has(step.resource))
    .map(({ step }) => stepEntry(nowMs, step, { phase: "failed", reason: "not-supported", text }));
}

async function skip(pass: Pass, skipped: readonly NewEntry[]): Promise<void> {
  await recallLeases(pass, skipped);
  await append(pass, skipped);
}

async function skipHopeless(pass: Pass): Promise<void> {
  // A skipped step may block another one in turn, so this goes on until none is left; a chain has three links.
  const nowMs = pass.ports.clock.now();
  await skip(pass, notBearable(pass, nowMs));
  await skip(pass, notToBegin(pass, nowMs));
  for (let skipped = hopeless(pass, nowMs); skipped.length > 0; ) {
    await skip(pass, skipped);
    skipped = hopeless(pass, nowMs);
  }
}

/** Steps whose turn it is now, each once a pass. A cloud that said when to come back is not called before that. */
function readyNow(pass: Pass): readonly StepState[] {
  const nowMs = pass.ports.clock.now();
  return readySteps(stateOf(pass), nowMs).filter(
    ({ step, notBeforeMs, deferredFor }) =>
      !pass.sent.has(step.id) && !pass.looked.has(step.id) && (deferredFor === null || notBeforeMs <= nowMs),
  );
}

/** Puts off what a late call of the step before it would undo, and says so once. */
async function awaitLateCalls(pass: Pass): Promise<void> {
  const run = stateOf(pass);
  const nowMs = pass.ports.clock.now();
  const waiting = readyNow(pass).flatMap((state) => {
    const untilMs = latestArrivalMs(dependencies(state, run));
    return untilMs > nowMs ? [{ step: state.step, retryAfterMs: untilMs - nowMs }] : [];
  });
  const parts = { phase: "deferred", reason: "late-call" } as const;
  await append(
    pass,
    waiting.map(({ step, retryAfterMs }) => stepEntry(nowMs, step, { ...parts, details: { retryAfterMs } })),
  );
}

/** Only under leases that are still ours: a process that stood still since its look would write what another one undid. */
async function endEarly(entries: readonly NewEntry[], pass: Pass): Promise<void> {
  for (let start = 0; start < entries.length; start += APPEND_ENTRIES_MAX) {
    const piece = entries.slice(start, start + APPEND_ENTRIES_MAX);
    const leases = piece.flatMap(({ resource }) => pass.leases.get(resource ?? "") ?? []);
    await append(pass, piece, { leases });
  }
}

/** Looks at the machines and ends what needs no call. */
async function look(states: readonly StepState[], pass: Pass): Promise<readonly Looked[]> {
  const looked = await lookAt(states, pass);
  const nowMs = pass.ports.clock.now();
  await endEarly(
    looked.map((entry) => endedEarly(entry, nowMs)).filter((entry) => entry !== undefined),
    pass,
  );
  for (const { state, readiness } of looked) if (readiness.kind === "wait") pass.looked.add(state.step.id);
  return looked.filter(({ readiness }) => readiness.kind === "send");
}

/** Sends in batches that grow, asking before each chunk whether it still may. */
async function sendAll(sendable: readonly Looked[], pass: Pass): Promise<"moved" | "paused" | "deadline"> {
  const lookedMs = pass.ports.clock.now();
  for (let sent = 0; sent < sendable.length; ) {
    const batch = sendable.slice(sent, sent + batchSize(stateOf(pass)));
    for (const chunk of chunksOf(groupsOf(batch, pass))) {
      const stop = await whyNotStart(pass);
      if (stop) return stop;
      await sendCalls(chunk, pass);
    }
    sent += batch.length;
    // The rest is looked at again when the look is old, and skipped when too much has failed.
    if (pass.ports.clock.now() - lookedMs > LOOK_LIFE_MS) return "moved";
    if (tooManyErrors(stateOf(pass)) !== undefined) return "moved";
  }
  return "moved";
}

/**
 * Sends what is ready, batch by batch. Resolves to why it had to stop, or to whether anything moved.
 */
export async function executeRun(pass: Pass): Promise<"moved" | "idle" | "paused" | "deadline"> {
  await skipHopeless(pass);
  await awaitLateCalls(pass);
  const ready = readyNow(pass);
  if (ready.length === 0) return "idle";
  const stop = await whyNotStart(pass);
  if (stop) return stop;
  const ours = await holdLeases(pass, ready);
  for (const { step } of ready) if (!pass.leases.has(step.resource)) pass.looked.add(step.id);
  if (ours.length === 0) return "idle";
  const before = stateOf(pass).lastSeq;
  const sendable = await look(ours, pass);
  const sent = await sendAll(sendable, pass);
  if (sent !== "moved") return sent;
  return stateOf(pass).lastSeq > before ? "moved" : "idle";
}
