import * as z from "zod";
import { CLOUDS, type Cloud } from "../clouds.ts";
import { oneOf, queryNumber, rule, someText, strict, text } from "./rule.ts";

/** Most datapoints in one answer; OTC moves `from` without a word when a query would give more. */
export const CES_DATAPOINTS_MAX = 3000;

const namespace = () => text(/^(?=.{3,32}$)[A-Za-z]\w*\.[A-Za-z]\w*$/, "service.item, 3 to 32 characters");
const metricName = () => text(/^.{1,96}$/, "1 to 96 characters");
const MILLISECONDS = "milliseconds since the epoch";
const time = () => z.int(rule(MILLISECONDS)).min(0, rule(MILLISECONDS));

const dimension = () =>
  strict({
    name: text(/^.{1,32}$/, "1 to 32 characters"),
    value: text(/^.{1,256}$/, "1 to 256 characters"),
  });

/** Datapoints that one metric has between two times; raw data (period 1) counts as one a minute. */
function pointsPerMetric(query: { from: number; to: number; period: string | number }): number {
  const seconds = Number(query.period) === 1 ? 60 : Number(query.period);
  return Math.max(1, Math.ceil((query.to - query.from) / (seconds * 1000)));
}

/** How many metrics fit into one batch query, so that neither the count nor the datapoints exceed the cloud's limit. */
export function metricsPerCall(
  cloud: Cloud,
  query: { from: number; to: number; period: string | number },
): number {
  return Math.min(
    CLOUDS[cloud].cesMetricsPerCallMax,
    Math.floor(CES_DATAPOINTS_MAX / pointsPerMetric(query)),
  );
}

function schemaOf(cloud: Cloud) {
  const facts = CLOUDS[cloud];
  const metricsRule = `1 to ${facts.cesMetricsPerCallMax} metrics in one call`;
  const dimensionsRule = `1 to ${facts.cesDimensionsMax} dimensions`;
  const periodRule = `one of ${facts.cesPeriods.join(", ")} seconds, as text`;
  const Metric = strict({
    namespace: namespace(),
    metric_name: metricName(),
    dimensions: z
      .array(dimension(), rule(dimensionsRule))
      .min(1, rule(dimensionsRule))
      .max(facts.cesDimensionsMax, rule(dimensionsRule)),
  });
  return strict({
    metrics: z
      .array(Metric, rule(metricsRule))
      .min(1, rule(metricsRule))
      .max(facts.cesMetricsPerCallMax, rule(metricsRule)),
    from: time(),
    to: time(),
    period: z
      .string(rule(periodRule))
      .refine((period) => facts.cesPeriods.map(String).includes(period), rule(periodRule)),
    filter: oneOf(["average", "max", "min", "sum", "variance"]),
  }).superRefine((value, context) => {
    const issue = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    if (value.from >= value.to) issue("from", "must be earlier than to");
    else if (value.metrics.length * pointsPerMetric(value) > CES_DATAPOINTS_MAX) {
      issue("metrics", "metrics × (to − from) ÷ period must not exceed 3,000 datapoints");
    }
  });
}

const BATCH: Readonly<Record<Cloud, z.ZodLazy<ReturnType<typeof schemaOf>>>> = {
  huaweicloud: z.lazy(() => schemaOf("huaweicloud")),
  otc: z.lazy(() => schemaOf("otc")),
};

/** Body of `POST /V1.0/{project_id}/batch-query-metric-data` on a cloud. `period` is text here. */
export function batchQueryMetricDataRequest(cloud: Cloud) {
  return BATCH[cloud];
}

const number = z.number().nullish();
const string = z.string().nullish();
const anyDimension = () => z.looseObject({ name: z.string(), value: z.string() });

/** A value under the name of the filter that was asked for, at a time in ms. */
const datapoint = () =>
  z.looseObject({
    timestamp: z.number(),
    average: number,
    max: number,
    min: number,
    sum: number,
    variance: number,
    unit: string,
  });

/** Answer of the batch query. No datapoints is not "idle": the agent may be missing, or the server off. */
export const MetricDataBatch = z.lazy(() =>
  z.looseObject({
    metrics: z.array(
      z.looseObject({
        namespace: string,
        metric_name: z.string(),
        dimensions: z.array(anyDimension()).nullish(),
        datapoints: z
          .array(datapoint())
          .nullish()
          .transform((points) => points ?? []),
        unit: string,
      }),
    ),
  }),
);
/** See {@link MetricDataBatch}. */
export type MetricDataBatch = z.output<typeof MetricDataBatch>;

const keyValue = () => text(/^[^,]{1,32},.{1,256}$/, "name,value");

/** Query of `GET /V1.0/{project_id}/metrics`; `start` is the marker of the page before. */
export const ListMetricsQuery = z.lazy(() =>
  strict({
    namespace: namespace().optional(),
    metric_name: metricName().optional(),
    "dim.0": keyValue().optional(),
    "dim.1": keyValue().optional(),
    "dim.2": keyValue().optional(),
    "dim.3": keyValue().optional(),
    start: someText.optional(),
    limit: queryNumber(1, 1000, "1 to 1,000").optional(),
    order: oneOf(["asc", "desc"]).optional(),
  }),
);
/** See {@link ListMetricsQuery}. */
export type ListMetricsQuery = z.output<typeof ListMetricsQuery>;

/** Answer of the list of metrics. Metrics of deleted resources linger up to three hours. */
export const MetricList = z.lazy(() =>
  z.looseObject({
    metrics: z.array(
      z.looseObject({
        namespace: string,
        metric_name: z.string(),
        dimensions: z.array(anyDimension()).nullish(),
        unit: string,
      }),
    ),
    meta_data: z.looseObject({ count: number, marker: string, total: number }).nullish(),
  }),
);
/** See {@link MetricList}. */
export type MetricList = z.output<typeof MetricList>;
