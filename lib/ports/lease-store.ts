/**
 * The right of one run to act on one resource for a while. `fence` grows with every new holder and never falls, so a
 * writer that slept through the end of its lease is told from the one that holds it now.
 */
export interface Lease {
  /** `target/kind/id`, or `run/ID` for the decision of a run. */
  readonly resource: string;
  /** Who holds it: the id of a run, or of a pass. */
  readonly holder: string;
  readonly fence: number;
  /** Milliseconds since the epoch, by the holder's clock. */
  readonly untilMs: number;
}

/** A lease as it was given. */
export interface TakenLease extends Lease {
  /** Whether the holder before let it run out instead of giving it back: it died, or it stands still. */
  readonly tookOver: boolean;
}

/** What is asked for. */
export interface LeaseRequest {
  readonly holder: string;
  /** At most `LEASES_MAX`, each once. */
  readonly resources: readonly string[];
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  readonly untilMs: number;
}

/**
 * Locks between runs, one a resource. They give order, they do not guard the cloud: what has been sent cannot be called
 * back, so whoever asks makes a lease outlive the signature of the call it covers.
 */
export interface LeaseStore {
  /**
   * Gives each resource that is free, has run out at `nowMs`, or is held by this holder already (a renewal: same fence,
   * and `untilMs` moves, but never back). What another one holds is missing from the answer. A lease that ends more than
   * `LEASE_AHEAD_MS` after `nowMs` was made by a clock that was wrong, and counts as run out; to ask for one rejects.
   * What was given back gets a new fence, also for the same holder. One atomic, durable write; none when nothing can
   * be given.
   */
  takeLeases(request: LeaseRequest): Promise<readonly TakenLease[]>;
  /** Gives back those that still stand with this holder and fence; others are left alone. */
  releaseLeases(leases: readonly Lease[]): Promise<void>;
}
