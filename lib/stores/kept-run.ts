import { AutomationEvent } from "../domain/event.ts";
import { withoutPasswords } from "../domain/password-fields.ts";
import type { OpenRun } from "../ports/log-reader.ts";
import { storeFailed } from "./store-failed.ts";

/** A run as a store keeps it. All but the event's text follows from its entries; `verify` says where it does not. */
export interface KeptRun {
  readonly run: string;
  /** `claimKey(event)`, unique. */
  readonly claim: string;
  /** Id, source and type of the event. */
  readonly event: string;
  readonly source: string;
  readonly type: string;
  /** JSON text of the event, as its digest in the first entry was taken. */
  readonly eventText: string;
  /** Milliseconds since the epoch, of the first and the last entry. */
  readonly receivedAtMs: number;
  readonly lastAtMs: number;
  readonly lastSeq: number;
  /** Hash of the last entry. */
  readonly head: string;
  readonly finished: boolean;
  /**
   * Whether an archive holds it. Then its entries are gone and its event's text is empty; only a run that records an
   * archive keeps both.
   */
  readonly archived: boolean;
}

/**
 * The event that a text holds, or `undefined` when it holds none. An older version took orders in that this one refuses
 * for the password in them: they are read without it, so that their runs can still be looked at and ended.
 */
export function parseEvent(eventText: string): AutomationEvent | undefined {
  try {
    const kept: unknown = JSON.parse(eventText);
    return AutomationEvent.safeParse(kept).data ?? AutomationEvent.safeParse(withoutPasswords(kept)).data;
  } catch {
    return undefined;
  }
}

/** Reads the event of a run back. Throws `store-failed` when it is none. */
export function readEvent(run: string, eventText: string): AutomationEvent {
  const event = parseEvent(eventText);
  if (event) return event;
  throw storeFailed(`the event of run ${run} cannot be read; check the log with verify`);
}

/** A run as the list of open runs shows it. */
export function openRunOf(
  run: Omit<KeptRun, "claim" | "eventText" | "lastSeq" | "head" | "finished" | "archived">,
): OpenRun {
  const { event, source, type, receivedAtMs, lastAtMs } = run;
  return { run: run.run, event, source, type, receivedAtMs, lastAtMs };
}
