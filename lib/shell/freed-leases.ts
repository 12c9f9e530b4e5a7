import { lateUntilIn, type RunState, type StepState } from "../core/run-state.ts";
import type { NewEntry } from "../domain/status.ts";
import type { Lease } from "../ports/lease-store.ts";

const FREEING: readonly string[] = ["succeeded", "failed", "rejected", "skipped", "unknown"];
const OPEN: readonly string[] = ["waiting", "sent"];

/** The lease under which the last call of a resource was sent, as the log recorded it. */
function recorded(run: string, { step, submission }: StepState): Lease | undefined {
  const fence = submission?.fence ?? null;
  return fence === null ? undefined : { resource: step.resource, holder: run, fence, untilMs: 0 };
}

/** What a run knows when it is about to write. */
export interface Writer {
  readonly run: string;
  readonly state: RunState;
  /** Leases that this pass holds, by resource. */
  readonly leases: ReadonlyMap<string, Lease>;
}

/** Machines on which the run has more to do, or on which a call without an answer may come in late. */
function stillNeeded(
  entries: readonly NewEntry[],
  ending: ReadonlySet<string | null>,
  states: readonly StepState[],
): ReadonlySet<string | null> {
  const nowMs = Math.max(...entries.map(({ at }) => Date.parse(at)));
  const needs = ({ step, phase, lateUntilMs }: StepState) =>
    lateUntilMs > nowMs || (OPEN.includes(phase) && !ending.has(step.id));
  return new Set([
    ...entries.filter(({ details }) => lateUntilIn(details) > nowMs).map(({ resource }) => resource),
    ...states.filter(needs).map(({ step }) => step.resource),
  ]);
}

/**
 * Leases that nothing needs any more once these entries are written: every step of the run on that machine has then
 * ended, or waits for a person. They are given back in the very write that says so, since a pass whose knowledge is old
 * would otherwise take the lease from under another pass of the same run. While a call without an answer may come in
 * late, the lease is kept: it outlives the call's signature, and so whoever comes next finds the machine at rest.
 */
export function freedLeases(entries: readonly NewEntry[], { run, state, leases }: Writer): readonly Lease[] {
  const ending = new Set(entries.filter(({ phase }) => FREEING.includes(phase)).map(({ step }) => step));
  if (ending.size === 0) return [];
  const states = [...state.steps.values()];
  const known = new Map<string, Lease>(leases);
  const freed = new Set<string>();
  for (const one of states) {
    const { step } = one;
    const lease = recorded(run, one);
    if (lease && !known.has(step.resource)) known.set(step.resource, lease);
    if (ending.has(step.id)) freed.add(step.resource);
  }
  const needed = stillNeeded(entries, ending, states);
  return [...freed].flatMap((resource) => (needed.has(resource) ? [] : (known.get(resource) ?? [])));
}
