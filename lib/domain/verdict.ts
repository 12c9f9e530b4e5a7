import type { Measurement, SignalName } from "./facts.ts";
import type { Intent } from "./intent.ts";
import type { Reason } from "./reasons.ts";
import type { Resource, ResourceRef } from "./resource.ts";

/**
 * What speaks for or against rest: the signals that are measured, and moments that are known: `person` (somebody asked
 * something about the machine), `lease` (somebody set its notebook lease), `change` (its last change), `uptime` (since it
 * exists) and `work` (long work has ended).
 */
export type VoteName = SignalName | "person" | "lease" | "change" | "uptime" | "work";

/**
 * One signal that was looked at, and what it said. It refers to the measurement instead of spelling it out: of a large
 * fleet only the few verdicts that are written down are ever put into words.
 */
export interface Evidence {
  readonly signal: VoteName;
  readonly says: "idle" | "busy" | "absent" | "stale";
  /** `null` when nothing was measured. */
  readonly measured: Measurement | null;
  /** What the measurement was held against, in the signal's own unit; milliseconds for a moment. */
  readonly limit: number;
  /** How long ago it was, for a moment; milliseconds. */
  readonly agoMs?: number;
  /** How many accelerators would have to be known, where fewer are. Absent: as many as have to be. */
  readonly devicesWanted?: number;
}

/** The judgement on one resource: act, or skip and why. */
export interface Verdict {
  readonly intent: Intent;
  /** `target/kind/id`; for a creation `target/kind/+name`. */
  readonly ref: ResourceRef;
  /** `null` for a creation, and for something that was asked for but not found. */
  readonly resource: Resource | null;
  readonly owner: string | null;
  readonly team: string | null;
  readonly act: boolean;
  readonly reason: Reason;
  /** One sentence; empty where the evidence speaks (see `describeVerdict`). */
  readonly text: string;
  readonly evidence: readonly Evidence[];
  /** Money saved by one stopped hour, and in what currency; `null` when no price is known. */
  readonly savesPerHour: { readonly amount: number; readonly currency: string } | null;
}
