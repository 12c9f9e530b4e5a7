import type { AutomationError } from "../domain/errors.ts";
import type { Inventory, Measurement } from "../domain/facts.ts";
import type { Resource, ResourceKind, ResourceRef } from "../domain/resource.ts";
import type { Step } from "../domain/step.ts";

/** A machine as read just now; `undefined` when the cloud says that there is none (any more). */
export type Shown = Resource | undefined;

/** Repetitions that a whole run may spend, so that a bad hour of a cloud is not made worse by everybody's patience. */
export interface RetryBudget {
  /** Takes one; `false` when none is left. */
  take(): boolean;
}

/** How far the reads of one pass may go. */
export interface ReadBounds {
  /** Milliseconds since the epoch: no attempt begins after it, and none waits longer. Default: none. */
  readonly deadlineMs?: number;
  /** Default: each read has its own few attempts. */
  readonly retries?: RetryBudget;
}

/** What the measurements of one policy are to cover. */
export interface MeasureOptions {
  /** Milliseconds since the epoch, end of the window. */
  readonly nowMs: number;
  readonly windowMs: number;
  /** How much further back it is told when each signal was busy, to see whether long work has ended. Default: 0. */
  readonly lookbackMs?: number;
  /** Whether notebooks are asked themselves for their kernels, sessions and terminals. Default: false. */
  readonly jupyter?: boolean;
  readonly bounds?: ReadBounds;
}

/** Signals by resource. A resource without a single point is absent. */
export interface Measured {
  readonly byResource: ReadonlyMap<ResourceRef, readonly Measurement[]>;
  /** Why some could not be read; `null` when all could. */
  readonly failed: string | null;
}

/**
 * What became of a call.
 * `accepted`: the cloud took it; `created` is the id of what a creation will make, `order` the id of its order where
 * it is bought by the month or year.
 * `rejected`: the cloud said no, nothing changed. `busy`: said no because of what goes on there right now.
 * `unsent`: it certainly had no effect. `lost`: it may have had one, the machine must tell.
 */
export type CallAnswer =
  | {
      readonly kind: "accepted";
      readonly request: string | null;
      readonly created: string | null;
      readonly order: string | null;
      readonly status: string | null;
      readonly updatedAtMs: number | null;
    }
  | { readonly kind: "rejected" | "busy" | "unsent" | "lost"; readonly error: AutomationError };

/** A signed call that waits for its permission. It can be sent once. */
export interface PreparedCall {
  /** The X-Sdk-Date that was signed: the gateway refuses the call 15 minutes after it. ISO 8601. */
  readonly signedAt: string;
  /** Name of the API operation. */
  readonly operation: string;
  /** Never rejects for something the cloud or the network did. */
  send(): Promise<CallAnswer>;
}

/** One target: the only way from the shell to a cloud. */
export interface CloudPort {
  readonly target: string;
  /** Never rejects for a failure of the cloud: that is a fact, told in the inventory. */
  list(kind: ResourceKind, bounds?: ReadBounds): Promise<Inventory>;
  /** Rejects with an `AutomationError` when the machine could not be read. */
  show(kind: ResourceKind, id: string, bounds?: ReadBounds): Promise<Shown>;
  /** Never rejects for a failure of the cloud: signals that could not be read are missing and `failed` says why. */
  measure(resources: readonly Resource[], options: MeasureOptions): Promise<Measured>;
  /**
   * Names of the flavors of this kind that cannot be had now. What cannot be read, or has no list, is empty: it never
   * rejects for a failure of the cloud. Absent: this cloud cannot tell.
   */
  soldOut?(kind: ResourceKind, bounds?: ReadBounds): Promise<ReadonlySet<string>>;
  /**
   * Builds and signs the one call that carries these steps (several only where the API has a batch action).
   * Rejects with `invalid-request`, `not-supported`, `missing-credentials` or `not-allowed` before anything is sent, and
   * with `unavailable` or `throttled` (and `details.retryAfterMs`) while calls of this kind are held back on our side.
   */
  prepare(steps: readonly Step[]): Promise<PreparedCall>;
}
