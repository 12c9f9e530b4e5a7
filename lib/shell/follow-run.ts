import { type Followed, followStep } from "../core/follow-step.ts";
import { runState, type StepState } from "../core/run-state.ts";
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

function follow(state: SentStep, reading: Reading | undefined, nowMs: number): NewEntry | undefined {
  if (reading?.kind !== "read") return undefined;
  const { step, submission } = state;
  const followed = followStep({ step, submission, machine: reading.machine, nowMs });
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
  await append(
    pass,
    open.map((state, index) => follow(state, readings[index], nowMs)).filter((entry) => entry !== undefined),
  );
}
