import * as z from "zod";
import type { Cloud } from "../clouds.ts";
import { PoolId, Uuid } from "./identifiers.ts";
import { anyCaseOf, oneOf, queryNumber, rule, someText, strict, text } from "./rule.ts";
import { NOTEBOOK_STATUSES } from "./statuses.ts";

const offset = () => queryNumber(0, 2_147_483_647, "0 to 2,147,483,647");
const LIMIT_RULE = "10, 20 or 50";

const bothClouds = () => ({
  offset: offset().optional(),
  feature: oneOf(["DEFAULT", "NOTEBOOK"]).optional(),
  name: someText.max(128, rule("at most 128 characters")).optional(),
  status: oneOf(NOTEBOOK_STATUSES).optional(),
  sort_dir: oneOf(["ASC", "DESC"]).optional(),
  sort_key: someText.optional(),
  pool_id: PoolId.optional(),
  owner: text(/^[0-9a-z]{32}$/, "32 letters and digits").optional(),
  // The OTC page writes `workspaceId`, every other page of both clouds `workspace_id`; the latter is sent.
  workspace_id: someText.optional(),
});

const HuaweiQuery = z.lazy(() =>
  strict({
    ...bothClouds(),
    limit: queryNumber(10, 50, LIMIT_RULE)
      .refine((limit) => [10, 20, 50].includes(limit), rule(LIMIT_RULE))
      .optional(),
    flavor: someText.optional(),
    image_id: Uuid.optional(),
    id: Uuid.optional(),
    billing: oneOf(["COMPUTE", "STORAGE", "ALL"]).optional(),
    tags: someText.optional(),
  }),
);

const OtcQuery = z.lazy(() =>
  strict({ ...bothClouds(), limit: queryNumber(1, 1024, "1 to 1,024").optional() }),
);

const QUERY = { huaweicloud: HuaweiQuery, otc: OtcQuery } as const;

/** Query of `GET /notebooks` and `/notebooks/all` on a cloud. The default order is DESC, other than for DevServers. */
export function listNotebooksQuery(cloud: Cloud) {
  return QUERY[cloud];
}
/** The query as Huawei Cloud takes it, which includes what OTC takes. */
export type ListNotebooksQuery = z.output<typeof HuaweiQuery>;

/** Query of `GET /notebooks/flavors`. */
export const ListNotebookFlavorsQuery = z.lazy(() =>
  strict({
    category: anyCaseOf(["CPU", "GPU", "ASCEND"]).optional(),
    type: anyCaseOf(["MANAGED", "DEDICATED"]).optional(),
    flavor_type: someText.optional(),
    feature: oneOf(["DEFAULT", "NOTEBOOK"]).optional(),
    limit: queryNumber(1, 1024, "1 to 1,024").optional(),
    offset: offset().optional(),
    sort_dir: oneOf(["ASC", "DESC"]).optional(),
    sort_key: someText.optional(),
  }),
);
/** See {@link ListNotebookFlavorsQuery}. */
export type ListNotebookFlavorsQuery = z.output<typeof ListNotebookFlavorsQuery>;
