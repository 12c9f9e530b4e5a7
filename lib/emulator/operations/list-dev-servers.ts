import type { QueryOf } from "../../domain/modelarts/check-request.ts";
import { answer, type Call, type Handler } from "../call.ts";
import { DEV_SERVER_FLAVORS } from "../flavors.ts";
import type { Machine } from "../machine.ts";
import { type MachinePage, pageEnvelope, pageOfMachines } from "../page.ts";
import type { EmulatorState } from "../state.ts";
import { devServerView } from "./dev-server-view.ts";

/** Servers in one answer of `/all`, which knows no paging; beyond this `total` exceeds what came. */
const ALL_SERVERS_MAX = 1000;

const LIMIT = 10;

/** `GET /dev-servers`: the caller's own. */
export const listDevServers: Handler<"ListDevServers"> = (state, call) =>
  answer(state, ownServersPage(state, call, call.query));

/** `PUT /dev-servers/sync`: compares and answers the list; there is nothing that could differ here. */
export const syncDevServers: Handler<"SyncDevServers"> = (state, call) =>
  answer(state, ownServersPage(state, call, call.query));

/** `GET /dev-servers/all`: the whole tenant's, at most 1,000 of them. */
export const listAllDevServers: Handler<"ListAllDevServers"> = (state, call) => {
  const page = pageOfMachines(
    state,
    {
      kind: "dev-server",
      project: call.project,
      sortKey: "created",
      descending: false,
      offset: 0,
      limit: ALL_SERVERS_MAX,
    },
    call.now,
  );
  return answer(state, serversEnvelope(page, 0, ALL_SERVERS_MAX));
};

/** `GET /dev-servers/flavors`: the page envelope, although the call knows neither limit nor offset. */
export const listDevServerFlavors: Handler<"ListDevServerFlavors"> = (state, call) => {
  const serverType = call.query?.server_type?.toUpperCase();
  const data = Object.entries(DEV_SERVER_FLAVORS)
    .map(([flavor, facts]) => ({
      flavor,
      arch: facts.arch === "aarch64" ? "ARM" : "X86",
      server_type: facts.serverType,
      charging_mode: facts.serverType === "ECS" ? "COMMON" : "PRE_PAID",
      availability_zone: "cn-north-4a",
      count: 1,
      roce_num: facts.npus,
      status: "onSale",
      is_sold_out: state.soldOut.has(flavor),
    }))
    .filter((item) => serverType === undefined || item.server_type === serverType)
    .filter((item) => call.query?.arch === undefined || item.arch === call.query.arch);
  return answer(state, { current: 1, data, pages: 1, size: data.length, total: data.length });
};

/** The page of the caller's own servers, as list, sync and the batch action answer it. */
export function ownServersPage(
  state: EmulatorState,
  call: Pick<Call, "project" | "caller" | "now">,
  query: QueryOf<"ListDevServers"> | undefined,
) {
  const { limit = LIMIT, offset = 0, sort_dir: direction, sort_key: sortKey, owner } = query ?? {};
  // The owner filter works for administrators only; a key without a user stands for one here.
  const userId = call.caller.userId ?? owner;
  const page = pageOfMachines(
    state,
    {
      kind: "dev-server",
      project: call.project,
      sortKey: sortKey === "updateTime" ? "updated" : "created",
      descending: direction === "DESC",
      offset,
      limit,
      filter: { userId },
    },
    call.now,
  );
  return serversEnvelope(page, offset, limit);
}

function serversEnvelope(page: MachinePage, offset: number, limit: number) {
  const data = page.machines.flatMap((machine: Machine) =>
    machine.kind === "dev-server" ? [devServerView(machine)] : [],
  );
  return pageEnvelope(data, { total: page.total, offset, limit, size: data.length });
}
