import {
  BatchActionRequest,
  ListDevServersQuery,
  StartDevServerRequest,
  UpdateDevServerRequest,
} from "./dev-server-action-request.ts";
import { DevServerFlavorPage, ListDevServerFlavorsQuery } from "./dev-server-flavor.ts";
import { ChangeOsRequest, CreateDevServerRequest, ServerOsRequest } from "./dev-server-request.ts";
import { DevServer, DevServerOperation, DevServerPage } from "./dev-server-response.ts";
import { DOCUMENTS } from "./documents.ts";
import { DevServerId, OperationId } from "./identifiers.ts";
import type { Operation } from "./operation.ts";

const ROOT = "/v1/{project_id}/dev-servers";
const ONE = `${ROOT}/{id}`;
const COMMON = { service: "modelarts", clouds: ["huaweicloud"], mark: "documented" } as const;
const READ = { ...COMMON, effect: "read", method: "GET", document: DOCUMENTS.devServers } as const;
const WRITE = { ...COMMON, effect: "write", document: DOCUMENTS.devServers } as const;
const params = { id: DevServerId };

/** Calls on DevServers (Lite Server). OTC has none of them. */
export const DEV_SERVER_OPERATIONS = {
  CreateDevServer: {
    ...WRITE,
    method: "POST",
    path: ROOT,
    document: DOCUMENTS.createDevServer,
    request: CreateDevServerRequest,
    response: DevServer,
    permission: "modelarts:devserver:create",
  },
  ListDevServers: {
    ...READ,
    path: ROOT,
    query: ListDevServersQuery,
    response: DevServerPage,
    permission: "modelarts:devserver:listByUser",
  },
  // Knows no paging at all, yet answers a page: when total exceeds what came, list page by page instead.
  ListAllDevServers: {
    ...READ,
    path: `${ROOT}/all`,
    response: DevServerPage,
    permission: "modelarts:devserver:list",
  },
  ShowDevServer: { ...READ, path: ONE, params, response: DevServer, permission: "modelarts:devserver:get" },
  UpdateDevServer: {
    ...WRITE,
    method: "PUT",
    path: ONE,
    params,
    document: DOCUMENTS.sdk,
    request: UpdateDevServerRequest,
    response: DevServer,
  },
  StartDevServer: {
    ...WRITE,
    method: "PUT",
    path: `${ONE}/start`,
    params,
    document: DOCUMENTS.sdk,
    request: StartDevServerRequest,
    response: DevServer,
    permission: "modelarts:devserver:start",
  },
  StopDevServer: {
    ...WRITE,
    method: "PUT",
    path: `${ONE}/stop`,
    params,
    response: DevServer,
    permission: "modelarts:devserver:stop",
  },
  RebootDevServer: {
    ...WRITE,
    method: "PUT",
    path: `${ONE}/reboot`,
    params,
    response: DevServer,
    permission: null,
  },
  DeleteDevServer: {
    ...WRITE,
    method: "DELETE",
    path: ONE,
    params,
    response: DevServer,
    permission: "modelarts:devserver:delete",
  },
  ChangeDevServerOS: {
    ...WRITE,
    method: "POST",
    path: `${ONE}/changeos`,
    params,
    document: DOCUMENTS.sdk,
    request: ChangeOsRequest,
    response: DevServer,
    permission: null,
  },
  ReinstallDevServerOS: {
    ...WRITE,
    method: "POST",
    path: `${ONE}/reinstallos`,
    params,
    document: DOCUMENTS.reinstallDevServerOs,
    request: ServerOsRequest,
    response: DevServer,
    permission: null,
  },
  BatchDevServersAction: {
    ...WRITE,
    method: "POST",
    path: `${ROOT}/action`,
    document: DOCUMENTS.batchDevServers,
    request: BatchActionRequest,
    response: DevServerPage,
    permission: null,
  },
  // A write although it answers a page: it makes the cloud compare its records with the servers.
  SyncDevServers: {
    ...WRITE,
    method: "PUT",
    path: `${ROOT}/sync`,
    query: ListDevServersQuery,
    response: DevServerPage,
    permission: "modelarts:devserver:sync",
  },
  GetDevServerOperation: {
    ...READ,
    path: `${ONE}/operation/{operation_id}`,
    params: { id: DevServerId, operation_id: OperationId },
    document: DOCUMENTS.sdk,
    response: DevServerOperation,
  },
  ListDevServerFlavors: {
    ...READ,
    path: `${ROOT}/flavors`,
    query: ListDevServerFlavorsQuery,
    response: DevServerFlavorPage,
    permission: null,
  },
} as const satisfies Record<string, Operation>;
