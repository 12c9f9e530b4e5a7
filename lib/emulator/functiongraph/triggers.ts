import { isAutomationError } from "../../domain/errors.ts";
import { checkTrigger } from "../../domain/functiongraph/check-body.ts";
import type {
  CreateTriggerRequest,
  UpdateTriggerRequest,
} from "../../domain/functiongraph/function-request.ts";
import { triggerTypeOf } from "../../domain/functiongraph/trigger-types.ts";
import { changeFunction, withFunction } from "./find-function.ts";
import { answer, refuse, written } from "./outcome.ts";
import type { EmulatedFunction, EmulatedTrigger, FunctionGraphState } from "./state.ts";

/** Triggers of one function version. */
const TRIGGERS_MAX = 10;

/** What the service adds to the data of a trigger. */
function addedData(found: EmulatedFunction, id: string, type: string): Record<string, unknown> {
  if (type === "APIG" || type === "DEDICATEDGATEWAY") {
    return { triggerid: id, api_id: `api-${id}`, function_urn: `${found.urn}:latest` };
  }
  return { triggerid: id };
}

/** Secrets are not shown again. */
function triggerView({ id, type, status, data, createdAt }: EmulatedTrigger) {
  const secrets = triggerTypeOf(type)?.secrets ?? [];
  const shown = Object.entries(data).filter(([key]) => !secrets.includes(key));
  return {
    trigger_id: id,
    trigger_type_code: type,
    trigger_status: status,
    event_data: Object.fromEntries(shown),
    created_time: written(createdAt),
    last_updated_time: written(createdAt),
  };
}

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** OBS takes one notification rule per bucket, event, prefix and suffix, whichever function it is for. */
function hasObsConflict(state: FunctionGraphState, data: Readonly<Record<string, unknown>>): boolean {
  const all = [...state.functions.values()]
    .flatMap(({ triggers }) => triggers)
    .filter(({ type }) => type === "OBS");
  return all.some((other) => {
    const sameRule = (["bucket", "prefix", "suffix"] as const).every((key) => {
      return String(other.data[key] ?? "") === String(data[key] ?? "");
    });
    const events = listOf(other.data["events"]);
    return sameRule && listOf(data["events"]).some((event) => events.includes(event));
  });
}

/** `POST …/triggers/{urn}`. Kafka and DDS triggers are made DISABLED whatever was asked for. */
export const createTrigger = withFunction((state, { body, now }, { found }) => {
  const { trigger_type_code: type, trigger_status: status, event_data } = body as CreateTriggerRequest;
  const row = triggerTypeOf(type);
  if (!row?.clouds.includes(state.cloud))
    return refuse(400, "FSS.0400", `The trigger type ${type} is not supported`);
  let data: Readonly<Record<string, unknown>>;
  try {
    const checked = { where: "trigger", code: "invalid-request" } as const;
    data = checkTrigger({ type, eventData: event_data, status }, checked);
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    return refuse(400, "FSS.0400", error.message);
  }
  if (found.triggers.length >= TRIGGERS_MAX) return refuse(400, "FSS.1123", "At most 10 triggers");
  if (type === "OBS" && hasObsConflict(state, data)) return refuse(400, "FSS.1108", "The OBS rule conflicts");
  const id = `trigger-${state.nextId}`;
  const made: EmulatedTrigger = {
    id,
    type,
    status: row.startsDisabled ? "DISABLED" : (status ?? "ACTIVE"),
    data: { ...data, ...addedData(found, id, type) },
    createdAt: now,
  };
  const after = changeFunction(state, found, { triggers: [...found.triggers, made] });
  return { state: { ...after, nextId: state.nextId + 1 }, status: 201, body: triggerView(made) };
});

/** `GET …/triggers/{urn}`. */
export const listTriggers = withFunction((state, _, { found }) =>
  answer(state, found.triggers.map(triggerView)),
);

function namedTrigger({ triggers }: EmulatedFunction, params: Readonly<Record<string, string>>) {
  return triggers.find(({ id, type }) => id === params["trigger_id"] && type === params["trigger_type_code"]);
}

/** `PUT …/triggers/{urn}/{type}/{id}`: the status, of the types that have one. */
export const updateTrigger = withFunction((state, { body, params }, { found }) => {
  const before = namedTrigger(found, params);
  if (!before) return refuse(404, "FSS.0404", "Not found the trigger");
  const status = (body as UpdateTriggerRequest).trigger_status;
  if (!triggerTypeOf(before.type)?.canBeDisabled) {
    return refuse(400, "FSS.0400", `The status of a trigger of type ${before.type} cannot be changed`);
  }
  const changed = { ...before, status };
  const triggers = found.triggers.map((one) => (one === before ? changed : one));
  return answer(changeFunction(state, found, { triggers }), triggerView(changed));
});

/** `DELETE …/triggers/{urn}/{type}/{id}`. */
export const deleteTrigger = withFunction((state, { params }, { found }) => {
  const gone = namedTrigger(found, params);
  if (!gone) return refuse(404, "FSS.0404", "Not found the trigger");
  const triggers = found.triggers.filter((one) => one !== gone);
  return { state: changeFunction(state, found, { triggers }), status: 204, body: null };
});
