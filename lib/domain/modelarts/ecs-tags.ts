import * as z from "zod";
import { oneOf, rule, someText, strict, text } from "./rule.ts";

const PAGE_RULE = "a number as text, at most 1000";
const pageText = () => text(/^(?:\d{1,3}|1000)$/, PAGE_RULE);
const tag = () =>
  strict({
    key: someText.max(127, rule("at most 127 characters")),
    values: z.array(z.string(rule("text")), rule("a list of values")).max(10, rule("at most 10 values")),
  });
const tags = () => z.array(tag(), rule("a list of tags")).max(10, rule("at most 10 tags"));

/** Body of `POST …/resource_instances/action`. Values are joined by "or", keys by "and"; limit and offset are text. */
export const FilterServersByTagRequest = z.lazy(() =>
  strict({
    action: oneOf(["filter", "count"]),
    tags: tags().optional(),
    not_tags: tags().optional(),
    matches: z.array(strict({ key: someText, value: z.string(rule("text")) }), rule("a list")).optional(),
    limit: pageText().optional(),
    offset: text(/^\d{1,10}$/, "a number as text").optional(),
  }),
);
/** See {@link FilterServersByTagRequest}. */
export type FilterServersByTagRequest = z.output<typeof FilterServersByTagRequest>;

/** Answer of the filter; `resource_id` is the `cloud_server.id` of a DevServer. A count answers no resources. */
export const TaggedServers = z.lazy(() =>
  z.looseObject({
    resources: z
      .array(
        z.looseObject({
          resource_id: z.string(),
          resource_name: z.string().nullish(),
          tags: z.array(z.looseObject({ key: z.string(), value: z.string().nullish() })).nullish(),
        }),
      )
      .nullish()
      .transform((resources) => resources ?? []),
    total_count: z.number().nullish(),
  }),
);
/** See {@link TaggedServers}. */
export type TaggedServers = z.output<typeof TaggedServers>;
