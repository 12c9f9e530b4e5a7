import { isAutomationError } from "../../domain/errors.ts";
import { checkShape } from "../../domain/functiongraph/check-body.ts";
import {
  FUNCTIONGRAPH_OPERATIONS,
  type FunctionGraphOperationName,
  operationOf,
} from "../../domain/functiongraph/operations.ts";
import { authenticate } from "../authenticate.ts";
import { initialState } from "../create-emulator.ts";
import { type EmulatorRequest, type EmulatorResponse, queryFields } from "../request.ts";
import { gatewayError, jsonResponse } from "../respond.ts";
import { forbiddance } from "./forbiddance.ts";
import * as functions from "./functions.ts";
import { hiddenBody } from "./hidden-body.ts";
import { asyncInvokeFunction, echo, invokeFunction, queryLogs, type RunFunction } from "./invocations.ts";
import { type FunctionGraphHandler, type FunctionGraphOutcome, refuse } from "./outcome.ts";
import {
  type EmulatedOperation,
  FUNCTIONGRAPH_JOURNAL_MAX,
  type FunctionGraphFault,
  type FunctionGraphJournalEntry,
  type FunctionGraphState,
} from "./state.ts";
import * as triggers from "./triggers.ts";
import * as versions from "./versions.ts";

const HANDLERS: Readonly<Record<FunctionGraphOperationName, FunctionGraphHandler>> = {
  ListFunctions: functions.listFunctions,
  ShowConfig: functions.showConfig,
  CreateFunction: functions.createFunction,
  UpdateCode: functions.updateCode,
  UpdateConfig: functions.updateConfig,
  UpdateMaxInstances: functions.updateMaxInstances,
  DeleteFunction: functions.deleteFunction,
  ListVersions: versions.listVersions,
  PublishVersion: versions.publishVersion,
  ListAliases: versions.listAliases,
  CreateAlias: versions.createAlias,
  UpdateAlias: versions.updateAlias,
  DeleteAlias: versions.deleteAlias,
  ShowAsyncConfig: versions.showAsyncConfig,
  PutAsyncConfig: versions.putAsyncConfig,
  DeleteAsyncConfig: versions.deleteAsyncConfig,
  EnableLtsLogs: versions.enableLtsLogs,
  ShowLogDetail: versions.showLogDetail,
  ListTriggers: triggers.listTriggers,
  CreateTrigger: triggers.createTrigger,
  UpdateTrigger: triggers.updateTrigger,
  DeleteTrigger: triggers.deleteTrigger,
  QueryLogs: queryLogs,
};

interface Route {
  readonly operation: EmulatedOperation;
  readonly params: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly operation: EmulatedOperation;
  readonly method: string;
  readonly path: RegExp;
}

function pattern(operation: EmulatedOperation, method: string, path: string): Pattern {
  return { operation, method, path: new RegExp(`^${path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`) };
}

const NAMES = Object.keys(FUNCTIONGRAPH_OPERATIONS) as FunctionGraphOperationName[];
const INVOKE = "/v2/{project_id}/fgs/functions/{function_urn}/invocations";

const PATTERNS: readonly Pattern[] = [
  ...NAMES.map((name) => pattern(name, operationOf(name).method, operationOf(name).path)),
  pattern("InvokeFunction", "POST", INVOKE),
  pattern("AsyncInvokeFunction", "POST", `${INVOKE}-async`),
];

function routeOf({ method, path }: EmulatorRequest): Route | null {
  for (const { operation, method: wanted, path: shape } of PATTERNS) {
    const match = method === wanted ? shape.exec(path) : null;
    if (!match) continue;
    const groups = Object.entries(match.groups ?? {});
    return {
      operation,
      params: Object.fromEntries(groups.map(([key, value]) => [key, decodeURIComponent(value)])),
    };
  }
  return null;
}

function isWrite({ operation }: Route): boolean {
  if (operation === "InvokeFunction" || operation === "AsyncInvokeFunction") return true;
  return operationOf(operation).effect === "write";
}

function takeFault(state: FunctionGraphState, operation: EmulatedOperation | undefined) {
  const index = state.faults.findIndex((one) => one.operation === undefined || one.operation === operation);
  const fault = state.faults[index];
  if (!fault) return { fault: null, faults: state.faults };
  const times = (fault.times ?? 1) - 1;
  const faults = times > 0 ? state.faults.with(index, { ...fault, times }) : state.faults.toSpliced(index, 1);
  return { fault, faults };
}

/** The checked body of a call, or why it is refused. */
function bodyOf(
  operation: EmulatedOperation,
  bytes: Uint8Array,
): { readonly body: unknown } | FunctionGraphOutcome {
  const text = new TextDecoder().decode(bytes);
  let body: unknown;
  try {
    body = text === "" ? undefined : JSON.parse(text);
  } catch {
    return refuse(400, "FSS.0400", "The request body is not JSON");
  }
  if (operation === "InvokeFunction" || operation === "AsyncInvokeFunction") return { body };
  const { request } = operationOf(operation);
  if (!request) return { body: undefined };
  try {
    return { body: checkShape(request, body, { where: "", code: "invalid-request" }) };
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    return refuse(400, "FSS.0400", error.message);
  }
}

