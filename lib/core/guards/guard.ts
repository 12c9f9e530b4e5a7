import type { Facts } from "../../domain/facts.ts";
import type { Intent } from "../../domain/intent.ts";
import type { Freeze } from "../../domain/policy.ts";
import type { Reason } from "../../domain/reasons.ts";
import type { Resource } from "../../domain/resource.ts";
import type { Evidence } from "../../domain/verdict.ts";
import type { Permission } from "../access/permission.ts";
import type { HoursDoubt, HoursView } from "../hours/hours-view.ts";
import type { Ownership } from "../owner.ts";
import type { Saving } from "../saving.ts";

/** One resource that a policy means, with everything a guard may look at. */
export interface Candidate {
  readonly intent: Intent;
  readonly resource: Resource;
  readonly ownership: Ownership;
  readonly saving: Saving;
  /** The policy's hours for the machine's team; `null` where it has none. */
  readonly hours: HoursView | HoursDoubt | null;
  /** The freeze that holds now. */
  readonly freeze: Freeze | undefined;
  readonly facts: Facts;
  /** Whether whoever asked may do it here. Absent: nobody asked whose rights are limited. */
  readonly access?: Permission;
}

/** A guard's veto. */
export interface Veto {
  readonly reason: Reason;
  readonly text: string;
  readonly evidence?: readonly Evidence[];
}

/** A built-in pure rule that can veto. It never allows anything: it only finds a reason not to act. */
export type Guard = (candidate: Candidate) => Veto | undefined;

/** Whether a person wants it to happen now: asked for it, or had an event of the log played again. */
export function wantedByPerson(intent: Intent): boolean {
  return askedByPerson(intent) || intent.event.replayof !== undefined;
}

/** Whether a person asked for this very thing, as opposed to a rule that swept it up. */
export function askedByPerson(intent: Intent): boolean {
  return intent.event.type === "action.request" || intent.event.type === "ticket.updated";
}
