import { cleanUpStep } from "../core/clean-up.ts";
import { type FollowedCreation, followCreation } from "../core/follow-creation.ts";
import { type ChangeStep, followStep, isChange, STUCK_AFTER_MS } from "../core/follow-step.ts";
import { readySteps } from "../core/ready-steps.ts";
import type { StepState } from "../core/run-state.ts";
import { formatDuration } from "../domain/duration.ts";
import type { Reason } from "../domain/reasons.ts";
import type { NewEntry } from "../domain/status.ts";
import { stepEntry } from "./entry.ts";
import { lateDetails } from "./late-details.ts";
import { append, type Pass, stateOf } from "./pass.ts";
import { type Reading, readMachines } from "./read-machines.ts";
import { type OrderReading, readOrders } from "./read-orders.ts";

type SentStep = StepState & { readonly submission: NonNullable<StepState["submission"]> };
type SentChange = SentStep & { readonly step: ChangeStep };

const PHASE_OF = { succeeded: "succeeded", failed: "failed", unknown: "unknown", retry: "deferred" } as const;

/** What was concluded about a step. */
interface Conclusion {
  readonly kind: keyof typeof PHASE_OF;
  readonly reason: Reason;
  readonly text: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

function entryFor(state: SentStep, { kind, ...parts }: Conclusion, nowMs: number): NewEntry {
  return stepEntry(nowMs, state.step, {
    ...parts,
    phase: PHASE_OF[kind],
    call: state.submission.call,
    durationMs: Math.max(0, nowMs - state.submission.signedAtMs),
  });
}

/** A machine that cannot be read tells nothing, and a run must not wait for it for ever: a person has to say. */
function unreadable(state: SentStep, why: string, nowMs: number): readonly NewEntry[] {
  const waitedMs = nowMs - state.submission.signedAtMs;
  if (waitedMs <= STUCK_AFTER_MS) return [];
  const text = `the machine could not be read for ${formatDuration(waitedMs)}: ${why}`;
  return [entryFor(state, { kind: "unknown", reason: "undecided", text }, nowMs)];
}

/**
 * Moments around a reading. What the machine shows is judged by the time before it was read: a process that stood still
 * afterwards would conclude from old knowledge that a call can come in no more.
 */
interface Moments {
  readonly askedMs: number;
  readonly nowMs: number;
}

function followChange(state: SentChange, reading: Reading, { askedMs, nowMs }: Moments): readonly NewEntry[] {
  if (reading.kind === "unreadable") return unreadable(state, reading.text, nowMs);
  const { step, submission, attempts } = state;
  const input = { step, submission, attempts, machine: reading.machine, nowMs: askedMs };
  const followed = followStep(input);
  if (followed.kind === "pending") return [];
  const { kind, reason, text } = followed;
  return [
    entryFor(
      state,
      { kind, reason, text, details: lateDetails({ ...input, seen: reason !== "call-failed" }) },
      nowMs,
    ),
  ];
}

function cleanUpEntries(state: SentStep, followed: FollowedCreation, pass: Pass): readonly NewEntry[] {
  if (followed.kind === "pending") return [];
  return followed.cleanUp.map((machine) => {
    const step = cleanUpStep(state.step, machine, pass.ports.rulebook.digest);
    return stepEntry(pass.ports.clock.now(), step, {
      phase: "planned",
      reason: "in-order",
      text: `clean-up: ${machine.name} is ${machine.status}`,
      details: { plan: stateOf(pass).plan, step },
    });
  });
}

function idsOf(name: "machines" | "failed", machines: readonly { readonly id: string }[]) {
  return machines.length > 0 ? { [name]: machines.map(({ id }) => id) } : {};
}

function followOrder(
  state: SentStep,
  reading: OrderReading,
  { pass, askedMs }: { readonly pass: Pass; readonly askedMs: number },
): readonly NewEntry[] {
  const nowMs = pass.ports.clock.now();
  if (reading.kind === "unreadable") return unreadable(state, reading.text, nowMs);
  const { step, submission } = state;
  const mayDelete = pass.ports.rulebook.config.allow.includes("delete");
  const { machines } = reading;
  const followed = followCreation({ step, submission, machines, mayDelete, nowMs: askedMs });
  if (followed.kind === "pending") return [];
  const { kind, reason, text, made, failed } = followed;
  const details = { ...idsOf("machines", made), ...idsOf("failed", failed) };
  return [entryFor(state, { kind, reason, text, details }, nowMs), ...cleanUpEntries(state, followed, pass)];
}

/** Steps that may have their turn next: their machines are read along, since one listing tells of all. */
function next(pass: Pass): readonly StepState[] {
  return readySteps(stateOf(pass), pass.ports.clock.now()).filter(({ step }) => step.repeat === "convergent");
}

async function followChanges(changes: readonly SentChange[], pass: Pass): Promise<void> {
  if (changes.length === 0) return;
  const soon = next(pass);
  const askedMs = pass.ports.clock.now();
  const readings = await readMachines(pass.ports, [...changes, ...soon], pass.bounds);
  const nowMs = pass.ports.clock.now();
  for (const [index, { step }] of soon.entries()) {
    const reading = readings[changes.length + index];
    if (reading?.kind !== "read" || !reading.machine) continue;
    pass.seen.set(step.resource, { machine: reading.machine, readMs: askedMs });
  }
  const told = changes.flatMap((state, index) => {
    const reading = readings[index];
    return reading ? followChange(state, reading, { askedMs, nowMs }) : [];
  });
  await append(pass, told);
}

async function followOrders(orders: readonly SentStep[], pass: Pass): Promise<void> {
  const askedMs = pass.ports.clock.now();
  const readings = await readOrders(pass.ports, orders, pass.bounds);
  for (const [index, reading] of readings.entries()) {
    const state = orders[index];
    // A write for each, so that a failure is never in the log without the clean-up that belongs to it.
    if (state) await append(pass, followOrder(state, reading, { pass, askedMs }));
  }
}

/** Reads the machines of every step sent by an earlier pass and writes what became of those that can be told. */
export async function followRun(pass: Pass): Promise<void> {
  const isOpen = (state: StepState): state is SentStep =>
    state.phase === "sent" && state.submission !== null && !pass.sent.has(state.step.id);
  const open = [...stateOf(pass).steps.values()].filter(isOpen);
  const isSentChange = (state: SentStep): state is SentChange => isChange(state.step);
  await followChanges(open.filter(isSentChange), pass);
  await followOrders(
    open.filter((state) => !isSentChange(state)),
    pass,
  );
}
