import type { Trigger } from "../../domain/functiongraph/function-answer.ts";
import type { PlannedCall } from "./planned-call.ts";
import type { FoundFunction } from "./read-found-stack.ts";
import { hasSecrets, isSameTrigger, statusOf, triggerLabel } from "./same-trigger.ts";
import type { WantedFunction, WantedTrigger } from "./wanted-stack.ts";

/** Trigger calls of one function; removals of all functions go before any creation. */
export interface TriggerCalls {
  readonly removals: readonly PlannedCall[];
  readonly creations: readonly PlannedCall[];
}

interface Pairing {
  readonly kept: readonly { readonly wanted: WantedTrigger; readonly found: Trigger }[];
  readonly created: readonly WantedTrigger[];
  readonly removed: readonly Trigger[];
}

/** Each found trigger stands for one wanted trigger at most; two equal declarations need two triggers. */
function pairUp(wanted: readonly WantedTrigger[], found: readonly Trigger[], renewSecrets: boolean): Pairing {
  const left = [...found];
  const kept: { wanted: WantedTrigger; found: Trigger }[] = [];
  const created: WantedTrigger[] = [];
  for (const trigger of wanted) {
    const isKnown = !(renewSecrets && hasSecrets(trigger));
    const index = isKnown ? left.findIndex((candidate) => isSameTrigger(trigger, candidate)) : -1;
    const [match] = index < 0 ? [] : left.splice(index, 1);
    if (match) kept.push({ wanted: trigger, found: match });
    else created.push(trigger);
  }
  return { kept, created, removed: left };
}

/** The call that takes a trigger away. */
export function removeTrigger(functionName: string, urn: string, trigger: Trigger, why: string): PlannedCall {
  const { trigger_id, trigger_type_code } = trigger;
  return {
    operation: "DeleteTrigger",
    functionName,
    urn,
    path: { trigger_type_code, trigger_id },
    why: `${triggerLabel(trigger_type_code, trigger.event_data ?? {})}: ${why}`,
  };
}

/**
 * Plans the triggers of one function. A trigger whose data differ is removed and made anew, because the API changes
 * nothing but the status of most types; between the two calls it is missing, and a second run makes it.
 */
export function planTriggers(
  wanted: WantedFunction,
  found: FoundFunction | undefined,
  { renewSecrets }: { readonly renewSecrets: boolean },
): TriggerCalls {
  const functionName = wanted.name;
  const urn = found?.urn ?? null;
  const { kept, created, removed } = pairUp(wanted.triggers, found?.triggers ?? [], renewSecrets);
  const isReplaced = (type: string) => created.some((trigger) => trigger.type === type);
  const statuses = kept
    .filter((pair) => pair.wanted.status !== statusOf(pair.found))
    .map(({ wanted: { type, eventData, status }, found: { trigger_id } }): PlannedCall => {
      return {
        operation: "UpdateTrigger",
        functionName,
        urn,
        path: { trigger_type_code: type, trigger_id },
        body: { trigger_status: status },
        why: `${triggerLabel(type, eventData)}: to be ${status}`,
      };
    });
  return {
    removals: removed.map((trigger) => {
      const why = isReplaced(trigger.trigger_type_code) ? "replaced or not declared" : "not declared";
      return removeTrigger(functionName, found?.urn ?? "", trigger, why);
    }),
    creations: [
      ...statuses,
      ...created.map(({ type, eventData, status }): PlannedCall => {
        return {
          operation: "CreateTrigger",
          functionName,
          urn,
          body: { trigger_type_code: type, trigger_status: status, event_data: eventData },
          thenStatus: status,
          why: `${triggerLabel(type, eventData)}: not there yet`,
        };
      }),
    ],
  };
}
