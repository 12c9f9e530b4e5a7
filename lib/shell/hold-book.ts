import type { Hold } from "../domain/hold.ts";
import type { Store } from "../ports/store.ts";
import { entryAt } from "./entry.ts";
import { append, type Pass, stateOf } from "./pass.ts";

/**
 * The holds of one run. Each is announced in the log before the store changes, as a call is before it leaves: a process
 * that stood still in between and goes on late can then only keep what the log says already, and whoever takes the run up
 * comes to the same.
 */
export interface HoldBook {
  /** What earlier passes of this run announced. */
  readonly announced: readonly Hold[];
  /** Writes down what is about to be kept. Rejects when the run has passed to another pass: nothing may be kept then. */
  announce(holds: readonly Hold[]): Promise<void>;
}

/** A hold that ends in the moment in which it was asked for is a release. */
function wordsOf({ resource, until, createdAt }: Hold): string {
  return until === createdAt ? `${resource} released` : `${resource} held until ${until}`;
}

/** The book of a pass that carries out what it decides. */
export function holdBookOf(pass: Pass): HoldBook {
  return {
    announced: stateOf(pass).announced,
    announce: async (holds) => {
      const text = holds.map(wordsOf).join(", ");
      const parts = { phase: "planned", reason: "requested", text: `about to be so: ${text}` } as const;
      const entry = entryAt(pass.ports.clock.now(), { ...parts, details: { holds } });
      await append(pass, [entry], { leases: [...pass.leases.values()] });
    },
  };
}

/** The holds that stand, and those that this run has announced: unless somebody has asked for another one since. */
export function withAnnounced(
  listed: readonly Hold[],
  { announced }: Pick<HoldBook, "announced">,
): readonly Hold[] {
  const isLater = (one: Hold, other: Hold) => Date.parse(one.createdAt) > Date.parse(other.createdAt);
  const own = announced.filter(
    (hold) => !listed.some((other) => other.resource === hold.resource && isLater(other, hold)),
  );
  return [...own, ...listed.filter(({ resource }) => !own.some((hold) => hold.resource === resource))];
}

/** Keeps what was granted, each after its announcement. */
export async function keepHolds(
  holds: readonly Hold[],
  { store, book }: { readonly store: Pick<Store, "putHold">; readonly book: HoldBook },
): Promise<void> {
  const isAnnounced = (hold: Hold) => book.announced.some(({ resource }) => resource === hold.resource);
  const news = holds.filter((hold) => !isAnnounced(hold));
  if (news.length > 0) await book.announce(news);
  for (const hold of holds) await store.putHold(hold);
}

/** A book for whoever keeps nothing, or has no run to write into. */
export const NO_BOOK: HoldBook = { announced: [], announce: async () => undefined };
