import { type AutomationEvent, claimKey } from "../domain/event.ts";
import type { Intake } from "../ports/status-log.ts";
import { digest, genesisHash } from "../signing/hash-chain.ts";
import { type ChainedEntry, chainEntry } from "./chain-entry.ts";
import { columnText } from "./kept-entry.ts";
import type { KeptRun } from "./kept-run.ts";
import { storeFailed } from "./store-failed.ts";

/** Run ids stand in seals, one field a line, so they are plain. */
const RUN_ID = /^[\x21-\x7e]{1,128}$/;

/**
 * What `accept` writes for a new key: the run and its first entry. The digest of the event's text stands in that
 * entry, so the chain protects the event as well.
 *
 * @throws AutomationError `store-failed` for a run id, key or entry that breaks the rules of `StatusLog.accept`
 */
export function startRun(intake: Intake): { readonly run: KeptRun; readonly first: ChainedEntry } {
  checkIntake(intake);
  const { run, event, entry } = intake;
  const eventText = JSON.stringify(event);
  const details = { ...entry.details, eventDigest: digest(eventText) };
  const columns = eventColumns(event);
  const end = { run, event: columns.event, lastSeq: 0, head: genesisHash(run) };
  const first = chainEntry(end, { ...entry, details });
  return {
    run: {
      run,
      ...columns,
      eventText,
      receivedAtMs: first.kept.atMs,
      lastAtMs: first.kept.atMs,
      lastSeq: 1,
      head: first.kept.hash,
      finished: false,
      archived: false,
    },
    first,
  };
}

/** The columns that follow from an event; `verify` compares them with what is kept. */
export function eventColumns(event: AutomationEvent): Pick<KeptRun, "claim" | "event" | "source" | "type"> {
  return {
    claim: columnText(claimKey(event)),
    event: columnText(event.id),
    source: columnText(event.source),
    type: event.type,
  };
}

function checkIntake({ run, key, event, entry }: Intake): void {
  if (!RUN_ID.test(run)) throw storeFailed("run: 1 to 128 visible ASCII characters");
  // Another key would let the same delivery start a second run.
  if (key !== claimKey(event)) throw storeFailed("key: must be the claim key of the event");
  if (entry.phase !== "received") throw storeFailed("entry: the first entry of a run is of phase received");
}
