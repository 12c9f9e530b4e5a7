import type { AutomationEvent } from "./event.ts";
import type { Policy } from "./policy.ts";
import type { ResourceKind, ResourceRef } from "./resource.ts";
import type { Wish } from "./verbs.ts";

/** One policy applied to one event. */
export interface Intent {
  readonly policy: Policy;
  readonly event: AutomationEvent;
  readonly verb: Wish;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What of the parameters could not be read out of the event, by its field: nothing is done then. Default: nothing. */
  readonly unread?: string;
  readonly kinds: readonly ResourceKind[];
  /** Only this one, when the event names it: `target/kind/id`, or a bare name or id. */
  readonly only: string | null;
  /** Only these (`target/kind/id`), group by group, each after the one before it. Default: no set is named. */
  readonly groups?: readonly (readonly ResourceRef[])[];
  /** The run that is to be taken back, when the event names one. */
  readonly undoes?: string;
  /** Whether somebody ordered it in a chat, so that it needs a permission. Default: no. */
  readonly byChat?: boolean;
  /** Where something is to be created. */
  readonly target: string | null;
  /** What makes this intention this one and no other, across deliveries and runs. */
  readonly businessKey: string;
}
