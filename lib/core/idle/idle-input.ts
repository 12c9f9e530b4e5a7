import type { Measurement } from "../../domain/facts.ts";
import type { IdleThresholds } from "../../domain/policy.ts";
import type { Resource } from "../../domain/resource.ts";

/** What idleness is judged by. */
export interface IdleInput {
  readonly resource: Resource;
  readonly measurements: readonly Measurement[];
  readonly thresholds: IdleThresholds;
  readonly windowMs: number;
  readonly nowMs: number;
  /** How much longer is waited after long work has ended. Default: 0. */
  readonly graceMs?: number;
  /** When a person last asked for something of the machine through us, milliseconds since the epoch. Default: never. */
  readonly personMs?: number | undefined;
  /** When a person last set or renewed the notebook lease, milliseconds since the epoch. Default: never. */
  readonly leaseMs?: number | undefined;
}
