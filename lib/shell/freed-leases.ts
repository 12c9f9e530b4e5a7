import type { RunState, StepState } from "../core/run-state.ts";
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

/**
 * Leases that nothing needs any more once these entries are written: every step of the run on that machine has then
 * ended, or waits for a person. They are given back in the very write that says so, since a pass whose knowledge is old
 * would otherwise take the lease from under another pass of the same run.
 */
export function freedLeases(entries: readonly NewEntry[], { run, state, leases }: Writer): readonly Lease[] {
  const ending = new Set(entries.filter(({ phase }) => FREEING.includes(phase)).map(({ step }) => step));
  if (ending.size === 0) return [];
  const known = new Map<string, Lease>(leases);
  const freed = new Set<string>();
  const needed = new Set<string>();
  for (const one of state.steps.values()) {
    const { step, phase } = one;
    const lease = recorded(run, one);
    if (lease && !known.has(step.resource)) known.set(step.resource, lease);
    if (ending.has(step.id)) freed.add(step.resource);
    else if (OPEN.includes(phase)) needed.add(step.resource);
  }
  return [...freed].flatMap((resource) => (needed.has(resource) ? [] : (known.get(resource) ?? [])));
}
