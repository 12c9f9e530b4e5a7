import type { AutomationEvent } from "../domain/event.ts";
import type { Resource, ResourceRef } from "../domain/resource.ts";
import { APPEND_ENTRIES_MAX, type NewEntry, type StatusEntry } from "../domain/status.ts";
import type { AppendConflict } from "../ports/status-log.ts";
import { readPause } from "./gather-facts.ts";
import { DEADLINE_MARGIN_MS, type PassOptions, type ShellPorts } from "./shell-ports.ts";

/** One pass of one process over one run. It lives for the pass only; everything lasting is in the log. */
export interface Pass {
  readonly ports: ShellPorts;
  readonly options: PassOptions;
  readonly run: string;
  readonly event: AutomationEvent;
  /** The run's entries as this process knows them; grows with every append. */
  readonly entries: StatusEntry[];
  /** Machines as listed in this very pass; others are read again before anything is done to them. */
  readonly seen: Map<ResourceRef, Resource>;
  /** Steps submitted in this pass: each goes out once per pass, and is looked at again in the next. */
  readonly sent: Set<string>;
}

/**
 * Somebody else wrote to the run first. What this pass knows is then old, and nothing may be done on the strength of
 * it: the pass steps back and the other one goes on.
 */
export class Yielded extends Error {
  override readonly name = "Yielded";
}

async function appendPiece(
  pass: Pass,
  entries: readonly NewEntry[],
  permits: readonly string[],
): Promise<AppendConflict | undefined> {
  const seq = pass.entries.at(-1)?.seq ?? 0;
  const result = await pass.ports.store.append(pass.run, seq, entries, { permits });
  if (!result.ok) return result.conflict;
  pass.entries.push(...result.entries);
  return undefined;
}

/** Appends in pieces that the log takes at once. Throws {@link Yielded} when another process was first. */
export async function append(pass: Pass, entries: readonly NewEntry[]): Promise<void> {
  for (let start = 0; start < entries.length; start += APPEND_ENTRIES_MAX) {
    const conflict = await appendPiece(pass, entries.slice(start, start + APPEND_ENTRIES_MAX), []);
    if (conflict) throw new Yielded(`${pass.run}: ${conflict}`);
  }
}

/** Appends and reserves the permits in the same write. `false`: a permit is taken, and nothing was written. */
export async function appendWithPermits(
  pass: Pass,
  entries: readonly NewEntry[],
  permits: readonly string[],
): Promise<boolean> {
  const conflict = await appendPiece(pass, entries, permits);
  if (conflict === "permit") return false;
  if (conflict) throw new Yielded(`${pass.run}: ${conflict}`);
  return true;
}

/** Why no work may be started now. Asked at the start of a pass and before every chunk of calls. */
export async function whyNotStart({ ports, options }: Pass): Promise<"paused" | "deadline" | undefined> {
  const { deadlineMs } = options;
  if (deadlineMs !== undefined && ports.clock.now() > deadlineMs - DEADLINE_MARGIN_MS) return "deadline";
  const pause = await readPause(ports.store);
  return pause.paused ? "paused" : undefined;
}
