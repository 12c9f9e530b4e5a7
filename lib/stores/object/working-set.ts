import type { Checkpoint } from "../../domain/checkpoint.ts";
import type { ChainedEntry } from "../chain-entry.ts";
import type { KeptLease } from "../give-lease.ts";
import type { KeptEntry } from "../kept-entry.ts";
import { columnText } from "../kept-entry.ts";
import type { KeptRun } from "../kept-run.ts";
import { emptyMemoryState, type MemoryState } from "../memory/memory-state.ts";
import { type Effects, NO_EFFECTS } from "./journal-record.ts";
import type { ObjectState } from "./object-state.ts";

/** What one write looks at. */
export interface Needed {
  readonly runs: readonly KeptRun[];
  /** The run that a claim belongs to. */
  readonly claims?: readonly (readonly [claim: string, run: string])[];
  /** Those that are taken. */
  readonly permits?: readonly string[];
  /** Resources. */
  readonly leases?: readonly string[];
  /** The run that will get entries. */
  readonly run?: string;
  /** By number less one; what is not needed is a hole. Default: the newest alone. */
  readonly checkpoints?: Checkpoint[];
}

/** A memory store's state that holds just what one write looks at, and afterwards what the write did. */
export interface WorkingSet {
  readonly memory: MemoryState;
  /** What was done since it was made; `undefined` when nothing was. */
  readonly effects: () => Effects | undefined;
}

/**
 * The memory store decides every write. It does so on a small state of its own, so that nothing has to be taken back
 * when the record of it cannot be written.
 */
export function workingSet(state: ObjectState, needed: Needed): WorkingSet {
  const { lastCheckpoint } = state;
  const memory: MemoryState = {
    ...emptyMemoryState(),
    runs: new Map(needed.runs.map((run) => [run.run, run])),
    claims: new Map(needed.claims),
    entries: new Map(needed.run === undefined ? [] : [[needed.run, []]]),
    permits: new Set(needed.permits),
    checkpoints: needed.checkpoints ?? (lastCheckpoint ? [lastCheckpoint] : []),
    leases: leasesOn(state, needed.leases ?? []),
  };
  const before = {
    runs: new Map(memory.runs),
    permits: new Set(memory.permits),
    leases: new Map(memory.leases),
  };
  const checkpoints = memory.checkpoints.length;
  return {
    memory,
    effects: () => {
      const [links = []] = [...memory.entries.values()].filter((own) => own.length > 0);
      const leases = [...memory.leases].filter(([resource, lease]) => before.leases.get(resource) !== lease);
      if (links.length === 0 && leases.length === 0) return undefined;
      return {
        ...NO_EFFECTS,
        run: runOf(links, before.runs, memory),
        entries: links.map(({ kept }, index) => ({ place: state.place + index, kept: plain(kept) })),
        checkpoint: memory.checkpoints.length > checkpoints ? (memory.checkpoints.at(-1) ?? null) : null,
        permits: [...memory.permits].filter((permit) => !before.permits.has(permit)),
        leases: leases.map(([resource, lease]) => ({ resource, ...lease })),
      };
    },
  };
}

function leasesOn(state: ObjectState, resources: readonly string[]): Map<string, KeptLease> {
  const leases = new Map<string, KeptLease>();
  for (const name of resources.map(columnText)) {
    const lease = state.leases.get(name);
    if (lease) leases.set(name, lease);
  }
  return leases;
}

function runOf(
  links: readonly ChainedEntry[],
  before: ReadonlyMap<string, KeptRun>,
  memory: MemoryState,
): Effects["run"] {
  const run = memory.runs.get(links[0]?.kept.run ?? "");
  if (!run) return null;
  return { ...run, eventText: before.has(run.run) ? null : run.eventText };
}

function plain(kept: KeptEntry): KeptEntry {
  return { ...kept };
}
