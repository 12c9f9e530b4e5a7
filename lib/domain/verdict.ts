import type { Intent } from "./intent.ts";
import type { Reason } from "./reasons.ts";
import type { Resource, ResourceRef } from "./resource.ts";

/** One thing that was looked at, and what it said. */
export interface Evidence {
  readonly signal: string;
  readonly value: string;
  readonly says: "idle" | "busy" | "absent" | "stale" | "fact";
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
  readonly text: string;
  readonly evidence: readonly Evidence[];
  /** Money saved by one stopped hour, and in what currency; `null` when no price is known. */
  readonly savesPerHour: { readonly amount: number; readonly currency: string } | null;
}
