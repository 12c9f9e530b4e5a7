import { ListSupernodesQuery } from "./dev-server-action-request.ts";
import { ChangeSupernodeOsRequest } from "./dev-server-request.ts";
import { DOCUMENTS } from "./documents.ts";
import { DevServerId } from "./identifiers.ts";
import type { Operation } from "./operation.ts";
import { Supernode, SupernodePage } from "./supernode.ts";

const ROOT = "/v1/{project_id}/dev-servers/hyperinstance";
const ONE = `${ROOT}/{id}`;
const COMMON = {
  service: "modelarts",
  clouds: ["huaweicloud"],
  document: DOCUMENTS.sdk,
  mark: "documented",
} as const;
const params = { id: DevServerId };

/** Calls on supernodes. There is neither a reboot nor a reinstallation of a supernode as a whole. */
export const SUPERNODE_OPERATIONS = {
  ListHyperinstances: {
    ...COMMON,
    effect: "read",
    method: "GET",
    path: ROOT,
    query: ListSupernodesQuery,
    response: SupernodePage,
  },
  GetHyperinstance: { ...COMMON, effect: "read", method: "GET", path: ONE, params, response: Supernode },
  StartHyperinstance: {
    ...COMMON,
    effect: "write",
    method: "PUT",
    path: `${ONE}/start`,
    params,
    response: Supernode,
  },
  StopHyperinstance: {
    ...COMMON,
    effect: "write",
    method: "PUT",
    path: `${ONE}/stop`,
    params,
    response: Supernode,
  },
  ChangeHyperinstanceOS: {
    ...COMMON,
    effect: "write",
    method: "POST",
    path: `${ONE}/changeos`,
    params,
    request: ChangeSupernodeOsRequest,
    response: Supernode,
  },
  DeleteHyperinstance: {
    ...COMMON,
    effect: "write",
    method: "DELETE",
    path: ONE,
    params,
    response: Supernode,
  },
} as const satisfies Record<string, Operation>;
