import { auditMeaning } from "../domain/audit-words.ts";
import type { ActionRequest, AuditTrace, AutomationEvent } from "../domain/event.ts";
import type { Intent } from "../domain/intent.ts";
import { parseRef, type ResourceKind } from "../domain/resource.ts";
import type { Target } from "../domain/target.ts";
import { offers } from "./facts-needed.ts";

/** Which machines an event can mean, whatever the policy says. */
export type Scope = Pick<Intent, "only" | "target" | "groups" | "undoes">;

const EVERYTHING: Scope = { only: null, target: null };

function requested({ resource, resources, undoes, target }: ActionRequest): Scope {
  if (resources && undoes) return { only: null, target: target ?? null, groups: resources, undoes };
  return { only: resource ?? null, target: target ?? parseRef(resource ?? "")?.target ?? null };
}

/** A trace names no target, only the spelling of a cloud: where a single target can be meant, the others are not read. */
function traced(trace: AuditTrace, kinds: readonly ResourceKind[], targets: readonly Target[]): Scope {
  const cloud = auditMeaning(trace)?.cloud;
  const possible = targets.filter(
    (target) => target.cloud === cloud && kinds.some((kind) => offers(target, kind)),
  );
  const [only] = possible;
  return {
    only: trace.resourceId ?? trace.resourceName ?? null,
    target: only && possible.length === 1 ? only.name : null,
  };
}

/** The one machine and the one target that an event names, where it does. An alarm judges all that its policy means. */
export function scopeOf(
  event: AutomationEvent,
  kinds: readonly ResourceKind[],
  targets: readonly Target[],
): Scope {
  if (event.type === "action.request") return requested(event.data);
  return event.type === "audit.recorded" ? traced(event.data, kinds, targets) : EVERYTHING;
}
