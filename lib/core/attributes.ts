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
 * Of servers only those on virtual machines tell their tags, and supernodes tell none: whether they carry one is not
 * known, and a machine that is to be left alone for its tag may be among them.
 */
function tagsOf({ kind, hardware, tags }: Resource): Resource["tags"] | null {
  const isUntold = kind === "supernode" || (kind === "dev-server" && hardware !== "ECS");
  return isUntold && Object.keys(tags).length === 0 ? null : tags;
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
    tags: tagsOf(resource),
    user: resource.user,
    saves: saving.amount,
    ageHours: resource.createdAtMs === null ? null : (nowMs - resource.createdAtMs) / HOUR_MS,
    lease: resource.lease,
    event: input.event.data,
  };
}
