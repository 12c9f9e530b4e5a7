import type { Trigger } from "../../domain/functiongraph/function-answer.ts";
import { withoutVersion } from "../../domain/functiongraph/function-urn.ts";
import { triggerTypeOf } from "../../domain/functiongraph/trigger-types.ts";
import type { WantedTrigger } from "./wanted-stack.ts";

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isNothing = (value: unknown) => value === undefined || value === null || value === "";

/** Scalars come back as texts from some triggers (`is_serial`), so their texts are compared. */
function sameScalar(key: string, wanted: unknown, found: unknown): boolean {
  if (isNothing(wanted) || isNothing(found)) return isNothing(wanted) && isNothing(found);
  if (key === "function_urn") return withoutVersion(String(wanted)) === withoutVersion(String(found));
  return String(wanted) === String(found);
}

function same(key: string, wanted: unknown, found: unknown): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found) || wanted.length !== found.length) return false;
    const [a, b] = [wanted.map(String).sort(), found.map(String).sort()];
    return a.every((item, index) => item === b[index]);
  }
  if (isRecord(wanted)) {
    return isRecord(found) && Object.entries(wanted).every(([name, value]) => same(name, value, found[name]));
  }
  return sameScalar(key, wanted, found);
}

/**
 * Whether a found trigger is the wanted one, its status aside: every declared key has the declared value. What the
 * platform adds is left out of account, and so are secrets, which it need not show.
 */
export function isSameTrigger(wanted: WantedTrigger, found: Trigger): boolean {
  if (wanted.type !== found.trigger_type_code) return false;
  const secrets = triggerTypeOf(wanted.type)?.secrets ?? [];
  const data = found.event_data ?? {};
  return Object.entries(wanted.eventData).every(([key, value]) => {
    return secrets.includes(key) || same(key, value, data[key]);
  });
}

/** Whether a trigger is switched on; the API writes both DISABLED and DISABLE. */
export function statusOf({ trigger_status }: Pick<Trigger, "trigger_status">): "ACTIVE" | "DISABLED" {
  return trigger_status?.startsWith("DISABLE") ? "DISABLED" : "ACTIVE";
}

/** Whether a wanted trigger holds secrets, whose change nobody can see from outside. */
export function hasSecrets({ type, eventData }: WantedTrigger): boolean {
  return (triggerTypeOf(type)?.secrets ?? []).some((key) => Object.hasOwn(eventData, key));
}

/** A trigger in words: its type and the value that tells it from others. */
export function triggerLabel(type: string, eventData: Readonly<Record<string, unknown>>): string {
  const keys = triggerTypeOf(type)?.label ?? ["name"];
  const value = keys.map((key) => eventData[key]).find((text) => typeof text === "string");
  return value === undefined ? type : `${type} ${value}`;
}
