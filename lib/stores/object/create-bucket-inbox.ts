import { isAutomationError } from "../../domain/errors.ts";
import { AutomationEvent, claimKey } from "../../domain/event.ts";
import type { Bucket } from "../../ports/bucket.ts";
import { digest } from "../../signing/hash-chain.ts";
import { writeKept } from "../kept-json.ts";
import { parseEvent } from "../kept-run.ts";
import { certainPut } from "./certain-put.ts";
import { storeBucket } from "./store-bucket.ts";

const INBOX = "inbox/";
const REFUSED = "inbox-refused/";

/** Most deliveries that one call takes out. */
export const DRAIN_MAX = 1_000;

/** What became of what lay in the inbox. */
export interface Drained {
  /** How many were taken into the log. */
  readonly accepted: number;
  /** Keys of those that are no event of Curfew; they lie under `inbox-refused/` now. */
  readonly refused: readonly string[];
  /** Why one could not be taken in; it is still there, and so is what lies behind it. */
  readonly failed: unknown;
  /** Whether there is more, as far as the listing says. */
  readonly more: boolean;
}

/** Where those who take events in put them for the one who writes the log. */
export interface BucketInbox {
  /**
   * Puts a verified event down, durably; the same delivery again is the same object. Rejects with `store-failed` when
   * nobody says that it was written: the sender has to come again then.
   */
  put(event: AutomationEvent): Promise<void>;
  /**
   * Takes events into the log, the ones that the listing names, at most `limit` (1 to `DRAIN_MAX`). An event is removed
   * after `accept` has resolved, so it may be given twice and is never lost: `accept` has to be idempotent, as the log's is.
   */
  drain(accept: (event: AutomationEvent) => Promise<unknown>, limit: number): Promise<Drained>;
}

/** The inbox in a bucket. It needs no lock: several may put and several may drain. */
export function createBucketInbox(plain: Bucket): BucketInbox {
  const bucket = storeBucket(plain);
  return {
    put: async (event) => {
      const text = writeKept("an event", AutomationEvent, event);
      await certainPut(bucket, inboxKey(event), text, "over");
    },
    drain: async (accept, limit) => {
      const page = await bucket.list(INBOX, { limit: Math.min(Math.max(1, limit), DRAIN_MAX) });
      const refused: string[] = [];
      let accepted = 0;
      for (const { key } of page.objects) {
        const outcome = await takeOne(bucket, key, accept);
        if (outcome === "accepted") accepted += 1;
        if (outcome === "refused") refused.push(key);
        if (typeof outcome === "object") return { accepted, refused, failed: outcome.failed, more: true };
      }
      return { accepted, refused, failed: null, more: page.more };
    },
  };
}

/** Source and id of the sender's choosing never become part of a key as they are. */
export function inboxKey(event: Pick<AutomationEvent, "source" | "id">): string {
  return `${INBOX}${digest(claimKey(event))}.json`;
}

type Outcome = "accepted" | "refused" | "gone" | { readonly failed: unknown };

async function takeOne(
  bucket: Bucket,
  key: string,
  accept: (event: AutomationEvent) => Promise<unknown>,
): Promise<Outcome> {
  try {
    const bytes = await bucket.get(key);
    // A late listing names what was taken out already.
    if (!bytes) return "gone";
    const text = new TextDecoder().decode(bytes);
    const event = parseEvent(text);
    if (!event || inboxKey(event) !== key) {
      await certainPut(bucket, `${REFUSED}${key.slice(INBOX.length)}`, text, "over");
      await bucket.remove([key]);
      return "refused";
    }
    await accept(event);
    await bucket.remove([key]);
    return "accepted";
  } catch (failed) {
    if (isAutomationError(failed)) return { failed };
    throw failed;
  }
}
