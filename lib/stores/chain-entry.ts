import { type NewEntry, STATUS_VERSION, type StatusEntry } from "../domain/status.ts";
import { chainHash } from "../signing/hash-chain.ts";
import { type KeptEntry, keptEntry } from "./kept-entry.ts";
import { checkEntry } from "./read-entry.ts";
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
 * Numbers an entry, writes it out and links it to the chain. What could not be read back later is refused now.
 *
 * @throws AutomationError `store-failed` for an entry that is not one
 */
export function chainEntry(end: ChainEnd, entry: NewEntry): ChainedEntry {
  const full = fullEntry(end, entry);
  checkEntry(full);
  const bytes = JSON.stringify(full);
  if (bytes.length > ENTRY_CHARACTERS_MAX) {
    throw storeFailed(
      `an entry of phase ${entry.phase} has ${bytes.length} characters, at most ${ENTRY_CHARACTERS_MAX} are kept; shorten its details`,
    );
  }
  return { entry: full, kept: keptEntry(full, bytes, chainHash(end.head, bytes)) };
}

/** The order of the fields is fixed, so the same entry always has the same bytes. */
function fullEntry(end: ChainEnd, entry: NewEntry): StatusEntry {
  return {
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
    details: asJson(entry),
  };
}

/** The details in the form in which they will be read: a date is a text, what is undefined is absent. */
function asJson({ phase, details }: NewEntry): StatusEntry["details"] {
  try {
    return JSON.parse(JSON.stringify(details));
  } catch (cause) {
    throw storeFailed(`the details of an entry of phase ${phase} have no JSON form`, { cause });
  }
}
