import { COST_QUERY_ACTION, COST_QUERY_PATH, CostQueryRequest } from "../../domain/bss/cost-query.ts";
import { authenticate } from "../authenticate.ts";
import type { EmulatorRequest, EmulatorResponse } from "../request.ts";
import { gatewayError, jsonResponse } from "../respond.ts";
import { machinesOf } from "../reveal.ts";
import type { EmulatorState } from "../state.ts";
import { billOf } from "./bill-of.ts";
import { BILL_CURRENCY } from "./flavor-price.ts";

/** Name under which these calls are counted and faults are made. */
export const COST_QUERY = "QueryCosts";

/** Longest span of one query by day. */
const DAYS_MAX = 400;
const DAY_MS = 86_400_000;

/** Whether a request asks for bills: the only path without a project. */
export function isCostQuery({ method, path }: Pick<EmulatorRequest, "method" | "path">): boolean {
  return method === "POST" && path === COST_QUERY_PATH;
}

/** What it is answered with. */
export interface CostVisit {
  readonly request: EmulatorRequest;
  readonly requestId: string;
  /** The caller's clock, which the gateway goes by. */
  readonly callerNow: number;
  /** The machines' clock. */
  readonly now: number;
}

function refusal(status: number, code: string, message: string, requestId: string): EmulatorResponse {
  return jsonResponse(status, { error_code: code, error_msg: message }, requestId);
}

function bodyOf({ body }: EmulatorRequest): CostQueryRequest | string {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return "the body is not JSON";
  }
  const parsed = CostQueryRequest.safeParse(value);
  if (parsed.success) return parsed.data;
  return `${parsed.error.issues[0]?.path.join(".")}: ${parsed.error.issues[0]?.message}`;
}

/** What this emulator cannot do although the page describes it. */
function unfit({ time_condition: time, groupby }: CostQueryRequest): string | null {
  if (time.time_measure_id !== 1 || time.begin_time.length !== 10 || time.end_time.length !== 10) {
    return "the emulator knows days only";
  }
  if (groupby.length !== 1 || groupby[0]?.type !== "dimension" || groupby[0].key !== "RESOURCE_ID") {
    return "the emulator groups by RESOURCE_ID only";
  }
  const days = (Date.parse(time.end_time) - Date.parse(time.begin_time)) / DAY_MS;
  return days >= 0 && days <= DAYS_MAX
    ? null
    : "end_time must not be before begin_time, nor more than 400 days after it";
}

/**
 * `POST /v4/costs/cost-analysed-bills/query` on the emulator's truth, as late as real bills are. Signed like every call,
 * without a project.
 */
export function queryCosts(state: EmulatorState, visit: CostVisit): EmulatorResponse {
  const { request, requestId, now } = visit;
  const authentication = authenticate(state, request, visit.callerNow);
  if ("refusal" in authentication) return gatewayError(state.cloud, authentication.refusal, requestId);
  const granted = state.permissions[authentication.caller.accessKey];
  if (granted && !granted.includes(COST_QUERY_ACTION)) {
    return refusal(403, "CBC.0150", `Access denied: ${COST_QUERY_ACTION}`, requestId);
  }
  const query = bodyOf(request);
  const wrong = typeof query === "string" ? query : unfit(query);
  if (typeof query === "string" || wrong !== null) return refusal(400, "CBC.0101", wrong ?? "", requestId);
  const { begin_time: begin, end_time: end } = query.time_condition;
  const span = { fromMs: Date.parse(begin), untilMs: Date.parse(end) + DAY_MS, now };
  const rows = machinesOf(state, now)
    .filter(({ project }) => (state.projects.get(project) ?? state.cloud) === "huaweicloud")
    .map((machine) => billOf(machine, span))
    .filter(({ days }) => days.some(({ amount }) => amount > 0));
  const { offset = 0, limit = 10 } = query;
  const cost_data = rows.slice(offset, offset + limit).map(({ resource, days }) => ({
    dimensions: [{ key: "RESOURCE_ID", value: resource }],
    costs: days.map(({ day, amount }) => ({
      time: day,
      amount: amount.toFixed(5),
      official_amount: amount.toFixed(5),
    })),
    amount_by_costs: days.reduce((sum, { amount }) => sum + amount, 0).toFixed(5),
  }));
  return jsonResponse(200, { currency: BILL_CURRENCY, total_count: rows.length, cost_data }, requestId);
}
