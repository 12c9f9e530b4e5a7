import * as z from "zod";
import { flag, oneOf, rule, someText, strict, text, wholeNumber } from "../modelarts/rule.ts";

/** Shapes of `event_data`, one per trigger type ("Creating a Trigger", functiongraph_06_0122). */

/** What an API request may be. */
const METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "ANY"] as const;

const list = (words: string) => z.array(someText, rule(words)).min(1, rule(words));

/** A name of 1 to 64 characters, as the console takes it for timers. */
const Name = text(/^[-_A-Za-z0-9]{1,64}$/, "1 to 64 letters, digits, underscores (_) and hyphens (-)");

const TIMER_RULE =
  "Rate: a number and m, h or d, such as 10m. Cron: six fields, seconds first, or @every 90s";
const RATE = /^(?:(?:[1-9]|[1-5]\d|60)m|(?:[1-9]|1\d|2[0-4])h|(?:[1-9]|[12]\d|30)d)$/;
const CRON = /^(?:CRON_TZ=\S+ )?(?:@every \S+|\S+ \S+ \S+ \S+ \S+ \S+)$/;

/**
 * A cron line has six fields, seconds first. The guide calls the last one optional, which makes a classic line of five
 * fields a valid one that means something else; so five fields are refused here, and the sixth has to be written.
 */
export const TimerData = strict({
  name: Name,
  schedule_type: oneOf(["Rate", "Cron"]),
  schedule: someText.max(256, rule(TIMER_RULE)),
  user_event: z.string(rule("text")).max(2048, rule("at most 2,048 characters")).optional(),
  sync_execution: flag.optional(),
}).refine(({ schedule_type, schedule }) => (schedule_type === "Rate" ? RATE : CRON).test(schedule), {
  error: TIMER_RULE,
  path: ["schedule"],
});

const FuncInfo = strict({
  function_urn: someText.optional(),
  invocation_type: oneOf(["sync", "async"]).optional(),
  timeout: wholeNumber(1, 60_000, "1 to 60,000 ms").optional(),
  version: someText.optional(),
});

const apiShape = {
  name: Name,
  type: wholeNumber(1, 2, "1 (public) or 2 (private)"),
  path: text(/^\/\S*$/, "a path that starts with /"),
  protocol: oneOf(["HTTP", "HTTPS"]),
  req_method: oneOf(METHODS),
  group_id: someText,
  group_name: someText.optional(),
  match_mode: oneOf(["SWA", "NORMAL"]),
  env_name: someText,
  env_id: someText,
  auth: oneOf(["IAM", "APP", "NONE"]),
  sl_domain: someText.optional(),
  backend_type: oneOf(["FUNCTION"]).optional(),
  func_info: FuncInfo.optional(),
};

/** An API in the shared gateway. */
export const ApigData = strict(apiShape);

/** An API in a gateway of one's own. */
export const DedicatedGatewayData = strict({ ...apiShape, instance_id: someText });

/** Traces of the audit service. */
export const CtsData = strict({
  name: someText,
  operations: list("a list of service:resource;resource:operation;operation"),
});

const batchSize = wholeNumber(1, 1000, "1 to 1,000 messages").optional();

/** A Kafka instance of the Distributed Message Service. */
export const KafkaData = strict({
  instance_id: someText,
  topic_ids: list("a list of topics"),
  batch_size: batchSize,
  kafka_user: someText.optional(),
  kafka_password: someText.optional(),
  kafka_connect_address: someText.optional(),
  kafka_ssl_enable: flag.optional(),
});

/** A RabbitMQ instance. The range of `batch_size` is not documented; the one of Kafka is taken. */
export const RabbitMqData = strict({
  instance_id: someText,
  access_user: someText.optional(),
  access_password: someText,
  connect_address: someText.optional(),
  exchange_name: someText,
  vhost: someText.optional(),
  ssl_enable: flag.optional(),
  batch_size: batchSize,
});

/** A RocketMQ instance of Open Telekom Cloud. */
export const RocketMqData = strict({
  instance_id: someText,
  topic: someText,
  enable_acl: flag.optional(),
  access_key: someText.optional(),
  secret_key: someText.optional(),
  batch_size: batchSize,
});

/** Events of a bucket, in the native form. */
export const ObsData = strict({
  name: someText.optional(),
  bucket: someText,
  events: list("a list of events such as s3:ObjectCreated:*"),
  prefix: z.string(rule("text")).optional(),
  suffix: z.string(rule("text")).optional(),
});

/** A topic of the notification service. */
export const SmnData = strict({ topic_urn: text(/^urn:smn:\S+$/, "the URN of a topic, urn:smn:…") });

/** A log stream; it is called topic here. */
export const LtsData = strict({ log_group_id: someText, log_topic_id: someText });

/** A collection of the Document Database Service. */
export const DdsData = strict({
  instance_id: someText,
  db_name: someText,
  collection_name: someText,
  db_password: someText,
  batch_size: wholeNumber(1, 10_000, "1 to 10,000 records").optional(),
});

/** A stream of the Data Ingestion Service. */
export const DisData = strict({
  stream_name: someText,
  sharditerator_type: oneOf(["TRIM_HORIZON", "LATEST"]).optional(),
  polling_interval: wholeNumber(2, 60_000, "2 to 60,000, in the unit of polling_unit").optional(),
  polling_unit: oneOf(["s", "ms"]).optional(),
  is_serial: z.union([flag, oneOf(["true", "false"])]).optional(),
  max_fetch_bytes: wholeNumber(1024, 4_194_304, "1,024 to 4,194,304 bytes").optional(),
  batch_size: wholeNumber(1, 10_000, "1 to 10,000 records").optional(),
});

/** Events of EventGrid. `Key_encode` is spelled with a capital in the documents. */
export const EventGridData = strict({
  channel_id: someText,
  channel_name: someText,
  source_name: someText,
  trigger_name: someText,
  agency: someText,
  bucket: someText.optional(),
  event_types: list("a list of event types"),
  Key_encode: flag.optional(),
  prefix: z.string(rule("text")).optional(),
  suffix: z.string(rule("text")).optional(),
});

/** A type whose keys no document lists: any object goes through as it is. */
export const AnyData = z.record(z.string(), z.unknown(), rule("an object"));
