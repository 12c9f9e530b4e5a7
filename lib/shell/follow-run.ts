import { type Followed, followStep, STUCK_AFTER_MS } from "../core/follow-step.ts";
import { runState, type StepState } from "../core/run-state.ts";
import { formatDuration } from "../domain/duration.ts";
import type { NewEntry } from "../domain/status.ts";
import { stepEntry } from "./entry.ts";
import { append, type Pass } from "./pass.ts";
import { type Reading, readMachines } from "./read-machines.ts";

type SentStep = StepState & { readonly submission: NonNullable<StepState["submission"]> };

const PHASE_OF = { succeeded: "succeeded", failed: "failed", unknown: "unknown", retry: "deferred" } as const;

function entryFor(
  state: SentStep,
  followed: Exclude<Followed, { kind: "pending" }>,
  nowMs: number,
): NewEntry {
  return stepEntry(nowMs, state.step, {
    phase: PHASE_OF[followed.kind],
    reason: followed.reason,
    text: followed.text,
    call: state.submission.call,
    durationMs: Math.max(0, nowMs - state.submission.signedAtMs),
  });
}

/** A machine that cannot be read tells nothing, and a run must not wait for it for ever: a person has to say. */
function unreadable(state: SentStep, why: string, nowMs: number): NewEntry | undefined {
  const waitedMs = nowMs - state.submission.signedAtMs;
  if (waitedMs <= STUCK_AFTER_MS) return undefined;
  const text = `the machine could not be read for ${formatDuration(waitedMs)}: ${why}`;
  return entryFor(state, { kind: "unknown", reason: "undecided", text }, nowMs);
}

function follow(state: SentStep, reading: Reading, nowMs: number): NewEntry | undefined {
  if (reading.kind === "unreadable") return unreadable(state, reading.text, nowMs);
  const { step, submission, attempts } = state;
  const followed = followStep({ step, submission, attempts, machine: reading.machine, nowMs });
  return followed.kind === "pending" ? undefined : entryFor(state, followed, nowMs);
}

/** Reads the machines of every step sent by an earlier pass and writes what became of those that can be told. */
export async function followRun(pass: Pass): Promise<void> {
  const isOpen = (state: StepState): state is SentStep =>
    state.phase === "sent" && state.submission !== null && !pass.sent.has(state.step.id);
  const open = [...runState(pass.entries).steps.values()].filter(isOpen);
  if (open.length === 0) return;
  const sought = open.map(({ step, submission }) => ({ step, created: submission.created }));
  const readings = await readMachines(pass.ports, sought);
  const nowMs = pass.ports.clock.now();
  const told = readings.flatMap((reading, index) => {
    const state = open[index];
    return (state && follow(state, reading, nowMs)) ?? [];
  });
  await append(pass, told);
}
