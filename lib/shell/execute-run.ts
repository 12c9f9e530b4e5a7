import { groupCalls } from "../core/group-calls.ts";
import { latestArrivalMs } from "../core/late-call.ts";
import { dependencies, readySteps } from "../core/ready-steps.ts";
import type { StepState } from "../core/run-state.ts";
import { batchSize, tooManyErrors } from "../core/step-batch.ts";
import type { ReadyStep } from "./call.ts";
import { checkGroups } from "./check-groups.ts";
import { stepEntry } from "./entry.ts";
import { holdLeases } from "./hold-leases.ts";
import { LOOK_LIFE_MS, type Looked, look } from "./look-at.ts";
import { append, type Pass, stateOf, whyNotStart } from "./pass.ts";
import { permitsOf } from "./permits-of.ts";
import { sendCalls } from "./send-calls.ts";
import { CALLS_AT_ONCE_MAX } from "./shell-ports.ts";
import { skipHopeless } from "./skip-hopeless.ts";

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
  const sendable = await look(await checkGroups(ours, pass), pass);
  const sent = await sendAll(sendable, pass);
  if (sent !== "moved") return sent;
  return stateOf(pass).lastSeq > before ? "moved" : "idle";
}
