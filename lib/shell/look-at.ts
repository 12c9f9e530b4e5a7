import { beforeStep, type Readiness } from "../core/before-step.ts";
import type { StepState } from "../core/run-state.ts";
import type { Resource } from "../domain/resource.ts";
import { APPEND_ENTRIES_MAX, type NewEntry } from "../domain/status.ts";
import { stepEntry } from "./entry.ts";
import { append, type Pass } from "./pass.ts";
import { readMachines } from "./read-machines.ts";

/** A step whose machine was looked at right before its call. */
export interface Looked {
  readonly state: StepState;
  readonly machine: Resource | undefined;
  readonly readiness: Readiness;
}

/** What was read of a machine this long ago is read again before anything is done to it. */
export const LOOK_LIFE_MS = 60_000;

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
  const nowMs = pass.ports.clock.now();
  const holds = await pass.ports.store.listHolds(nowMs);
  const held = new Map(holds.map((hold) => [hold.resource, hold]));
  return states.map((state): Looked => {
    const reading = read.get(state);
    if (reading?.kind === "unreadable") {
      return { state, machine: undefined, readiness: { kind: "wait", text: reading.text } };
    }
    const machine = known.get(state) ?? reading?.machine;
    const hold = held.get(state.step.resource);
    return { state, machine, readiness: beforeStep(state.step, { machine, hold, nowMs }) };
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

/** Only under leases that are still ours: a process that stood still since its look would write what another one undid. */
async function endEarly(entries: readonly NewEntry[], pass: Pass): Promise<void> {
  for (let start = 0; start < entries.length; start += APPEND_ENTRIES_MAX) {
    const piece = entries.slice(start, start + APPEND_ENTRIES_MAX);
    const leases = piece.flatMap(({ resource }) => pass.leases.get(resource ?? "") ?? []);
    await append(pass, piece, { leases });
  }
}

/** Looks at the machines and ends what needs no call. */
export async function look(states: readonly StepState[], pass: Pass): Promise<readonly Looked[]> {
  const looked = await lookAt(states, pass);
  const nowMs = pass.ports.clock.now();
  await endEarly(
    looked.map((entry) => endedEarly(entry, nowMs)).filter((entry) => entry !== undefined),
    pass,
  );
  for (const { state, readiness } of looked) if (readiness.kind === "wait") pass.looked.add(state.step.id);
  return looked.filter(({ readiness }) => readiness.kind === "send");
}
