import type { Cloud } from "../domain/clouds.ts";
import type { OperationName } from "../domain/modelarts/operations.ts";
import { faultAfterEffect, faultBeforeEffect } from "./apply-fault.ts";
import { authenticate, claimedAccessKey } from "./authenticate.ts";
import type { Call, Handled, Handler } from "./call.ts";
import { control } from "./control.ts";
import { COST_QUERY, isCostQuery, queryCosts } from "./costs/query-costs.ts";
import { deliverDue } from "./deliver-due.ts";
import { failCreations } from "./fail-creations.ts";
import { takeFault } from "./fault.ts";
import { forbiddance } from "./forbiddance.ts";
import { HANDLERS } from "./handlers.ts";
import { type Effect, journalBody, record } from "./journal.ts";
import { answerJupyter, JUPYTER_PREFIX } from "./jupyter/answer-jupyter.ts";
import { type Random, randomHex } from "./new-ids.ts";
import type { EmulatorRequest, EmulatorResponse } from "./request.ts";
import { gatewayError, jsonResponse, type Refusal, serviceError } from "./respond.ts";
import { removeDue } from "./roster.ts";
import { findRoute, projectOf, type Route } from "./route.ts";
import type { EmulatorCredentials, EmulatorState } from "./state.ts";
import { validate } from "./validate.ts";

/** One request on its way through. */
interface Visit {
  readonly request: EmulatorRequest;
  readonly route: Route | null;
  readonly cloud: Cloud;
  readonly requestId: string;
  /** The caller's clock, which the gateway goes by. */
  readonly callerNow: number;
  /** The machines' clock. */
  readonly now: number;
  readonly random: Random;
}

/** What became of a request. */
interface Result extends Handled {
  readonly effects: readonly Effect[];
}

/** Paths of the control API. */
export const CONTROL_PREFIX = "/_emulator/";

/**
 * The whole emulator as a function: the same state, request, time and random numbers always give the same answer and
 * the same next state, and the state that was given stays as it was. Nothing here waits, and nothing runs by itself.
 * `now` is in milliseconds since the epoch; `random` yields numbers in [0, 1) and is used for ids only.
 */
export function handle(state: EmulatorState, request: EmulatorRequest, now: number, random: Random): Handled {
  const machinesNow = now + state.clockOffsetMs;
  const current = deliverDue(removeDue(state, machinesNow), machinesNow);
  if (request.path.startsWith(CONTROL_PREFIX)) return control(current, request, now);
  if (request.path.startsWith(JUPYTER_PREFIX)) return answerJupyter(current, request, machinesNow);

  const project = projectOf(request.path);
  const cloud = current.projects.get(project) ?? current.cloud;
  const route = findRoute(cloud, request);
  const requestId = randomHex(random, 32);
  const visit: Visit = { request, route, cloud, requestId, callerNow: now, now: machinesNow, random };

  const target = { method: request.method, path: request.path, operation: route?.name ?? null };
  const { fault, left } = takeFault(current.faults, target);
  const armed = fault ? { ...current, faults: left } : current;
  const before = faultBeforeEffect(fault, visit);
  const result = before ? { state: armed, response: before, effects: [] } : pass(armed, visit);
  const response = faultAfterEffect(fault, dated(result.response, machinesNow + state.gatewaySkewMs));

  const struck = fault?.fault === "create-failed" ? failCreations(result, fault.machines) : result.state;
  const counted = countCall(struck, route?.name ?? (isCostQuery(request) ? COST_QUERY : "unknown"));
  if (!isWrite(visit)) return { state: counted, response };
  const entry = {
    at: machinesNow,
    operation: route?.name ?? null,
    method: request.method,
    path: request.path,
    query: request.query,
    accessKey: claimedAccessKey(request),
    requestId,
    status: response.status,
    effects: result.effects,
    body: journalBody(request.body),
    ...(fault ? { fault: fault.fault } : {}),
  };
  return { state: { ...counted, journal: record(counted.journal, entry) }, response };
}

/** Gateway, then permission, then the operation itself. */
function pass(state: EmulatorState, visit: Visit): Result {
  const { route, request, cloud, requestId } = visit;
  const byGateway = (refusal: Refusal) => unchanged(state, gatewayError(cloud, refusal, requestId));
  if (!route && isCostQuery(request)) return unchanged(state, queryCosts(state, visit));
  if (!route) {
    return byGateway({
      status: 404,
      code: "0101",
      message: "The API does not exist or has not been published.",
    });
  }
  const authentication = authenticate(state, request, visit.callerNow);
  if ("refusal" in authentication) return byGateway(authentication.refusal);
  if (state.projects.size > 0 && !state.projects.has(route.project)) {
    return byGateway({ status: 403, code: "0310", message: "The project is unavailable." });
  }
  const { caller } = authentication;
  const forbidden = forbiddance(state, { request, route, cloud, caller });
  if (forbidden) return unchanged(state, byService(route, forbidden, requestId));
  return operate(state, visit, route, caller);
}

function operate(state: EmulatorState, visit: Visit, route: Route, caller: EmulatorCredentials): Result {
  const { request, cloud, requestId, now, random } = visit;
  const valid = validate(route, request, cloud);
  if ("refusal" in valid) return unchanged(state, byService(route, valid.refusal, requestId));
  const { name, project, params } = route;
  // The schemas of the table have just given body and query the types that the handler of this name expects.
  const { host } = request.headers;
  const call = { name, cloud, project, params, ...valid, caller, host, now, random } as Call;
  const outcome = (HANDLERS[name] as Handler<OperationName>)(state, call);
  if ("refusal" in outcome) return unchanged(state, byService(route, outcome.refusal, requestId));
  const { status, body, effects } = outcome;
  return { state: outcome.state, response: jsonResponse(status, body, requestId), effects };
}

function byService(route: Route, refusal: Refusal, requestId: string): EmulatorResponse {
  return serviceError({ name: route.name, service: route.operation.service }, refusal, requestId);
}

function unchanged(state: EmulatorState, response: EmulatorResponse): Result {
  return { state, response, effects: [] };
}

/** Whether the call could have changed something; an unknown path counts by its method. */
function isWrite({ route, request }: Visit): boolean {
  if (isCostQuery(request)) return false;
  return route ? route.operation.effect === "write" : request.method !== "GET" && request.method !== "HEAD";
}

function countCall(state: EmulatorState, name: string): EmulatorState {
  return { ...state, calls: { ...state.calls, [name]: (state.calls[name] ?? 0) + 1 } };
}

/** The gateway tells its time with every answer, so that a client can see how far its own clock is off. */
function dated(response: EmulatorResponse, at: number): EmulatorResponse {
  return { ...response, headers: { ...response.headers, date: new Date(at).toUTCString() } };
}
