import type { OperationName } from "../../domain/modelarts/operations.ts";
import { answer, type Call, effectOf, type Handler, refuse } from "../call.ts";
import { begin, CREATION, NOTEBOOK_PASSAGES } from "../lifecycle.ts";
import type { Notebook } from "../machine.ts";
import { randomUuid } from "../new-ids.ts";
import { addMachine, putMachine } from "../roster.ts";
import { soldOutAnswer } from "../sold-out.ts";
import { changeMachine, notAllowedNow } from "./change-machine.ts";
import { newParts } from "./new-parts.ts";
import { LEASE_MS, leaseFor, leaseType } from "./notebook-lease.ts";
import { type NotebookAnswer, notebookView } from "./notebook-view.ts";
import { withNotebook } from "./with-notebook.ts";

/** `POST /notebooks`. */
export const createNotebook: Handler<"CreateNotebook"> = (state, call) => {
  const { body } = call;
  const flavor = body.flavor ?? "custom.flavor.spec.code";
  const soldOut = soldOutAnswer(state, flavor);
  if (soldOut) return soldOut;
  const id = randomUuid(call.random);
  const { category, ownership, capacity = 5 } = body.volume;
  const base: Notebook = {
    ...newParts(state, call, { id, name: body.name, flavor, description: body.description ?? "" }),
    kind: "notebook",
    imageId: body.image_id,
    feature: body.feature ?? "NOTEBOOK",
    workspaceId: body.workspace_id ?? "0",
    poolId: body.pool_id ?? null,
    volume: {
      category: category.toUpperCase(),
      ownership: ownership.toUpperCase(),
      capacity,
      mountPath: "/home/ma-user/work/",
    },
    endpoints: endpointsOf(body.endpoints),
    lease: leaseFor(
      { createdAt: call.now },
      { requested: body.lease?.duration ?? body.duration ?? LEASE_MS, type: leaseType(body.lease?.type) },
      call.now,
    ),
  };
  const notebook = begin(base, CREATION.notebook, call.now, state.speed);
  return {
    ...answer(addMachine(state, notebook), notebookView(notebook, "create", call)),
    effects: [effectOf(null, notebook)],
  };
};

/** `GET /notebooks/{id}`. */
export const showNotebook: Handler<"ShowNotebook"> = (state, call) =>
  withNotebook(state, call, "read", (notebook) => answer(state, notebookView(notebook, "show", call)));

/** `POST /notebooks/{id}/start`: a new lease begins. Without a duration the one asked for last time counts again. */
export const startNotebook: Handler<"StartNotebook"> = (state, call) =>
  withNotebook(state, call, "write", (notebook) => {
    const type = leaseType(call.query?.type ?? notebook.lease.type);
    const requested = call.query?.duration ?? notebook.lease.requested;
    return changeMachine(
      state,
      call,
      {
        machine: notebook,
        passage: NOTEBOOK_PASSAGES.start,
        with: { lease: leaseFor(notebook, { requested, type }, call.now) },
      },
      view("start", call),
    );
  });

/** `POST /notebooks/{id}/stop`. */
export const stopNotebook: Handler<"StopNotebook"> = (state, call) =>
  withNotebook(state, call, "write", (notebook) =>
    changeMachine(state, call, { machine: notebook, passage: NOTEBOOK_PASSAGES.stop }, view("stop", call)),
  );

/** `DELETE /notebooks/{id}`. */
export const deleteNotebook: Handler<"DeleteNotebook"> = (state, call) =>
  withNotebook(state, call, "write", (notebook) =>
    changeMachine(
      state,
      call,
      { machine: notebook, passage: NOTEBOOK_PASSAGES.delete },
      view("delete", call),
    ),
  );

/**
 * `PUT /notebooks/{id}`. Flavor, image and access need a stopped notebook. For name, description and disk the page
 * says "stopped" and the provider, whose tests pass, wants it running: both are taken. A disk only grows.
 */
export const updateNotebook: Handler<"UpdateNotebook"> = (state, call) =>
  withNotebook(state, call, "write", (notebook) => {
    const { body } = call;
    const needsStop =
      body.flavor !== undefined || body.image_id !== undefined || body.endpoints !== undefined;
    const statuses = needsStop ? ["STOPPED"] : ["STOPPED", "RUNNING"];
    if (!statuses.includes(notebook.status)) return notAllowedNow(notebook.name);
    if (body.storage_new_size !== undefined && !mayGrow(notebook, body.storage_new_size)) {
      return refuse(400, "ModelArts.6331", "The EVS disk can only be made larger.");
    }
    const changed = updated(notebook, call);
    return {
      ...answer(putMachine(state, changed), notebookView(changed, "update", call)),
      effects: [effectOf(notebook, changed)],
    };
  });

function updated(notebook: Notebook, { body, now }: Call<"UpdateNotebook">): Notebook {
  return {
    ...notebook,
    name: body.name ?? notebook.name,
    description: body.description ?? notebook.description,
    flavor: body.flavor ?? notebook.flavor,
    imageId: body.image_id ?? notebook.imageId,
    endpoints: body.endpoints ? endpointsOf(body.endpoints) : notebook.endpoints,
    volume: { ...notebook.volume, capacity: body.storage_new_size ?? notebook.volume.capacity },
    updatedAt: now,
  };
}

function mayGrow(notebook: Notebook, size: number): boolean {
  return notebook.volume.category === "EVS" && size >= notebook.volume.capacity;
}

function view<N extends OperationName>(kind: NotebookAnswer, call: Call<N>) {
  return (notebook: Notebook) => notebookView(notebook, kind, call);
}

function endpointsOf(
  endpoints: readonly Readonly<Record<string, unknown>>[] | undefined,
): Notebook["endpoints"] {
  return (endpoints ?? []).map((endpoint) => ({
    ...endpoint,
    service: String(endpoint["service"]).toUpperCase(),
  }));
}
