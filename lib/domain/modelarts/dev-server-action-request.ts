import * as z from "zod";
import { ServerOsRequest } from "./dev-server-request.ts";
import { DevServerId, ServerName } from "./identifiers.ts";
import { oneOf, queryNumber, rule, strict, text } from "./rule.ts";

/** Verbs of the batch action. */
export const BATCH_ACTION_TYPES = ["START", "STOP", "REBOOT", "CHANGEOS", "REINSTALLOS", "DELETE"] as const;

const batchFields = () =>
  strict({
    type: oneOf(BATCH_ACTION_TYPES),
    // No document gives a maximum; a page holds at most 1,024 servers, so a batch holds no more than that.
    servers: z
      .array(strict({ id: DevServerId }), rule("a list of servers"))
      .min(1, rule("at least one server"))
      .max(1024, rule("at most 1,024 servers")),
    extend_param: ServerOsRequest.unwrap().optional(),
  });

function checkExtendParam(
  value: z.output<ReturnType<typeof batchFields>>,
  context: z.core.$RefinementCtx,
): void {
  const isOsAction = value.type === "CHANGEOS" || value.type === "REINSTALLOS";
  const issue = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
  if (isOsAction && value.extend_param === undefined) {
    issue(["extend_param"], `mandatory with ${value.type}: names the login of the new OS`);
  }
  if (!isOsAction && value.extend_param !== undefined) {
    issue(["extend_param"], "only for changing and reinstalling the OS (CHANGEOS, REINSTALLOS)");
  }
  if (value.type === "CHANGEOS" && value.extend_param && value.extend_param.image_id === undefined) {
    issue(["extend_param", "image_id"], "mandatory when the OS is changed");
  }
}

/** Body of `POST /dev-servers/action` ("Performing Operations on DevServer Instances in Batches", 2025-11-19). */
export const BatchActionRequest = z.lazy(() => batchFields().superRefine(checkExtendParam));
/** See {@link BatchActionRequest}. */
export type BatchActionRequest = z.output<typeof BatchActionRequest>;

/** Body of `PUT /dev-servers/{id}/start`: an object must be there, `{}` is enough (SDK, 2026-07). */
export const StartDevServerRequest = z.lazy(() =>
  strict({
    arch: oneOf(["X86", "ARM"]).optional(),
    charging_mode: oneOf(["COMMON", "POST_PAID", "PRE_PAID"]).optional(),
    server_type: oneOf(["BMS", "ECS", "HPS"]).optional(),
  }),
);
/** See {@link StartDevServerRequest}. */
export type StartDevServerRequest = z.output<typeof StartDevServerRequest>;

/** Body of `PUT /dev-servers/{id}`: renames the server, nothing else. */
export const UpdateDevServerRequest = z.lazy(() => strict({ name: ServerName }));
/** See {@link UpdateDevServerRequest}. */
export type UpdateDevServerRequest = z.output<typeof UpdateDevServerRequest>;

/** Query of the list and sync calls. There is no filter by status, name or flavor. */
export const ListDevServersQuery = z.lazy(() =>
  strict({
    owner: text(/^[-a-z0-9]{1,64}$/, "1 to 64 lower-case letters, digits and hyphens (-)").optional(),
    sort_dir: oneOf(["ASC", "DESC"]).optional(),
    sort_key: oneOf(["createTime", "updateTime"]).optional(),
    limit: queryNumber(0, 1024, "0 to 1,024").optional(),
    offset: queryNumber(0, 2_147_483_647, "0 to 2,147,483,647").optional(),
  }),
);
/** See {@link ListDevServersQuery}. */
export type ListDevServersQuery = z.output<typeof ListDevServersQuery>;

/** Query of `GET /dev-servers/hyperinstance`; a limit of 0 is not allowed here. */
export const ListSupernodesQuery = z.lazy(() => {
  const { sort_dir, sort_key, offset } = ListDevServersQuery.unwrap().shape;
  return strict({ sort_dir, sort_key, limit: queryNumber(1, 1024, "1 to 1,024").optional(), offset });
});
/** See {@link ListSupernodesQuery}. */
export type ListSupernodesQuery = z.output<typeof ListSupernodesQuery>;
