import * as z from "zod";

/**
 * Bodies of `POST /v4/costs/cost-analysed-bills/query`, the only way to ask Huawei Cloud what was spent. Source: "Querying
 * Cost Data" of the Cost Center API reference (international 2025-09, Chinese 2025-11). The page allows two things to group
 * by; a public integration sends more and falls back, so two is taken.
 */
export const COST_QUERY_PATH = "/v4/costs/cost-analysed-bills/query";

/** Most rows of one page, and the last offset that is answered. */
export const COST_PAGE_MAX = 1_000;
/** See {@link COST_PAGE_MAX}. */
export const COST_OFFSET_MAX = 200_000;

/** Permission of the call: an action of the global cost center, not of a project. */
export const COST_QUERY_ACTION = "costCenter:costAnalysis:listCosts";

const Day = z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, "a day such as 2026-11-21, or a month");

/** Amounts are decimal texts. */
const Amount = z.union([z.string().regex(/^-?\d{1,15}(\.\d{1,10})?$/), z.number()]);

/** The request. */
export const CostQueryRequest = z.object({
  time_condition: z.object({
    /** 1: by day, 2: by month. */
    time_measure_id: z.union([z.literal(1), z.literal(2)]),
    begin_time: Day,
    end_time: Day,
  }),
  groupby: z
    .array(z.object({ type: z.enum(["dimension", "tag", "cost_unit"]), key: z.string().min(1).max(128) }))
    .min(1)
    .max(2),
  cost_type: z.enum(["ORIGINAL_COST", "AMORTIZED_COST"]),
  amount_type: z.enum(["PAYMENT_AMOUNT", "NET_AMOUNT"]),
  offset: z.number().int().min(0).max(COST_OFFSET_MAX).default(0),
  limit: z.number().int().min(1).max(COST_PAGE_MAX).default(10),
});
export type CostQueryRequest = z.input<typeof CostQueryRequest>;

/** The answer. Which fields an item of `costs` has is only partly confirmed, so that more are let through. */
export const CostQueryAnswer = z.looseObject({
  currency: z.string().regex(/^[A-Z]{3}$/),
  total_count: z.number().int().min(0),
  cost_data: z.array(
    z.looseObject({
      dimensions: z.array(z.looseObject({ key: z.string(), value: z.string().nullish() })),
      costs: z.array(z.looseObject({ time: z.string(), amount: Amount.nullish() })).nullish(),
    }),
  ),
});
export type CostQueryAnswer = z.infer<typeof CostQueryAnswer>;
