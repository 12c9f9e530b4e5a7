import type { RequestOf } from "../../domain/modelarts/check-request.ts";
import { answer, type Call, effectOf, type Handler, type Outcome, refuse } from "../call.ts";
import { begin, CREATION, LEGACY_PASSAGES } from "../lifecycle.ts";
import type { LegacyNotebook } from "../machine.ts";
import { randomLegacyId } from "../new-ids.ts";
import { pageOfMachines } from "../page.ts";
import { addMachine, putMachine, removeMachine } from "../roster.ts";
import { passageNow, soldOutAnswer } from "../sold-out.ts";
import type { EmulatorState } from "../state.ts";
import { machineOf } from "./change-machine.ts";
import { legacyView } from "./legacy-view.ts";
import { newParts } from "./new-parts.ts";

type Create = RequestOf<"CreateLegacyNotebook">;

/** `POST /demanager/instances`. */
export const createLegacyNotebook: Handler<"CreateLegacyNotebook"> = (state, call) => {
  const { body } = call;
  const soldOut = soldOutAnswer(state, body.flavor);
  if (soldOut) return soldOut;
  const id = randomLegacyId(call.random);
  const base: LegacyNotebook = {
    ...newParts(state, call, {
      id,
      name: body.name,
      flavor: body.flavor,
      description: body.description ?? "",
    }),
    kind: "legacy-notebook",
    profileId: body.profile_id,
    storage: storageOf(body),
    workspaceId: body.workspace?.id ?? "0",
    autoStop: autoStopOf(body.spec.auto_stop),
    stopAt: null,
  };
  const notebook = begin(base, CREATION["legacy-notebook"], call.now, state.speed);
  return {
    ...answer(addMachine(state, notebook), legacyView(notebook, { cloud: call.cloud, now: call.now })),
    effects: [effectOf(null, notebook)],
  };
};

/** `GET /demanager/instances`: a limit of 0, the default, means everything; sorted by name. */
export const listLegacyNotebooks: Handler<"ListLegacyNotebooks"> = (state, call) => {
  const {
    limit = 0,
    offset = 0,
    sortby = "name",
    order = "asc",
    status,
    show_self: own = "true",
  } = call.query ?? {};
  const page = pageOfMachines(
    state,
    {
      kind: "legacy-notebook",
      project: call.project,
      sortKey: sortby === "name" ? "name" : "created",
      descending: order === "desc",
      offset,
      limit: limit === 0 ? Number.MAX_SAFE_INTEGER : limit,
      filter: {
        status,
        userId: own === "true" ? call.caller.userId : undefined,
        workspaceId: call.query?.workspace_id,
      },
    },
    call.now,
  );
  const instances = page.machines.flatMap((machine) =>
    machine.kind === "legacy-notebook" ? [legacyView(machine, { cloud: call.cloud, now: call.now })] : [],
  );
  return answer(state, { total_count: page.total, instances });
};

/** `GET /demanager/instances/{instance_id}`. */
export const showLegacyNotebook: Handler<"ShowLegacyNotebook"> = (state, call) =>
  withLegacy(state, call, (notebook) =>
    answer(state, legacyView(notebook, { cloud: call.cloud, now: call.now })),
  );

/** `PUT /demanager/instances/{instance_id}`: a new automatic stop counts from the next start on. */
export const updateLegacyNotebook: Handler<"UpdateLegacyNotebook"> = (state, call) =>
  withLegacy(state, call, (notebook) => {
    const { description, spec } = call.body;
    const changed: LegacyNotebook = {
      ...notebook,
      description: description ?? notebook.description,
      autoStop: spec ? autoStopOf(spec.auto_stop) : notebook.autoStop,
      updatedAt: call.now,
    };
    // The sample leaves `spec` out of this answer.
    const { spec: _spec, ...view } = legacyView(changed, { cloud: call.cloud, now: call.now });
    return { ...answer(putMachine(state, changed), view), effects: [effectOf(notebook, changed)] };
  });

/** `DELETE /demanager/instances/{instance_id}`: at once, there is no transitional status; stop it first. */
export const deleteLegacyNotebook: Handler<"DeleteLegacyNotebook"> = (state, call) =>
  withLegacy(state, call, (notebook) => {
    if (!["STOPPED", "CREATE_FAILED", "START_FAILED", "UNAVAILABLE"].includes(notebook.status)) {
      return refuse(400, "ModelArts.6304", "Stop the instance before deleting it.");
    }
    return {
      ...answer(removeMachine(state, notebook.id), { instance_id: notebook.id }),
      effects: [effectOf(notebook, { ...notebook, status: "DELETED" })],
    };
  });

/** Why an action is refused in a status; anything else is "not running". */
const REFUSALS: Readonly<Record<string, readonly [code: string, text: string]>> = {
  "start RUNNING": ["6305", "The instance is already running."],
  "start CREATING": ["6306", "The instance is starting."],
  "start STARTING": ["6306", "The instance is starting."],
  "start RESTARTING": ["6306", "The instance is starting."],
  "start STOPPING": ["6308", "The instance is stopping."],
  "stop CREATING": ["6306", "The instance is starting."],
  "stop STARTING": ["6306", "The instance is starting."],
  "stop RESTARTING": ["6306", "The instance is starting."],
  "stop STOPPED": ["6307", "The instance is already stopped."],
  "stop STOPPING": ["6308", "The instance is stopping."],
};

/** `POST /demanager/instances/{instance_id}/action`; the names in the answer do not match each other. */
export const actOnLegacyNotebook: Handler<"ActOnLegacyNotebook"> = (state, call) =>
  withLegacy(state, call, (notebook) => {
    const { action } = call.body;
    if (action === "queue" || action === "dequeue") {
      return refuse(400, "ModelArts.0104", "Queuing is possible with free flavors only.");
    }
    const passage = LEGACY_PASSAGES[action];
    if (!passage.from.some((status) => status === notebook.status)) {
      const [code, text] = REFUSALS[`${action} ${notebook.status}`] ?? [
        "6327",
        "The instance is not running.",
      ];
      return refuse(400, `ModelArts.${code}`, text);
    }
    const changed = begin(notebook, passageNow(state, notebook, passage), call.now, state.speed);
    const body = { current_status: changed.status, previous_state: notebook.status };
    return { ...answer(putMachine(state, changed), body), effects: [effectOf(notebook, changed)] };
  });

function withLegacy(
  state: EmulatorState,
  call: Pick<Call, "project" | "params" | "now">,
  use: (notebook: LegacyNotebook) => Outcome,
): Outcome {
  const notebook = machineOf(state, call, "legacy-notebook");
  return notebook ? use(notebook) : refuse(400, "ModelArts.6309", "The instance does not exist.");
}

function autoStopOf(given: Create["spec"]["auto_stop"]): LegacyNotebook["autoStop"] {
  if (given === undefined) return null;
  return { enable: given.enable ?? false, duration: given.duration ?? 3600, prompt: given.prompt ?? true };
}

/** Whatever storage was asked for, the samples of both clouds answer an EVS disk at the home directory. */
function storageOf(body: Create): LegacyNotebook["storage"] {
  const location: Readonly<Record<string, unknown>> = { ...body.spec.storage.location };
  if (body.spec.storage.type !== "evs") return { type: body.spec.storage.type, location };
  return { type: "evs", location: { path: "/home/ma-user/work", volume_size: location["volume_size"] ?? 5 } };
}
