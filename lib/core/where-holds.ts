import { attributesOf } from "./attributes.ts";
import type { Candidate, Veto } from "./guards/guard.ts";
import type { Rulebook } from "./rulebook.ts";

/** Whether a policy means a machine: `true` and `false` are the expression's own answers; a veto is doubt. */
export function whereHolds(candidate: Candidate, rulebook: Rulebook): boolean | Veto {
  const { intent, resource, ownership, saving, facts } = candidate;
  const where = rulebook.where(intent.policy);
  if (!where) return true;
  const cloud = rulebook.target(resource.target)?.cloud;
  if (!cloud) return { reason: "where-unknown", text: `the target ${resource.target} is not in the config` };
  const result = where.evaluate(
    attributesOf({ resource, cloud, ownership, saving, event: intent.event, nowMs: facts.nowMs }),
  );
  return result.ok ? result.value : { reason: "where-unknown", text: `${where.source}: ${result.why}` };
}
