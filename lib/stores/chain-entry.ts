import { type NewEntry, STATUS_VERSION, type StatusEntry } from "../domain/status.ts";
import { chainHash } from "../signing/hash-chain.ts";
import { entryColumns, type KeptEntry } from "./kept-entry.ts";
import { readEntry } from "./read-entry.ts";
import { storeFailed } from "./store-failed.ts";

/** Most characters of one entry as JSON text; an event of the largest size fits in twice. */
export const ENTRY_CHARACTERS_MAX = 1_048_576;

/** Where a run stands: what its next entry is chained to. */
export interface ChainEnd {
  readonly run: string;
  /** Id of the event that started the run. */
  readonly event: string;
  readonly lastSeq: number;
  /** Hash of the last entry, or the run's genesis. */
  readonly head: string;
}

/** An entry with its number and its link in the chain, ready to be kept. */
export interface ChainedEntry {
  readonly entry: StatusEntry;
  readonly kept: KeptEntry;
}

/**
 * Numbers an entry, writes it out and links it to the chain. The entry is read back from its bytes before anything is
 * kept: what cannot be read later is refused now.
 *
 * @throws AutomationError `store-failed` for an entry that is not one
 */
export function chainEntry(end: ChainEnd, entry: NewEntry): ChainedEntry {
  const bytes = writeEntry(end, entry);
  if (bytes.length > ENTRY_CHARACTERS_MAX) {
    throw storeFailed(
      `an entry of phase ${entry.phase} has ${bytes.length} characters, at most ${ENTRY_CHARACTERS_MAX} are kept; shorten its details`,
    );
  }
  const read = readEntry(bytes);
  return {
    entry: read,
    kept: { ...entryColumns(read), bytes, hash: chainHash(end.head, bytes) },
  };
}

/** The order of the fields is fixed, so the same entry always has the same bytes. */
function writeEntry(end: ChainEnd, entry: NewEntry): string {
  const full: StatusEntry = {
    v: STATUS_VERSION,
    run: end.run,
    seq: end.lastSeq + 1,
    at: entry.at,
    event: end.event,
    policy: entry.policy,
    resource: entry.resource,
    action: entry.action,
    phase: entry.phase,
    reason: entry.reason,
    text: entry.text,
    step: entry.step,
    call: entry.call,
    request: entry.request,
    durationMs: entry.durationMs,
    details: entry.details,
  };
  try {
    return JSON.stringify(full);
  } catch (cause) {
    throw storeFailed(`the details of an entry of phase ${entry.phase} have no JSON form`, { cause });
  }
}
