import { CLOUDS } from "../domain/clouds.ts";
import type { Intent } from "../domain/intent.ts";
import type { NotebookLease, Resource } from "../domain/resource.ts";
import type { CloudName } from "../domain/target.ts";
import { askedByPerson } from "./guards/guard.ts";

/** A timed lease stops whatever runs, so on a machine that is not proven idle it leaves at least a day to object. */
export const TIMED_LEASE_HOURS_MIN = 24;

/** What a notebook lease is to be. */
export interface LeaseWish {
  /** `undefined`: nobody has said, and only a timed one can be had. */
  readonly type: NotebookLease["type"] | undefined;
  readonly hours: number;
}

/** Reads the wish out of the parameters of the verb lease. */
export function leaseWish({ parameters }: Pick<Intent, "parameters">): LeaseWish {
  const { type, hours } = parameters;
  return {
    type: type === "idle" || type === "timing" ? type : undefined,
    hours: typeof hours === "number" ? hours : 1,
  };
}

/**
 * The intent with the type of notebook lease that is meant where nobody has written one: `idle` where the cloud has a
 * detector of its own, so that it goes on stopping abandoned notebooks while Curfew is down. A person who asks for more
 * time gets it in the kind that is set. A timed lease stops whatever runs, so no policy sets one unasked.
 */
export function withLeaseType(intent: Intent, resource: Resource, cloud: CloudName | undefined): Intent {
  if (intent.verb !== "lease" || leaseWish(intent).type !== undefined) return intent;
  const hasDetector = resource.kind === "notebook" && cloud !== undefined && CLOUDS[cloud].idleLease;
  const isTimed = resource.lease?.enabled === true && resource.lease.type === "timing";
  if (askedByPerson(intent) && (isTimed || !hasDetector)) {
    return { ...intent, parameters: { ...intent.parameters, type: "timing" } };
  }
  return hasDetector ? { ...intent, parameters: { ...intent.parameters, type: "idle" } } : intent;
}

/** What the cloud will do by itself, for everybody who reads the log. */
export function announceLease({ type, hours }: LeaseWish): string {
  const span = `${hours} ${hours === 1 ? "hour" : "hours"}`;
  return type === "idle"
    ? `the cloud itself will stop it once it has been idle for ${span}`
    : `the cloud itself will stop it ${span} from then, whatever runs on it`;
}
