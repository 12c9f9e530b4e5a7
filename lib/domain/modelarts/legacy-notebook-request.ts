import * as z from "zod";
import type { Cloud } from "../clouds.ts";
import { Description, PoolId } from "./identifiers.ts";
import { legacyExtendStorage, legacyStorage } from "./legacy-notebook-storage.ts";
import { flag, oneOf, queryNumber, rule, someText, strict, text, wholeNumber } from "./rule.ts";

const autoStopFields = () =>
  strict({
    enable: flag.optional(),
    duration: wholeNumber(3600, 86_400, "3,600 to 86,400 seconds").optional(),
    prompt: flag.optional(),
  });

/** Table 6, auto_stop: seconds here, milliseconds in the newer API. Valid for each start of the instance. */
const autoStop = () =>
  autoStopFields().superRefine((value, context) => {
    if (value.enable === true && value.duration === undefined) {
      context.addIssue({
        code: "custom",
        path: ["duration"],
        message: "mandatory when enable is true: 3,600 to 86,400 seconds",
      });
    }
  });

const pool = () =>
  strict({
    id: PoolId,
    type: someText.optional(),
    name: someText.optional(),
    owner: strict({ project_id: someText.optional() }).optional(),
  });

function schemaOf(cloud: Cloud) {
  return z.lazy(() =>
    strict({
      name: text(/^[-_a-zA-Z0-9]{1,64}$/, "1 to 64 letters, digits, hyphens (-) and underscores (_)"),
      profile_id: someText,
      description: Description.optional(),
      flavor: someText,
      spec: strict({
        storage: legacyStorage(cloud),
        extend_storage: z.array(legacyExtendStorage(), rule("a list of storages")).optional(),
        auto_stop: autoStop().optional(),
        annotations: z.record(z.string(), z.string(rule("text")), rule("a map of texts")).optional(),
      }),
      workspace: strict({ id: someText.optional() }).optional(),
      pool: pool().optional(),
      ai_project: strict({ id: someText.optional() }).optional(),
    }),
  );
}

const CREATE: Readonly<Record<Cloud, ReturnType<typeof schemaOf>>> = {
  huaweicloud: schemaOf("huaweicloud"),
  otc: schemaOf("otc"),
};

/**
 * Body of `POST /demanager/instances` on a cloud ("Creating a Development Environment Instance": Huawei Cloud 2023-12,
 * OTC 2025-08). The clouds differ in the storage types.
 */
export function createLegacyNotebookRequest(cloud: Cloud) {
  return CREATE[cloud];
}
/** See {@link createLegacyNotebookRequest}. */
export type CreateLegacyNotebookRequest = z.output<ReturnType<typeof schemaOf>>;

/** Body of `PUT /demanager/instances/{instance_id}`; a new auto stop takes effect at the next start. */
export const UpdateLegacyNotebookRequest = z.lazy(() =>
  strict({
    description: Description.optional(),
    spec: strict({ auto_stop: autoStop() }).optional(),
  }),
);
/** See {@link UpdateLegacyNotebookRequest}. */
export type UpdateLegacyNotebookRequest = z.output<typeof UpdateLegacyNotebookRequest>;

const ACTION = {
  huaweicloud: z.lazy(() => strict({ action: oneOf(["start", "stop", "restart", "queue", "dequeue"]) })),
  otc: z.lazy(() => strict({ action: oneOf(["start", "stop"]) })),
} as const;

/** Body of `POST /demanager/instances/{instance_id}/action`; OTC knows start and stop only. */
export function legacyNotebookActionRequest(cloud: Cloud) {
  return ACTION[cloud];
}
/** The body as Huawei Cloud takes it, which includes what OTC takes. */
export const LegacyNotebookActionRequest = ACTION.huaweicloud;
/** See {@link LegacyNotebookActionRequest}. */
export type LegacyNotebookActionRequest = z.output<typeof LegacyNotebookActionRequest>;

/** Query of `GET /demanager/instances`. A limit of 0, the default, means everything. */
export const ListLegacyNotebooksQuery = z.lazy(() =>
  strict({
    de_type: oneOf(["Notebook"]).default("Notebook"),
    provision_type: oneOf(["Docker"]).optional(),
    status: someText.optional(),
    sortby: oneOf(["name", "creation_timestamp"]).optional(),
    order: oneOf(["asc", "desc"]).optional(),
    offset: queryNumber(0, 2_147_483_647, "0 or more").optional(),
    limit: queryNumber(0, 2_147_483_647, "0 or more; 0 means everything").optional(),
    workspace_id: someText.optional(),
    show_self: oneOf(["true", "false"]).optional(),
    ai_project: someText.optional(),
    pool_id: PoolId.optional(),
  }),
);
/** See {@link ListLegacyNotebooksQuery}. */
export type ListLegacyNotebooksQuery = z.output<typeof ListLegacyNotebooksQuery>;
