import type { Config } from "../../../lib/domain/config.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import type { Resource } from "../../../lib/domain/resource.ts";
import type { VerbName } from "../../../lib/domain/verbs.ts";
import type { Verdict } from "../../../lib/domain/verdict.ts";
import { intent, policy, rulebook, tick } from "../../fixtures/policies.ts";

interface VerdictParts {
  readonly verb?: VerbName;
  readonly owner?: string | null;
  readonly saves?: number;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly event?: AutomationEvent;
  readonly config?: Partial<Config>;
}

/** A verdict to act on a machine, as if every guard had let it pass. */
export function verdict(resource: Resource, parts: VerdictParts = {}): Verdict {
  const { verb = "stop", owner = "anna", saves, parameters = {}, event = tick() } = parts;
  const rules = rulebook(parts.config);
  const meant =
    event.type === "schedule.tick" ? intent(event, rulebook({ policies: [policy()] })) : intent(event, rules);
  return {
    intent: { ...meant, verb, parameters },
    ref: resource.ref,
    resource,
    owner,
    team: null,
    act: true,
    reason: "matched",
    text: "the policy applies",
    evidence: [],
    savesPerHour: saves === undefined ? null : { amount: saves, currency: "EUR" },
  };
}
