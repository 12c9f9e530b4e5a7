import type { Call } from "../call.ts";
import { notebookToken, notebookUrl } from "../jupyter/answer-jupyter.ts";
import type { Lease, Notebook } from "../machine.ts";

/** Which answer a notebook stands in: the samples differ in the fields they show. */
export type NotebookAnswer = "create" | "list" | "show" | "start" | "stop" | "update" | "delete";

const WITHOUT_URL: readonly NotebookAnswer[] = ["create", "list", "delete"];
const SHORT_IMAGE: readonly NotebookAnswer[] = ["list", "show"];
const WITH_LEASE_TYPE: readonly NotebookAnswer[] = ["create", "start"];

/** A notebook as the newer API answers it. */
export function notebookView(
  notebook: Notebook,
  kind: NotebookAnswer,
  { cloud, host }: Pick<Call, "cloud" | "host">,
): Record<string, unknown> {
  const { category, ownership, capacity, mountPath } = notebook.volume;
  return {
    create_at: notebook.createdAt,
    description: notebook.description,
    ...(notebook.endpoints.length > 0 ? { endpoints: notebook.endpoints } : {}),
    feature: notebook.feature,
    flavor: notebook.flavor,
    id: notebook.id,
    image: image(notebook, SHORT_IMAGE.includes(kind)),
    lease: leaseView(notebook.createdAt, notebook.lease, WITH_LEASE_TYPE.includes(kind)),
    name: notebook.name,
    ...(notebook.poolId === null ? {} : { pool: { id: notebook.poolId, name: notebook.poolId } }),
    status: notebook.status,
    ...(cloud === "huaweicloud" && Object.keys(notebook.tags).length > 0 ? { tags: tags(notebook) } : {}),
    token: notebookToken(notebook),
    update_at: notebook.updatedAt,
    ...(WITHOUT_URL.includes(kind) ? {} : { url: notebookUrl(notebook.id, host) }),
    user: notebook.user,
    // The volume is missing right after the creation.
    ...(kind === "create" ? {} : { volume: { category, ownership, mount_path: mountPath, capacity } }),
    workspace_id: notebook.workspaceId,
  };
}

/** A notebook lease. Some samples leave the type of a timed one out; an idle one is always told. */
export function leaseView(createdAt: number, lease: Lease, withType: boolean): Record<string, unknown> {
  return {
    create_at: createdAt,
    duration: lease.duration,
    enable: lease.enable,
    ...(withType || lease.type === "IDLE" ? { type: lease.type } : {}),
    update_at: lease.updatedAt,
  };
}

function image(notebook: Notebook, isShort: boolean): Record<string, unknown> {
  const name = "notebook2.0-mul-kernel-cpu-cp36";
  const tag = "3.3.2-release_v1";
  return {
    ...(isShort ? {} : { description: "description", tag }),
    id: notebook.imageId,
    name,
    swr_path: `swr.example.com/atelier/${name}:${tag}`,
    type: "BUILD_IN",
  };
}

function tags(notebook: Notebook): readonly { key: string; value: string }[] {
  return Object.entries(notebook.tags).map(([key, value]) => ({ key, value }));
}
