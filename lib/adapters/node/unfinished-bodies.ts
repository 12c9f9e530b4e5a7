/** Bodies that may be arriving at once: each may grow to 256 KiB. */
export const UNFINISHED_MAX = 1_000;
/** Of these, how many may come from one address. A proxy that hands bodies on at once stays far below. */
export const UNFINISHED_PER_ADDRESS_MAX = 250;

/** How many bodies may be arriving at once. */
export interface UnfinishedLimits {
  /** Default: {@link UNFINISHED_MAX}. */
  readonly atOnceMax?: number | undefined;
  /** Default: {@link UNFINISHED_PER_ADDRESS_MAX}. */
  readonly perAddressMax?: number | undefined;
}

/**
 * Counts a body until the function that is given back is called. `cut` is called when it has to make room: its sender is
 * to be answered without waiting for the rest.
 */
export type HoldBody = (address: string, cut: () => void) => () => void;

interface Held {
  readonly address: string;
  readonly cut: () => void;
}

/**
 * Bounds the bodies that are still arriving. When there are too many, of one address or in all, the one that takes longest
 * goes: what a sender means to say is here within milliseconds, and whoever keeps bodies open to take the places of others
 * loses his own.
 */
export function boundUnfinished(limits: UnfinishedLimits = {}): HoldBody {
  const { atOnceMax = UNFINISHED_MAX, perAddressMax = UNFINISHED_PER_ADDRESS_MAX } = limits;
  // Both in the order of arrival.
  const all = new Set<Held>();
  const byAddress = new Map<string, Set<Held>>();

  const release = (held: Held): void => {
    all.delete(held);
    const same = byAddress.get(held.address);
    same?.delete(held);
    if (same?.size === 0) byAddress.delete(held.address);
  };
  const cutOldest = (bodies: ReadonlySet<Held>): void => {
    const [oldest] = bodies;
    if (oldest === undefined) return;
    release(oldest);
    oldest.cut();
  };

  return (address, cut) => {
    const before = byAddress.get(address);
    if (before !== undefined && before.size >= perAddressMax) cutOldest(before);
    else if (all.size >= atOnceMax) cutOldest(all);
    const held = { address, cut };
    const same = byAddress.get(address) ?? new Set();
    byAddress.set(address, same.add(held));
    all.add(held);
    return () => release(held);
  };
}
