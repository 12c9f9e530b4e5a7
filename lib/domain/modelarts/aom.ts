import * as z from "zod";
import { rule, someText, strict, text } from "./rule.ts";

const SECONDS = "seconds since the epoch";
const seconds = () => z.union([z.number(), text(/^\d{1,12}(?:\.\d{1,3})?$/, SECONDS)], rule(SECONDS));
const STEP = "seconds, or a duration such as 1m";

/** Query of `GET /v1/{project_id}/aom/api/v1/query_range`: times in seconds, unlike Cloud Eye. */
export const QueryRangeQuery = z.lazy(() =>
  strict({
    query: someText,
    start: seconds(),
    end: seconds(),
    step: z.union([z.number().positive(rule(STEP)), text(/^\d{1,9}(?:ms|[smhdwy])?$/, STEP)], rule(STEP)),
  }),
);
/** See {@link QueryRangeQuery}. */
export type QueryRangeQuery = z.output<typeof QueryRangeQuery>;

/**
 * Checked in one loop: an answer holds ten thousands of points, and a schema for each would make several objects per
 * point before anybody looks at them.
 */
function areSamples(values: unknown): values is [number, string][] {
  if (!Array.isArray(values)) return false;
  return values.every((sample: unknown) => {
    if (!Array.isArray(sample) || sample.length !== 2) return false;
    return typeof sample[0] === "number" && typeof sample[1] === "string";
  });
}

/** Answer in the form of Prometheus: times in seconds, values as text (AOM API Reference, SDK aom v2). */
export const RangeAnswer = z.lazy(() =>
  z.looseObject({
    status: z.string(),
    data: z
      .looseObject({
        resultType: z.string().nullish(),
        result: z.array(
          z.looseObject({
            metric: z.record(z.string(), z.string()),
            values: z.custom<[number, string][]>(areSamples, "pairs of seconds and a text"),
          }),
        ),
      })
      .nullish(),
    errorType: z.string().nullish(),
    error: z.string().nullish(),
  }),
);
/** See {@link RangeAnswer}. */
export type RangeAnswer = z.output<typeof RangeAnswer>;
