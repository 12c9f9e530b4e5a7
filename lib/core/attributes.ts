import type { AutomationEvent } from "../domain/event.ts";
import type { Resource } from "../domain/resource.ts";
import type { CloudName } from "../domain/target.ts";
import type { Ownership } from "./owner.ts";
import type { Saving } from "./saving.ts";

const HOUR_MS = 3_600_000;

/** What the attributes are made from. */
export interface AttributeInput {
  readonly resource: Resource;
  readonly cloud: CloudName;
  readonly ownership: Ownership;
  readonly saving: Saving;
  readonly event: AutomationEvent;
  readonly nowMs: number;
}

/**
 * The variables that `where` can name. A value that is not known is `null`, and an expression that uses it is
 * doubt rather than yes or no.
 */
export function attributesOf(input: AttributeInput): Record<string, unknown> {
  const { resource, ownership, saving, nowMs } = input;
  return {
    id: resource.id,
    name: resource.name,
    ref: resource.ref,
    kind: resource.kind,
    target: resource.target,
    cloud: input.cloud,
    status: resource.status,
    state: resource.standing,
    flavor: resource.flavor,
    billing: resource.billing,
    hardware: resource.hardware,
    owner: ownership.owner,
    team: ownership.team,
    tags: resource.tags,
    user: resource.user,
    saves: saving.amount,
    ageHours: resource.createdAtMs === null ? null : (nowMs - resource.createdAtMs) / HOUR_MS,
    lease: resource.lease,
    event: input.event.data,
  };
}
