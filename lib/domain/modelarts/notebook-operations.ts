import { DOCUMENTS } from "./documents.ts";
import { Uuid } from "./identifiers.ts";
import { NotebookFlavorPage } from "./notebook-flavor.ts";
import { ListNotebookFlavorsQuery, listNotebooksQuery } from "./notebook-query.ts";
import {
  createNotebookRequest,
  RenewLeaseQuery,
  RenewLeaseRequest,
  StartNotebookQuery,
  StartNotebookRequest,
  UpdateNotebookRequest,
} from "./notebook-request.ts";
import { Lease, Notebook, NotebookPage } from "./notebook-response.ts";
import type { Operation } from "./operation.ts";

const ROOT = "/v1/{project_id}/notebooks";
const ONE = `${ROOT}/{id}`;
const COMMON = {
  service: "modelarts",
  clouds: ["huaweicloud", "otc"],
  document: DOCUMENTS.notebooks,
  mark: "documented",
} as const;
const READ = { ...COMMON, effect: "read", method: "GET" } as const;
const WRITE = { ...COMMON, effect: "write" } as const;
const params = { id: Uuid };

/** Calls on notebooks of the newer API. Start and stop are POST here, PUT on DevServers. */
export const NOTEBOOK_OPERATIONS = {
  CreateNotebook: {
    ...WRITE,
    method: "POST",
    path: ROOT,
    request: createNotebookRequest,
    response: Notebook,
    permission: "modelarts:notebook:create",
  },
  ListNotebooks: {
    ...READ,
    path: ROOT,
    query: listNotebooksQuery,
    response: NotebookPage,
    permission: "modelarts:notebook:list",
  },
  ListAllNotebooks: {
    ...READ,
    path: `${ROOT}/all`,
    query: listNotebooksQuery,
    response: NotebookPage,
    permission: "modelarts:notebook:list",
  },
  ShowNotebook: { ...READ, path: ONE, params, response: Notebook, permission: "modelarts:notebook:get" },
  UpdateNotebook: {
    ...WRITE,
    method: "PUT",
    path: ONE,
    params,
    request: UpdateNotebookRequest,
    response: Notebook,
    permission: "modelarts:notebook:update",
  },
  DeleteNotebook: {
    ...WRITE,
    method: "DELETE",
    path: ONE,
    params,
    response: Notebook,
    permission: "modelarts:notebook:delete",
  },
  StartNotebook: {
    ...WRITE,
    method: "POST",
    path: `${ONE}/start`,
    params,
    query: StartNotebookQuery,
    request: StartNotebookRequest,
    response: Notebook,
    permission: "modelarts:notebook:action",
  },
  StopNotebook: {
    ...WRITE,
    method: "POST",
    path: `${ONE}/stop`,
    params,
    response: Notebook,
    permission: "modelarts:notebook:action",
  },
  ShowLease: {
    ...READ,
    path: `${ONE}/lease`,
    params,
    response: Lease,
    permission: "modelarts:notebook:get",
  },
  RenewLease: {
    ...WRITE,
    method: "PATCH",
    path: `${ONE}/lease`,
    params,
    query: RenewLeaseQuery,
    request: RenewLeaseRequest,
    response: Lease,
    permission: "modelarts:notebook:updateStopPolicy",
  },
  ListNotebookFlavors: {
    ...READ,
    path: `${ROOT}/flavors`,
    query: ListNotebookFlavorsQuery,
    response: NotebookFlavorPage,
  },
} as const satisfies Record<string, Operation>;
