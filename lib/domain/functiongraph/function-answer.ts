import * as z from "zod";

/** Answers of the FunctionGraph API: the fields that are looked at. Everything else is left as it comes. */

const words = z.string().nullish();

/** A function's settings, `GET …/functions/{urn}/config`. */
export const FunctionConfig = z.looseObject({
  func_urn: z.string(),
  func_name: z.string(),
  package: z.string(),
  runtime: z.string(),
  timeout: z.number(),
  handler: z.string(),
  memory_size: z.number(),
  code_size: z.number().nullish(),
  user_data: words,
  digest: words,
  version: words,
  xrole: words,
  app_xrole: words,
  description: words,
  version_description: words,
  last_modified: words,
  initializer_handler: words,
  initializer_timeout: z.number().nullish(),
  func_vpc: z.looseObject({ vpc_id: words, subnet_id: words }).nullish(),
  strategy_config: z.looseObject({ concurrency: z.number().nullish() }).nullish(),
  enable_lts_log: z.boolean().nullish(),
});
export type FunctionConfig = z.output<typeof FunctionConfig>;

/** `GET …/functions`, page by page. */
export const FunctionPage = z.looseObject({
  functions: z
    .array(z.looseObject({ func_urn: z.string(), func_name: z.string(), user_data: words }))
    .nullish(),
  next_marker: z.number().nullish(),
  count: z.number().nullish(),
});

/** `GET …/functions/{urn}/versions`. */
export const VersionPage = z.looseObject({
  versions: z.array(z.looseObject({ version: z.string(), last_modified: words })).nullish(),
  next_marker: z.number().nullish(),
  count: z.number().nullish(),
});

/** An alias. */
export const Alias = z.looseObject({
  name: z.string(),
  version: z.string(),
  additional_version_weights: z.record(z.string(), z.number()).nullish(),
});

/** `GET …/functions/{urn}/aliases`. */
export const AliasList = z.array(Alias);

/** A trigger. Its status is `DISABLED` in the tables and `DISABLE` in a change log of the SDK; both are taken. */
export const Trigger = z.looseObject({
  trigger_id: z.string(),
  trigger_type_code: z.string(),
  trigger_status: z.string().nullish(),
  event_data: z.record(z.string(), z.unknown()).nullish(),
});
export type Trigger = z.output<typeof Trigger>;

/** `GET …/triggers/{urn}`. */
export const TriggerList = z.array(Trigger);

/** `GET …/functions/{urn}/async-invoke-config`. */
export const AsyncConfig = z.looseObject({
  max_async_event_age_in_seconds: z.number().nullish(),
  max_async_retry_attempts: z.number().nullish(),
  destination_config: z.record(z.string(), z.unknown()).nullish(),
  enable_async_status_log: z.boolean().nullish(),
});
export type AsyncConfig = z.output<typeof AsyncConfig>;

/** `GET …/functions/{urn}/lts-log-detail`. */
export const LogDetail = z.looseObject({
  group_id: words,
  group_name: words,
  stream_id: words,
  stream_name: words,
});
export type LogDetail = z.output<typeof LogDetail>;

/** Log lines of LTS. */
export const LogLines = z.looseObject({
  count: z.number().nullish(),
  logs: z.array(z.looseObject({ content: z.string(), line_num: words })).nullish(),
});

/** An answer nothing of which is needed. */
export const AnyAnswer = z.unknown();
