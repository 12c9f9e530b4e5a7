import type { Candidate } from "../../../../lib/core/guards/guard.ts";
import type { Config } from "../../../../lib/domain/config.ts";
import type { Facts } from "../../../../lib/domain/facts.ts";
import type { Policy } from "../../../../lib/domain/policy.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import type { VerbName } from "../../../../lib/domain/verbs.ts";
import { intent, policy, request, rulebook, tick } from "../../../fixtures/policies.ts";
import { facts, notebook } from "../../../fixtures/resources.ts";

/** A machine before a guard: a clock policy means it, or a person asked for it by name. */
export function candidate(
  parts: {
    readonly config?: Partial<Config>;
    readonly resource?: Resource;
    readonly verb?: VerbName;
    readonly policy?: Partial<Policy>;
    readonly facts?: Facts;
    readonly person?: boolean;
  } = {},
): Candidate {
  const { resource = notebook(), verb = "stop", person = false } = parts;
  const policies = [policy({ action: { verb, parameters: {} }, ...parts.policy })];
  const rules = rulebook({ policies, ...parts.config });
  const asked = intent(person ? request({ verb, resource: resource.ref }) : tick(), rules);
  const ownership = rules.ownerOf(resource);
  const known = parts.facts ?? facts();
  return {
    intent: asked,
    resource,
    ownership,
    saving: rules.savingOf(resource),
    hours: rules.hoursOf(asked.policy, ownership.team),
    freeze: rules.freezeAt(known.nowMs),
    facts: known,
  };
}
