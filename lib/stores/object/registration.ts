import * as z from "zod";
import type { Bucket } from "../../ports/bucket.ts";
import { storeFailed } from "../store-failed.ts";
import { certainPut } from "./certain-put.ts";
import type { KeyOf } from "./follow-records.ts";
import { HINT_KEY, markedRecordKey, registrationKey } from "./layout.ts";
import { readObject } from "./read-object.ts";
import { sameWriter, WriterMark } from "./writer-mark.ts";

/** More registrations than this behind the hint: somebody puts the hint back all the time. */
const WALK_MAX = 50_000;

const Span = WriterMark.extend({ began: z.number().int().positive() });

/**
 * A writer, and all that a reader needs to find what it and those before it wrote. A writer registers twice: first
 * without `began`, so that the one before can write nothing more that counts; then it reads to the end, and registers
 * again with the number at which it begins.
 */
export const Registration = WriterMark.extend({
  v: z.literal(1),
  /** Its first record; `null` while it reads what others wrote. */
  began: z.number().int().positive().nullable(),
  /** The registration that this one follows; `null` for the first of all. */
  after: WriterMark.nullable(),
  /** Where reading begins. */
  snapshot: z.object({ n: z.number(), key: z.string() }).nullable(),
  /** Writers since that snapshot, and the numbers at which each began. */
  before: z.array(Span),
});
export type Registration = z.infer<typeof Registration>;

/** The chain of registrations: each lies under a key that its predecessor determines, so it can be walked without a listing. */
export interface Registry {
  newest(): Promise<Registration | undefined>;
  /** The registration behind this one. */
  next(after: WriterMark | null): Promise<Registration | undefined>;
  /** Whether the chain goes on with this one now. */
  claim(registration: Registration): Promise<boolean>;
  /** Whether this is still the newest, and in the chain. */
  stands(registration: Registration): Promise<boolean>;
}

/** The chain in a bucket. */
export function createRegistry(bucket: Bucket): Registry {
  const next = (after: WriterMark | null) => readObject(bucket, registrationKey(after), Registration);
  return {
    next,
    newest: async () => {
      const hint = await readObject(bucket, HINT_KEY, Registration);
      // A hint may name a registration that never came into the chain; its place in the chain says which did.
      let found = (hint && (await next(hint.after))) ?? (await next(null));
      for (let steps = 0; found && steps < WALK_MAX; steps += 1) {
        const following: Registration | undefined = await next(found);
        if (!following) return found;
        found = following;
      }
      if (!found) return undefined;
      throw storeFailed("the chain of writers does not end; the bucket is damaged");
    },
    claim: async (registration) => {
      if (await next(registration.after)) return false;
      const text = JSON.stringify(registration);
      const key = registrationKey(registration.after);
      // An append at the beginning is refused where something is: that is a lock, as far as appends are atomic.
      const mode = bucket.capabilities.append ? "append" : "over";
      if ((await certainPut(bucket, key, text, mode)) === "taken") return false;
      if (!sameWriter(await next(registration.after), registration)) return false;
      await certainPut(bucket, HINT_KEY, text, "over");
      return true;
    },
    stands: async (registration) => {
      const [own, following] = await Promise.all([next(registration.after), next(registration)]);
      return sameWriter(own, registration) && following === undefined;
    },
  };
}

/** Who may have written behind the snapshot, oldest first, and the number at which each began. */
export function writersOf({ before, fence, nonce, began }: Registration): Registration["before"] {
  return began === null ? before : [...before, { fence, nonce, began }];
}

/** The key of each record: its writer is the last one that had begun by then. */
export function keysOfWriters(registration: Registration): KeyOf {
  const writers = writersOf(registration);
  return (n) => {
    const writer = writers.findLast(({ began }) => began <= n);
    return writer && markedRecordKey(n, writer);
  };
}

/** The writers that a registration has to name: those that may have written between its snapshot and its beginning. */
export function writersSince(
  previous: Registration | undefined,
  began: number,
  snapshot: Registration["snapshot"],
): Registration["before"] {
  const writers = previous ? writersOf(previous) : [];
  return writers.filter((_, index) => (writers[index + 1]?.began ?? began) > (snapshot?.n ?? 0));
}
