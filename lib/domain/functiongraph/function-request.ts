import * as z from "zod";
import { flag, oneOf, rule, someText, strict, text, wholeNumber } from "../modelarts/rule.ts";
import { TRIGGER_TYPE_CODES } from "./trigger-types.ts";

/** Memory sizes a function may have, in MB ("Creating a Function", functiongraph_06_0108). */
export const MEMORY_SIZES = [
  ...[128, 256, 512, 768, 1024, 1280, 1536, 1792, 2048, 2560, 3072, 3584, 4096, 8192, 10_240],
] as const;

/** Environment of a function: keys and values together, and how many. Older pages say 2 KB; the newer figure is taken. */
export const ENVIRONMENT_LIMITS = { charactersMax: 4096, entriesMax: 20 } as const;

/** Largest code package that the API takes, in bytes (FSS.1071). */
export const CODE_BYTES_MAX = 50 * 1024 * 1024;

/** Name of a function. */
export const FunctionName = text(
  /^[A-Za-z](?:[-_A-Za-z0-9]{0,58}[A-Za-z0-9])?$/,
  "1 to 60 letters, digits, hyphens (-) and underscores (_), a letter first, a letter or digit last",
);

/** Name of a version or an alias. */
export const VersionName = text(
  /^[A-Za-z0-9](?:[-_.A-Za-z0-9]{0,40}[A-Za-z0-9])?$/,
  "1 to 42 letters, digits, hyphens (-), underscores (_) and periods (.)",
);

export const MemorySize = z.literal(MEMORY_SIZES, rule(`MB, one of ${MEMORY_SIZES.join(", ")}`));

/** Seconds until the platform ends a call. */
export const Timeout = wholeNumber(3, 259_200, "3 to 259,200 seconds");

/** `file.function`; sub-folders work. */
export const Handler = text(
  /^(?=.{3,128}$)[^\s.]+(?:\.[^\s.]+)*\.[^\s./]+$/,
  "file.function, 3 to 128 characters",
);

export const MaxInstances = wholeNumber(-1, 1000, "-1 (no limit), 0 (disabled) or 1 to 1,000");

export const FuncVpc = strict({
  vpc_id: someText,
  subnet_id: someText,
  vpc_name: someText.optional(),
  subnet_name: someText.optional(),
  cidr: someText.optional(),
  gateway: someText.optional(),
  security_groups: z.array(someText).optional(),
});

export const LogConfig = strict({
  group_id: someText.optional(),
  group_name: someText.optional(),
  stream_id: someText.optional(),
  stream_name: someText.optional(),
});

const configShape = {
  func_name: FunctionName,
  runtime: someText.max(32, rule("such as Node.js20.15")),
  timeout: Timeout,
  handler: Handler,
  memory_size: MemorySize,
  /** A JSON object as text. */
  user_data: z.string(rule("text")).optional(),
  /** The same, kept encrypted and never shown again. */
  encrypted_user_data: z.string(rule("text")).optional(),
  xrole: z.string(rule("text")).optional(),
  app_xrole: z.string(rule("text")).optional(),
  description: z.string(rule("text")).max(512, rule("at most 512 characters")).optional(),
  func_vpc: FuncVpc.optional(),
  initializer_handler: z.string(rule("text")).optional(),
  initializer_timeout: wholeNumber(1, 300, "1 to 300 seconds").optional(),
  log_config: LogConfig.optional(),
  enable_lts_log: flag.optional(),
};

const FuncCode = strict({ file: someText.optional(), link: someText.optional() });
const CodeType = oneOf(["inline", "zip", "obs", "jar"]);

/** `POST …/functions`. */
export const CreateFunctionRequest = strict({
  ...configShape,
  package: someText,
  code_type: CodeType,
  code_url: someText.optional(),
  code_filename: someText.optional(),
  func_code: FuncCode.optional(),
  depend_version_list: z.array(someText).optional(),
  type: oneOf(["v1", "v2"]).optional(),
});
export type CreateFunctionRequest = z.output<typeof CreateFunctionRequest>;

