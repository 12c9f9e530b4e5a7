import { isSameTrigger, statusOf, triggerLabel } from "../../clients/functiongraph/same-trigger.ts";
import type { ReadVariable } from "../../compose/references.ts";
import { triggerTypeOf } from "../../domain/functiongraph/trigger-types.ts";
import { type TriggerRequest, triggerRequest } from "../../stack/event-data.ts";
import { referencesIn, renderValue } from "../../stack/render-text.ts";
import type { StackFunction, Trigger } from "../../stack/stack.ts";
import { type Finding, problem, warning } from "./finding.ts";
import { deployAgain, type FunctionPair } from "./judge-function.ts";

const CONSEQUENCES: Readonly<Record<Trigger["kind"], string>> = {
  timer: "nothing is judged and nothing goes on",
  http: "no webhook comes in",
  platform: "none of its messages comes in",
  "work-queue": "none of its messages comes in",
};

interface WantedTrigger extends TriggerRequest {
  readonly kind: Trigger["kind"];
  /** Whether its data is known here and can be compared. */
  readonly isKnown: boolean;
}

function wantedOf(trigger: Trigger, of: StackFunction, env: ReadVariable): WantedTrigger {
  const { type, eventData, status } = triggerRequest(trigger, of, null);
  const secrets = triggerTypeOf(type)?.secrets ?? [];
  const open = Object.fromEntries(Object.entries(eventData).filter(([key]) => !secrets.includes(key)));
  const isResolved = referencesIn(open).every((name) => env(name));
  const data = renderValue(open, (name) => env(name) ?? `env:${name}`) as Readonly<Record<string, unknown>>;
  // What a gateway shows of an API differs from what it was made with, so for HTTP the type is enough.
  return {
    kind: trigger.kind,
    type,
    eventData: data,
    status,
    isKnown: isResolved && trigger.kind !== "http",
  };
}

function judgeTrigger(wanted: WantedTrigger, { declared, found, stage }: FunctionPair): readonly Finding[] {
  const label = triggerLabel(wanted.type, wanted.eventData);
  const subject = `function ${declared.deployedName}, trigger ${label}`;
  const consequence = CONSEQUENCES[wanted.kind];
  const sameType = found.triggers.filter((one) => one.trigger_type_code === wanted.type);
  if (sameType.length === 0) return [problem(subject, `missing: ${consequence}`, deployAgain(stage))];
  const same = wanted.isKnown ? sameType.filter((one) => isSameTrigger(wanted, one)) : sameType;
  const looked = same.length > 0 ? same : sameType;
  if (looked.every((one) => statusOf(one) === "DISABLED")) {
    const born = triggerTypeOf(wanted.type)?.startsDisabled
      ? "; the platform makes this type disabled, whatever was asked for"
      : "";
    const text = `disabled: ${consequence}${born}`;
    return [problem(subject, text, `switch it on in the console, or ${deployAgain(stage)}`)];
  }
  if (same.length > 0) return [];
  return [
    warning(subject, `there is a trigger of type ${wanted.type}, but not as declared`, deployAgain(stage)),
  ];
}

/** Which declared triggers of a deployed function are missing, disabled or others than declared. */
export function judgeTriggers(pair: FunctionPair, env: ReadVariable): readonly Finding[] {
  const { declared } = pair;
  return declared.triggers.flatMap((trigger) => judgeTrigger(wantedOf(trigger, declared, env), pair));
}
