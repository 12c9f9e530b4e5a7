import {
  COST_OFFSET_MAX,
  COST_PAGE_MAX,
  COST_QUERY_PATH,
  CostQueryAnswer,
  type CostQueryRequest,
} from "../../domain/bss/cost-query.ts";
import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import type { Bill, BilledDay, CostPort, CostQuery } from "../../ports/cost.ts";
import type { CredentialsProvider } from "../../ports/credentials.ts";
import type { HttpTransport, WireRequest } from "../../ports/http-transport.ts";
import { signRequest } from "../../signing/sign-request.ts";
import { costFailure, notUnderstood } from "./cost-failure.ts";

/** Limits of the client, with their defaults. */
const COST_LIMITS = {
  /** One attempt, from the first byte out to the last byte in. */
  timeoutMs: 20_000,
  /** A page of 1,000 machines over a month of days is about 3 MB. */
  responseBytesMax: 16 * 1024 * 1024,
  /** Attempts of one page, the first one included. */
  attemptsMax: 3,
  /** Upper end of the first pause between attempts; it doubles each time. */
  backoffMs: 500,
  /** Longest pause. A server that asks for more is not waited for: bills are asked for again in an hour. */
  pauseMaxMs: 5_000,
} as const;

/** What the client is built from. */
export interface CostClientOptions {
  /** Origin of the cost center, such as `https://bss.myhuaweicloud.com`. */
  readonly endpoint: string;
  readonly credentials: CredentialsProvider;
  readonly transport: HttpTransport;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  /** At least 0 and less than 1. */
  readonly random: () => number;
}

function bodyOf({ fromDay, untilDay }: CostQuery, offset: number): CostQueryRequest {
  return {
    time_condition: { time_measure_id: 1, begin_time: fromDay, end_time: untilDay },
    groupby: [{ type: "dimension", key: "RESOURCE_ID" }],
    // What was used, not what was paid: a coupon pays a bill and makes no machine cheaper.
    ...{ cost_type: "ORIGINAL_COST", amount_type: "PAYMENT_AMOUNT" },
    ...{ offset, limit: COST_PAGE_MAX },
  };
}

/** Signed without a project: the cost center knows accounts only. */
async function signed(body: Uint8Array, options: CostClientOptions): Promise<WireRequest> {
  const url = `${options.endpoint.replace(/\/$/, "")}${COST_QUERY_PATH}`;
  const given = { "Content-Type": "application/json", "X-Language": "en_US" };
  const headers = signRequest({
    ...{ method: "POST", url, headers: given, body, date: options.now() },
    credentials: await options.credentials(),
  });
  const { timeoutMs, responseBytesMax } = COST_LIMITS;
  return { method: "POST", url, headers, body, timeoutMs, responseBytesMax };
}

async function attempt(
  query: CostQuery,
  offset: number,
  options: CostClientOptions,
): Promise<CostQueryAnswer> {
  const body = new TextEncoder().encode(JSON.stringify(bodyOf(query, offset)));
  const response = await options.transport(await signed(body, options));
  if (response.status < 200 || response.status > 299) throw costFailure(response, options.now().getTime());
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(response.body));
  } catch {
    throw notUnderstood(response.status, "the answer is not JSON");
  }
  const parsed = CostQueryAnswer.safeParse(value);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.map(String).join(".") || "body";
  throw notUnderstood(response.status, `${field} is not what "Querying Cost Data" describes`);
}

/** How long to pause before another attempt; `undefined` when there is to be none. */
function pauseBefore(
  error: unknown,
  tries: number,
  query: CostQuery,
  options: CostClientOptions,
): number | undefined {
  if (!isAutomationError(error) || error.details.retryable !== true || tries >= COST_LIMITS.attemptsMax) {
    return undefined;
  }
  const { retries, deadlineMs = Number.POSITIVE_INFINITY } = query.bounds ?? {};
  const drawn = options.random() * COST_LIMITS.backoffMs * 2 ** (tries - 1);
  const pauseMs = Math.max(drawn, error.details.retryAfterMs ?? 0);
  const fits = pauseMs <= COST_LIMITS.pauseMaxMs && options.now().getTime() + pauseMs < deadlineMs;
  return fits && (retries?.take() ?? true) ? pauseMs : undefined;
}

async function readPage(
  query: CostQuery,
  offset: number,
  options: CostClientOptions,
): Promise<CostQueryAnswer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(query, offset, options);
    } catch (error) {
      const pauseMs = pauseBefore(error, tries, query, options);
      if (pauseMs === undefined) throw error;
      await options.sleep(pauseMs);
    }
  }
}

function daysOf({ cost_data: rows }: CostQueryAnswer): readonly BilledDay[] {
  return rows.flatMap(({ dimensions, costs }) => {
    const resource = dimensions.find(({ key }) => key === "RESOURCE_ID")?.value ?? "";
    return (costs ?? []).map(({ time, amount }) => ({
      resource,
      day: time.slice(0, 10),
      amount: Number(amount ?? 0),
    }));
  });
}

function tooLong(total: number): AutomationError {
  const rule = `a bill of at most ${COST_OFFSET_MAX} resources can be read`;
  return new AutomationError("not-supported", `QueryCosts: ${total} resources: ${rule}`, {
    details: { operation: "QueryCosts", rule, retryable: false },
  });
}

/** Reads the bills of one account by resource and day, all pages. */
export function createCostClient(options: CostClientOptions): CostPort {
  return {
    read: async (query): Promise<Bill> => {
      const days: BilledDay[] = [];
      for (let offset = 0; ; offset += COST_PAGE_MAX) {
        const page = await readPage(query, offset, options);
        days.push(...daysOf(page));
        const isLast = page.cost_data.length === 0 || offset + COST_PAGE_MAX >= page.total_count;
        if (isLast) return { currency: page.currency, days };
        if (offset + COST_PAGE_MAX > COST_OFFSET_MAX) throw tooLong(page.total_count);
      }
    },
  };
}
