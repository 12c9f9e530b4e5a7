import type { Cloud } from "../domain/clouds.ts";
import { AutomationError } from "../domain/errors.ts";
import { checkTrigger } from "../domain/functiongraph/check-body.ts";
import { triggerTypeOf } from "../domain/functiongraph/trigger-types.ts";
import type { Trigger } from "./stack.ts";

/** The clock and the gateway are declared with the functions that they belong to. */
const DECLARED_ELSEWHERE: readonly string[] = ["TIMER", "APIG", "DEDICATEDGATEWAY", "APIC"];

const REFERENCE = /^env:[A-Za-z_]\w*$/;

function refused(field: string, rule: string): AutomationError {
  return new AutomationError("invalid-config", `stack: ${field}: ${rule}`, { details: { field, rule } });
}

/**
 * Checks a trigger of the function `queue` against the table of trigger types. Throws `invalid-config` naming the key
 * and the rule: a trigger that is left out in silence leaves a queue unread. `place` stands before the names of keys.
 */
export function platformTrigger(
  wanted: { readonly type: string; readonly eventData: Readonly<Record<string, unknown>> },
  cloud: Cloud,
  place: string,
): Trigger {
  const { type, eventData } = wanted;
  checkTrigger({ type, eventData, status: "ACTIVE" }, { where: place, code: "invalid-config" });
  if (DECLARED_ELSEWHERE.includes(type))
    throw refused(`${place}.type`, "the stack declares clock and gateway itself");
  const row = triggerTypeOf(type);
  if (!row?.clouds.includes(cloud)) throw refused(`${place}.type`, `${cloud} has no trigger ${type}`);
  for (const key of row.secrets) {
    const value = eventData[key];
    if (value === undefined || (typeof value === "string" && REFERENCE.test(value))) continue;
    throw refused(`${place}.eventData.${key}`, "a reference such as env:NAME, never the secret itself");
  }
  return { kind: "platform", type, eventData };
}