/** One request that came through the gateway. */
interface Visit {
  readonly route: Route;
  readonly fault: FunctionGraphFault | null;
  readonly requestId: string;
  /** Of whoever signed it. */
  readonly accessKey: string;
}

/** What the outside gives to each request. */
export interface FunctionGraphSurroundings {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Stands in for the code of functions. Default: answers with the event. */
  readonly run?: RunFunction;
}

function carryOut(
  state: FunctionGraphState,
  request: EmulatorRequest,
  { route, accessKey }: Visit,
  { now, run = echo }: FunctionGraphSurroundings,
): FunctionGraphOutcome {
  const project = route.params["project_id"] ?? "";
  const named = request.headers["x-project-id"];
  if (named !== undefined && named !== project) {
    return refuse(403, "FSS.0403", "The project of the request and of its path differ");
  }
  const forbidden = forbiddance(state, accessKey, route.operation);
  if (forbidden) return forbidden;
  const checked = bodyOf(route.operation, request.body);
  if (!("body" in checked) || "state" in checked) return checked as FunctionGraphOutcome;
  const call = { project, params: route.params, query: queryFields(request.query), body: checked.body, now };
  if (route.operation === "InvokeFunction") return invokeFunction(run)(state, call);
  if (route.operation === "AsyncInvokeFunction") return asyncInvokeFunction(state, call);
  return HANDLERS[route.operation](state, call);
}

/** What a request came to. */
export interface FunctionGraphHandled {
  readonly state: FunctionGraphState;
  readonly response: EmulatorResponse;
}

function responseOf(outcome: FunctionGraphOutcome, requestId: string): EmulatorResponse {
  if ("refusal" in outcome) {
    const { status, code, message } = outcome.refusal;
    return jsonResponse(status, { error_code: code, error_msg: message }, requestId);
  }
  const { status, body, headers } = outcome;
  const response = jsonResponse(status, body, requestId);
  const bytes = body === null ? new Uint8Array() : response.body;
  return { ...response, headers: { ...response.headers, ...headers }, body: bytes };
}

function before(fault: FunctionGraphFault | null, requestId: string): EmulatorResponse | null {
  const broken = jsonResponse(500, { error_code: "FSS.0500", error_msg: "Internal server error" }, requestId);
  if (fault?.fault === "throttle") {
    const body = { error_code: "FSS.0429", error_msg: "Too many requests" };
    return jsonResponse(429, body, requestId);
  }
  if (fault?.fault === "error-500") return broken;
  return fault?.fault === "lost-answer-before-effect" ? { ...broken, transport: "close" } : null;
}

/** One request after the signature has been checked. */
function operate(
  state: FunctionGraphState,
  request: EmulatorRequest,
  visit: Visit,
  surroundings: FunctionGraphSurroundings,
): FunctionGraphHandled {
  const { fault, requestId } = visit;
  const refused = before(fault, requestId);
  if (refused) return { state, response: refused };
  const outcome = carryOut(state, request, visit, surroundings);
  const after = "refusal" in outcome ? state : outcome.state;
  const response = responseOf(outcome, requestId);
  if (fault?.fault === "lost-answer-after-effect")
    return { state: after, response: { ...response, transport: "close" } };
  return { state: after, response };
}

/**
 * Answers one request to the management API of FunctionGraph. Pure: the state goes in and comes out. The signature is
 * checked by the code that the other emulated services use; errors have the form `{ error_code, error_msg }`.
 */
export function handleFunctionGraph(
  given: FunctionGraphState,
  request: EmulatorRequest,
  surroundings: FunctionGraphSurroundings,
): FunctionGraphHandled {
  const { now } = surroundings;
  const requestId = `call-${given.nextId}`;
  const route = routeOf(request);
  const { fault, faults } = takeFault(given, route?.operation);
  const state = { ...given, faults, nextId: given.nextId + 1 };
  const gateway = initialState({ credentials: state.credentials }, now);
  const authentication = authenticate(gateway, request, now);
  let handled: FunctionGraphHandled;
  if ("refusal" in authentication) {
    handled = { state, response: gatewayError(state.cloud, authentication.refusal, requestId) };
  } else if (route === null) {
    const refusal = {
      status: 404,
      code: "0101",
      message: "The API does not exist or has not been published.",
    };
    handled = { state, response: gatewayError(state.cloud, refusal, requestId) };
  } else {
    const { accessKey } = authentication.caller;
    handled = operate(state, request, { route, fault, requestId, accessKey }, surroundings);
  }
  const entry: FunctionGraphJournalEntry = {
    at: now,
    operation: route?.operation ?? null,
    isWrite: route ? isWrite(route) : request.method !== "GET",
    method: request.method,
    path: request.path,
    status: handled.response.status,
    body: hiddenBody(request.body),
    ...(fault ? { fault: fault.fault } : {}),
  };
  const journal = [...handled.state.journal, entry].slice(-FUNCTIONGRAPH_JOURNAL_MAX);
  return { state: { ...handled.state, journal }, response: handled.response };
}
