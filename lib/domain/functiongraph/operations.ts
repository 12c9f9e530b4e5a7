import type * as z from "zod";
import type { DeployService } from "./endpoint.ts";
import * as answer from "./function-answer.ts";
import * as request from "./function-request.ts";

/** One call of the FunctionGraph API, as data; client and emulator read the same table. */
export interface FunctionGraphOperation {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path with parameters in braces; `project_id` is always among them. */
  readonly path: string;
  readonly service: DeployService;
  readonly effect: "read" | "write";
  readonly query?: readonly string[];
  readonly request?: z.ZodType;
  readonly response: z.ZodType;
}

const FUNCTIONS = "/v2/{project_id}/fgs/functions";
const FUNCTION = `${FUNCTIONS}/{function_urn}`;
const TRIGGERS = "/v2/{project_id}/fgs/triggers/{function_urn}";
const TRIGGER = `${TRIGGERS}/{trigger_type_code}/{trigger_id}`;

const fg = { service: "functiongraph" } as const;
const read = { ...fg, method: "GET", effect: "read" } as const;
const post = { ...fg, method: "POST", effect: "write" } as const;
const put = { ...fg, method: "PUT", effect: "write" } as const;
const remove = { ...fg, method: "DELETE", effect: "write", response: answer.AnyAnswer } as const;

/** Paging of functions and versions. */
const PAGE = ["marker", "maxitems"] as const;

/** Every call that a deployment makes (FunctionGraph API v2, and one call of LTS). Invocations stand apart. */
export const FUNCTIONGRAPH_OPERATIONS = {
  ListFunctions: {
    ...read,
    path: FUNCTIONS,
    query: [...PAGE, "package_name"],
    response: answer.FunctionPage,
  },
  ShowConfig: { ...read, path: `${FUNCTION}/config`, response: answer.FunctionConfig },
  ListVersions: { ...read, path: `${FUNCTION}/versions`, query: PAGE, response: answer.VersionPage },
  ListAliases: { ...read, path: `${FUNCTION}/aliases`, response: answer.AliasList },
  ListTriggers: { ...read, path: TRIGGERS, response: answer.TriggerList },
  ShowAsyncConfig: { ...read, path: `${FUNCTION}/async-invoke-config`, response: answer.AsyncConfig },
  ShowLogDetail: { ...read, path: `${FUNCTION}/lts-log-detail`, response: answer.LogDetail },
  QueryLogs: {
    ...post,
    service: "lts",
    effect: "read",
    path: "/v2/{project_id}/groups/{log_group_id}/streams/{log_stream_id}/content/query",
    request: request.QueryLogsRequest,
    response: answer.LogLines,
  },

  CreateFunction: {
    ...post,
    path: FUNCTIONS,
    request: request.CreateFunctionRequest,
    response: answer.FunctionConfig.pick({ func_urn: true }),
  },
  UpdateCode: {
    ...put,
    path: `${FUNCTION}/code`,
    request: request.UpdateCodeRequest,
    response: answer.AnyAnswer,
  },
  UpdateConfig: {
    ...put,
    path: `${FUNCTION}/config`,
    request: request.UpdateConfigRequest,
    response: answer.AnyAnswer,
  },
  UpdateMaxInstances: {
    ...put,
    path: `${FUNCTION}/config-max-instance`,
    request: request.UpdateMaxInstancesRequest,
    response: answer.AnyAnswer,
  },
  PublishVersion: {
    ...post,
    path: `${FUNCTION}/versions`,
    request: request.PublishVersionRequest,
    response: answer.AnyAnswer,
  },
  CreateAlias: {
    ...post,
    path: `${FUNCTION}/aliases`,
    request: request.CreateAliasRequest,
    response: answer.Alias,
  },
  UpdateAlias: {
    ...put,
    path: `${FUNCTION}/aliases/{alias_name}`,
    request: request.UpdateAliasRequest,
    response: answer.AnyAnswer,
  },
  DeleteAlias: { ...remove, path: `${FUNCTION}/aliases/{alias_name}` },
  /** With a version in the URN it deletes that version, without one the function and everything of it. */
  DeleteFunction: { ...remove, path: FUNCTION },
  CreateTrigger: {
    ...post,
    path: TRIGGERS,
    request: request.CreateTriggerRequest,
    response: answer.Trigger,
  },
  UpdateTrigger: {
    ...put,
    path: TRIGGER,
    request: request.UpdateTriggerRequest,
    response: answer.AnyAnswer,
  },
  DeleteTrigger: { ...remove, path: TRIGGER },
  PutAsyncConfig: {
    ...put,
    path: `${FUNCTION}/async-invoke-config`,
    request: request.AsyncConfigRequest,
    response: answer.AnyAnswer,
  },
  DeleteAsyncConfig: { ...remove, path: `${FUNCTION}/async-invoke-config` },
  /** Once for the whole project. */
  EnableLtsLogs: { ...post, path: `${FUNCTIONS}/enable-lts-logs`, response: answer.AnyAnswer },
} as const satisfies Readonly<Record<string, FunctionGraphOperation>>;

/** Name of a call. */
export type FunctionGraphOperationName = keyof typeof FUNCTIONGRAPH_OPERATIONS;

/** The row of a call, without what is particular to it. */
export function operationOf(name: FunctionGraphOperationName): FunctionGraphOperation {
  return FUNCTIONGRAPH_OPERATIONS[name];
}

type Table = typeof FUNCTIONGRAPH_OPERATIONS;

/** The body a call takes; `undefined` for one without. */
export type BodyOf<N extends FunctionGraphOperationName> = Table[N] extends { readonly request: infer S }
  ? S extends z.ZodType
    ? z.output<S>
    : undefined
  : undefined;

/** What the answer is parsed into. */
export type AnswerOf<N extends FunctionGraphOperationName> = z.output<Table[N]["response"]>;
