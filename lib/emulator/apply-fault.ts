import type { Cloud } from "../domain/clouds.ts";
import type { Fault } from "./fault.ts";
import type { EmulatorResponse } from "./request.ts";
import { gatewayError, htmlResponse, type Refusal, serviceError } from "./respond.ts";
import type { Route } from "./route.ts";
import { SOLD_OUT } from "./sold-out.ts";

/** How long an answer is held back when the fault does not say. */
const DELAY_MS = 1000;

/** What a fault needs to know about the call it strikes. */
export interface Struck {
  readonly cloud: Cloud;
  readonly route: Route | null;
  readonly requestId: string;
}

/** The answer of a fault that keeps the call from having any effect; `null` for faults that strike later. */
export function faultBeforeEffect(fault: Fault | null, struck: Struck): EmulatorResponse | null {
  const { requestId } = struck;
  switch (fault?.fault) {
    case "throttle":
      return throttled(fault, struck);
    case "error-500":
      return internalError(struck);
    case "error-503-html":
      return htmlResponse(503, "503 Service Temporarily Unavailable", requestId);
    case "html":
      return htmlResponse(200, "Sign in", requestId);
    case "close":
      return { ...internalError(struck), transport: "close" };
    case "lost-answer-before-effect":
      return lost(internalError(struck), fault);
    case "quota":
    case "sold-out":
      return refused(REFUSALS[fault.fault], struck);
    default:
      return null;
  }
}

/** The answer after a fault that strikes when the call has had its effect. */
export function faultAfterEffect(fault: Fault | null, response: EmulatorResponse): EmulatorResponse {
  switch (fault?.fault) {
    case "delay":
      return { ...response, delayMs: fault.delayMs ?? DELAY_MS };
    case "lost-answer-after-effect":
      return lost(response, fault);
    case "short-page":
      return withJson(response, shortened);
    case "changed-total":
      return withJson(response, recounted);
    default:
      return response;
  }
}

/** Without a delay the connection ends at once; with one the caller waits for it in vain. */
function lost(response: EmulatorResponse, fault: Fault): EmulatorResponse {
  if (fault.delayMs === undefined) return { ...response, transport: "close" };
  return { ...response, transport: "hang", delayMs: fault.delayMs };
}

function throttled(fault: Fault, { cloud, requestId }: Struck): EmulatorResponse {
  const message = "The throttling threshold has been reached";
  const response = gatewayError(cloud, { status: 429, code: "0308", message }, requestId);
  if (fault.retryAfterS === undefined) return response;
  return { ...response, headers: { ...response.headers, "retry-after": String(fault.retryAfterS) } };
}

// No code is documented for DevServers in particular; it stands in the table of the development environments.
const REFUSALS = {
  quota: { status: 400, code: "ModelArts.6302", message: "The number of instances exceeds the quota." },
  "sold-out": SOLD_OUT,
} as const;

/** The service says no. A path that no operation has does not get as far as that. */
function refused(refusal: Refusal, struck: Struck): EmulatorResponse {
  const { route, requestId } = struck;
  if (!route) return internalError(struck);
  return serviceError({ name: route.name, service: route.operation.service }, refusal, requestId);
}

function internalError({ cloud, route, requestId }: Struck): EmulatorResponse {
  const refusal = { status: 500, code: "0601", message: "Internal server error" };
  if (!route) return gatewayError(cloud, refusal, requestId);
  const code = { modelarts: "ModelArts.0010", ces: "ces.0007", aom: "AOM.0500", ecs: "Ecs.0000", iam: "500" };
  const { service } = route.operation;
  return serviceError(
    { name: route.name, service },
    { status: 500, code: code[service], message: "Internal error." },
    requestId,
  );
}

type Json = Readonly<Record<string, unknown>>;

function withJson(response: EmulatorResponse, change: (body: Json) => Json): EmulatorResponse {
  if (response.status !== 200) return response;
  const body: unknown = JSON.parse(new TextDecoder().decode(response.body));
  if (typeof body !== "object" || body === null) return response;
  return { ...response, body: new TextEncoder().encode(JSON.stringify(change(body as Json))) };
}

const LISTS = ["data", "instances", "metrics", "resources"] as const;
const TOTALS = ["total", "total_count"] as const;

/** Half of the items are missing, while the totals still speak of all of them. */
function shortened(body: Json): Json {
  const name = LISTS.find((key) => Array.isArray(body[key]));
  const items = name === undefined ? undefined : body[name];
  if (name === undefined || !Array.isArray(items)) return body;
  return { ...body, [name]: items.slice(0, Math.floor(items.length / 2)) };
}

/** One machine more than before, as if somebody had created one between two pages. */
function recounted(body: Json): Json {
  const name = TOTALS.find((key) => typeof body[key] === "number");
  return name === undefined ? body : { ...body, [name]: Number(body[name]) + 1 };
}
