import type { ListNotebooksQuery } from "../../domain/modelarts/notebook-query.ts";
import type { OperationName } from "../../domain/modelarts/operations.ts";
import { answer, type Call, type Handler, type Outcome, refuse } from "../call.ts";
import { flavorFacts, NOTEBOOK_FLAVORS } from "../flavors.ts";
import { pageEnvelope, pageOfMachines } from "../page.ts";
import type { EmulatorState } from "../state.ts";
import { notebookView } from "./notebook-view.ts";

const LIMIT = 10;
const KIB_PER_GIB = 1_048_576;

/** Fields a list may be sorted by, in the spellings the pages use. */
const SORT_KEYS: Readonly<Record<string, "created" | "updated" | "name">> = {
  create_at: "created",
  createTime: "created",
  create_time: "created",
  update_at: "updated",
  updateTime: "updated",
  update_time: "updated",
  name: "name",
};

/** `GET /notebooks`: the caller's own. */
export const listNotebooks: Handler<"ListNotebooks"> = (state, call) =>
  notebookPage(state, call, call.query, call.caller.userId);

/** `GET /notebooks/all`: the whole tenant's. */
export const listAllNotebooks: Handler<"ListAllNotebooks"> = (state, call) =>
  notebookPage(state, call, call.query, undefined);

/** `GET /notebooks/flavors`. Memory counts in KiB here, and nowhere else. */
export const listNotebookFlavors: Handler<"ListNotebookFlavors"> = (state, call) => {
  const { category, offset = 0, limit } = call.query ?? {};
  const wanted = Object.keys(NOTEBOOK_FLAVORS)
    .map((id) => flavorView(id, state.soldOut.has(id)))
    .filter((flavor) => category === undefined || flavor.category === category.toUpperCase());
  const data = wanted.slice(offset, limit === undefined ? undefined : offset + limit);
  return answer(state, { current: 1, data, pages: 1, size: data.length, total: wanted.length });
};

function notebookPage<N extends OperationName>(
  state: EmulatorState,
  call: Call<N>,
  query: Partial<ListNotebooksQuery> | undefined,
  userId: string | undefined,
): Outcome {
  const { limit = LIMIT, offset = 0 } = query ?? {};
  // Several keys may be named; the first one decides, ties keep the order of creation.
  const sortKey = SORT_KEYS[query?.sort_key?.split(",")[0]?.trim() ?? "create_at"];
  if (sortKey === undefined) return refuse(400, "ModelArts.6303", "The field cannot be sorted on.");
  const page = pageOfMachines(
    state,
    {
      kind: "notebook",
      project: call.project,
      sortKey,
      // Newest first, other than for DevServers.
      descending: query?.sort_dir !== "ASC",
      offset,
      limit,
      filter: {
        userId: userId ?? query?.owner,
        name: query?.name,
        status: query?.status,
        id: query?.id,
        flavor: query?.flavor,
        imageId: query?.image_id,
        feature: query?.feature,
        workspaceId: query?.workspace_id,
        poolId: query?.pool_id,
      },
    },
    call.now,
  );
  const data = page.machines.flatMap((machine) =>
    machine.kind === "notebook" ? [notebookView(machine, "list", call)] : [],
  );
  return answer(state, pageEnvelope(data, { total: page.total, offset, limit, size: limit }));
}

function flavorView(id: string, soldOut: boolean) {
  const facts = flavorFacts(id);
  return {
    arch: facts.arch,
    billing: { code: id, unit_num: 1 },
    category: facts.npus > 0 ? "ASCEND" : facts.gpus > 0 ? "GPU" : "CPU",
    description: `${facts.vcpus} vCPUs, ${facts.memoryGib} GB, for development and debugging`,
    feature: id.endsWith(".free") ? "DEFAULT" : "NOTEBOOK",
    free: id.endsWith(".free"),
    ...(facts.gpus > 0 ? { gpu: { gpu: facts.gpus, type: id.includes("t4") ? "T4" : "V100" } } : {}),
    ...(facts.npus > 0 ? { ascend: { npu: facts.npus } } : {}),
    id,
    memory: facts.memoryGib * KIB_PER_GIB,
    name: `${facts.vcpus} vCPUs ${facts.memoryGib} GB`,
    sold_out: soldOut,
    storages: ["EVS", "OBSFS", "EFS", "OBS"],
    vcpus: facts.vcpus,
  };
}
