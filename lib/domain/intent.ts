import type { AutomationEvent } from "./event.ts";
import type { Policy } from "./policy.ts";
import type { ResourceKind } from "./resource.ts";
import type { Wish } from "./verbs.ts";

/** One policy applied to one event. */
export interface Intent {
  readonly policy: Policy;
  readonly event: AutomationEvent;
  readonly verb: Wish;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly kinds: readonly ResourceKind[];
  /** Only this one, when the event names it: `target/kind/id`, or a bare name or id. */
  readonly only: string | null;
  /** Where something is to be created. */
  readonly target: string | null;
  /** What makes this intention this one and no other, across deliveries and runs. */
  readonly businessKey: string;
}
