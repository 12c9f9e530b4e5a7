import { createRunFold, type RunFold, type RunState } from "../core/run-state.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { Resource, ResourceRef } from "../domain/resource.ts";
import { APPEND_ENTRIES_MAX, type NewEntry } from "../domain/status.ts";
import type { ReadBounds } from "../ports/cloud.ts";
import type { Lease } from "../ports/lease-store.ts";
import type { AppendConflict, AppendOptions, StoredRun } from "../ports/status-log.ts";
import { freedLeases } from "./freed-leases.ts";
import { readPause } from "./read-pause.ts";
import { createRetryBudget } from "./retry-budget.ts";
import { DEADLINE_MARGIN_MS, type PassOptions, type ShellPorts } from "./shell-ports.ts";

/** One pass of one process over one run. It lives for the pass only; everything lasting is in the log. */
export interface Pass {
  readonly ports: ShellPorts;
  readonly options: PassOptions;
  readonly run: string;
  readonly event: AutomationEvent;
  /** When the run was taken in, milliseconds since the epoch. */
  readonly receivedAtMs: number;
  readonly fold: RunFold;
  /** How far the reads of this pass may go. */
  readonly bounds: ReadBounds;
  /** Machines as read in this very pass, and when; others are read again before anything is done to them. */
  readonly seen: Map<ResourceRef, { readonly machine: Resource; readonly readMs: number }>;
  /** Steps submitted in this pass: each goes out once per pass, and is looked at again in the next. */
  readonly sent: Set<string>;
  /** Steps that have to wait for something outside, as this pass saw: it does not look again. */
  readonly looked: Set<string>;
  /** Leases that this pass holds, by resource. */
  readonly leases: Map<string, Lease>;
  /** Runs that can go on with what this one decided. */
  readonly wakes: Set<string>;
}

/**
 * Somebody else wrote to the run first, or holds what this pass thought it held. What it knows is then old, and nothing
 * may be done on the strength of it: the pass steps back and the other one goes on.
 */
export class Yielded extends Error {
  override readonly name = "Yielded";
}

/** Begins a pass over a run as it is kept. */
export function beginPass(stored: StoredRun, ports: ShellPorts, options: PassOptions): Pass {
  const fold = createRunFold();
  fold.add(stored.entries);
  const { deadlineMs } = options;
  const retries = createRetryBudget();
  return {
    ...{ ports, options, run: stored.run, event: stored.event, fold },
    receivedAtMs: Date.parse(stored.entries[0]?.at ?? ""),
    bounds: deadlineMs === undefined ? { retries } : { retries, deadlineMs: deadlineMs - DEADLINE_MARGIN_MS },
    seen: new Map(),
    sent: new Set(),
    looked: new Set(),
    leases: new Map(),
    wakes: new Set(),
  };
}

/** The run as this pass knows it. */
export function stateOf(pass: Pass): RunState {
  return pass.fold.state();
}

async function appendPiece(
  pass: Pass,
  entries: readonly NewEntry[],
  options: AppendOptions,
): Promise<AppendConflict | undefined> {
  const state = stateOf(pass);
  const release = [...(options.release ?? []), ...freedLeases(entries, { ...pass, state })];
  const result = await pass.ports.store.append(pass.run, state.lastSeq, entries, { ...options, release });
  if (!result.ok) return result.conflict;
  for (const { resource } of release) pass.leases.delete(resource);
  // The fold is all that is kept: the first tick over a large fleet writes an entry for each machine.
  pass.fold.add(result.entries);
  return undefined;
}

/** Appends in pieces that the log takes at once. Throws {@link Yielded} when another process was first. */
export async function append(
  pass: Pass,
  entries: readonly NewEntry[],
  options: Omit<AppendOptions, "permits"> = {},
): Promise<void> {
  for (let start = 0; start < entries.length; start += APPEND_ENTRIES_MAX) {
    const end = start + APPEND_ENTRIES_MAX;
    // What the writes rest on is given back by the last of them.
    const release = end < entries.length ? [] : (options.release ?? []);
    const conflict = await appendPiece(pass, entries.slice(start, end), { ...options, release });
    if (conflict) throw new Yielded(`${pass.run}: ${conflict}`);
  }
}

/** Appends and reserves the permits in the same write. `false`: a permit is taken, and nothing was written. */
export async function appendWithPermits(
  pass: Pass,
  entries: readonly NewEntry[],
  options: AppendOptions,
): Promise<boolean> {
  const conflict = await appendPiece(pass, entries, options);
  if (conflict === "permit") return false;
  if (conflict) throw new Yielded(`${pass.run}: ${conflict}`);
  return true;
}

/** Reads what others have written to the run meanwhile, and says whether there was anything. */
export async function catchUp(pass: Pass): Promise<boolean> {
  const stored = await pass.ports.store.read(pass.run);
  const newer = stored?.entries.slice(stateOf(pass).lastSeq) ?? [];
  pass.fold.add(newer);
  return newer.length > 0;
}

/** Why no work may be started now. Asked at the start of a pass and before every chunk of calls. */
export async function whyNotStart(pass: Pass): Promise<"paused" | "deadline" | undefined> {
  if (isOutOfTime(pass)) return "deadline";
  const pause = await readPause(pass.ports.store);
  return pause.paused ? "paused" : undefined;
}

/** Whether the pass is so near to its deadline that what it began now could not be written down any more. */
export function isOutOfTime({ ports, options: { deadlineMs } }: Pass): boolean {
  return deadlineMs !== undefined && ports.clock.now() > deadlineMs - DEADLINE_MARGIN_MS;
}