/** `PUT …/functions/{urn}/code`. */
export const UpdateCodeRequest = strict({
  code_type: CodeType,
  code_url: someText.optional(),
  code_filename: someText.optional(),
  func_code: FuncCode,
  depend_version_list: z.array(someText).optional(),
});
export type UpdateCodeRequest = z.output<typeof UpdateCodeRequest>;

/** `PUT …/functions/{urn}/config`. Name, runtime, timeout, handler and memory are mandatory there too. */
export const UpdateConfigRequest = strict(configShape);
export type UpdateConfigRequest = z.output<typeof UpdateConfigRequest>;

/** `PUT …/functions/{urn}/config-max-instance`. */
export const UpdateMaxInstancesRequest = strict({ max_instance_num: MaxInstances });
export type UpdateMaxInstancesRequest = z.output<typeof UpdateMaxInstancesRequest>;

/** `POST …/functions/{urn}/versions`. */
export const PublishVersionRequest = strict({
  digest: someText.optional(),
  version: VersionName.optional(),
  description: z.string(rule("text")).max(512, rule("at most 512 characters")).optional(),
});
export type PublishVersionRequest = z.output<typeof PublishVersionRequest>;

const aliasShape = {
  version: someText,
  description: z.string(rule("text")).max(512, rule("at most 512 characters")).optional(),
  additional_version_weights: z.record(z.string(), z.int().min(0).max(100)).optional(),
};

/** `POST …/functions/{urn}/aliases`. */
export const CreateAliasRequest = strict({ ...aliasShape, name: VersionName });
export type CreateAliasRequest = z.output<typeof CreateAliasRequest>;

/** `PUT …/functions/{urn}/aliases/{name}`. */
export const UpdateAliasRequest = strict(aliasShape);
export type UpdateAliasRequest = z.output<typeof UpdateAliasRequest>;

export const TriggerStatus = oneOf(["ACTIVE", "DISABLED"]);

/** `POST …/triggers/{urn}`. Whether `event_data` fits its type is checked by `checkTrigger`. */
export const CreateTriggerRequest = strict({
  trigger_type_code: oneOf(TRIGGER_TYPE_CODES),
  trigger_status: TriggerStatus.optional(),
  event_type_code: someText.optional(),
  event_data: z.record(z.string(), z.unknown(), rule("an object")),
});
export type CreateTriggerRequest = z.output<typeof CreateTriggerRequest>;

/** `PUT …/triggers/{urn}/{type}/{id}`. Only DIS triggers take new event data, so all others are made anew instead. */
export const UpdateTriggerRequest = strict({ trigger_status: TriggerStatus });
export type UpdateTriggerRequest = z.output<typeof UpdateTriggerRequest>;

const Destination = strict({
  destination: oneOf(["OBS", "SMN", "DIS", "FunctionGraph"]),
  /** A JSON object as text: bucket, topic_urn, stream_name or func_urn. */
  param: someText,
});

/** `PUT …/functions/{urn}/async-invoke-config`. One text allows eight attempts; the table and the API allow three. */
export const AsyncConfigRequest = strict({
  max_async_event_age_in_seconds: wholeNumber(1, 86_400, "1 to 86,400 seconds").optional(),
  max_async_retry_attempts: wholeNumber(0, 3, "0 to 3 attempts").optional(),
  destination_config: strict({
    on_success: Destination.optional(),
    on_failure: Destination.optional(),
  }).optional(),
  enable_async_status_log: flag.optional(),
});
export type AsyncConfigRequest = z.output<typeof AsyncConfigRequest>;

/** `POST /v2/{project}/groups/{group}/streams/{stream}/content/query` of LTS; times are milliseconds written as text. */
export const QueryLogsRequest = strict({
  start_time: text(/^\d{1,15}$/, "milliseconds since the epoch, as text"),
  end_time: text(/^\d{1,15}$/, "milliseconds since the epoch, as text"),
  limit: wholeNumber(1, 5000, "1 to 5,000 lines").optional(),
  is_desc: flag.optional(),
  keywords: someText.optional(),
});
export type QueryLogsRequest = z.output<typeof QueryLogsRequest>;
