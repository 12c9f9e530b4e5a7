import { DOCUMENTS } from "./documents.ts";
import { LegacyNotebookId } from "./identifiers.ts";
import {
  createLegacyNotebookRequest,
  ListLegacyNotebooksQuery,
  legacyNotebookActionRequest,
  UpdateLegacyNotebookRequest,
} from "./legacy-notebook-request.ts";
import {
  LegacyNotebook,
  LegacyNotebookActionAnswer,
  LegacyNotebookDeletion,
  LegacyNotebookList,
} from "./legacy-notebook-response.ts";
import type { Operation } from "./operation.ts";

const ROOT = "/v1/{project_id}/demanager/instances";
const ONE = `${ROOT}/{instance_id}`;
const COMMON = {
  service: "modelarts",
  clouds: ["huaweicloud", "otc"],
  document: DOCUMENTS.legacyNotebooks,
  mark: "documented",
} as const;
const params = { instance_id: LegacyNotebookId };

/** Calls on older development environments; historical on both clouds, and still the only ones in some tenants. */
export const LEGACY_NOTEBOOK_OPERATIONS = {
  CreateLegacyNotebook: {
    ...COMMON,
    effect: "write",
    method: "POST",
    path: ROOT,
    document: DOCUMENTS.createLegacyNotebook,
    request: createLegacyNotebookRequest,
    response: LegacyNotebook,
  },
  ListLegacyNotebooks: {
    ...COMMON,
    effect: "read",
    method: "GET",
    path: ROOT,
    query: ListLegacyNotebooksQuery,
    response: LegacyNotebookList,
  },
  ShowLegacyNotebook: {
    ...COMMON,
    effect: "read",
    method: "GET",
    path: ONE,
    params,
    response: LegacyNotebook,
  },
  UpdateLegacyNotebook: {
    ...COMMON,
    effect: "write",
    method: "PUT",
    path: ONE,
    params,
    request: UpdateLegacyNotebookRequest,
    response: LegacyNotebook,
  },
  DeleteLegacyNotebook: {
    ...COMMON,
    effect: "write",
    method: "DELETE",
    path: ONE,
    params,
    response: LegacyNotebookDeletion,
  },
  ActOnLegacyNotebook: {
    ...COMMON,
    effect: "write",
    method: "POST",
    path: `${ONE}/action`,
    params,
    request: legacyNotebookActionRequest,
    response: LegacyNotebookActionAnswer,
  },
} as const satisfies Record<string, Operation>;
