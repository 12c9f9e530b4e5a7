import type { Facts } from "../../domain/facts.ts";
import type { Intent } from "../../domain/intent.ts";
import type { Reason } from "../../domain/reasons.ts";
import type { Resource } from "../../domain/resource.ts";
import type { Evidence } from "../../domain/verdict.ts";
import type { Ownership } from "../owner.ts";
import type { Saving } from "../saving.ts";

/** One resource that a policy means, with everything a guard may look at. */
export interface Candidate {
  readonly intent: Intent;
  readonly resource: Resource;
  readonly ownership: Ownership;
  readonly saving: Saving;
  readonly facts: Facts;
}

/** A guard's veto. */
export interface Veto {
  readonly reason: Reason;
  readonly text: string;
  readonly evidence?: readonly Evidence[];
}

/** A built-in pure rule that can veto. It never allows anything: it only finds a reason not to act. */
export type Guard = (candidate: Candidate) => Veto | undefined;

/** Whether a person asked for this very thing, as opposed to a rule that swept it up. */
export function askedByPerson(intent: Intent): boolean {
  return intent.event.type === "action.request" || intent.event.type === "ticket.updated";
}
