import type * as z from "zod";
import type { Cloud } from "../clouds.ts";
import {
  AnyData,
  ApigData,
  CtsData,
  DdsData,
  DedicatedGatewayData,
  DisData,
  EventGridData,
  KafkaData,
  LtsData,
  ObsData,
  RabbitMqData,
  RocketMqData,
  SmnData,
  TimerData,
} from "./trigger-data.ts";

/** One type of trigger, as data. */
export interface TriggerType {
  /** Shape of `event_data`. */
  readonly data: z.ZodType<Record<string, unknown>>;
  readonly clouds: readonly Cloud[];
  /** Whether the documents allow the status DISABLED: only timers, DDS, LTS, Kafka and DMS. */
  readonly canBeDisabled: boolean;
  /** Whether the API makes it DISABLED whatever was asked for. */
  readonly startsDisabled: boolean;
  /** Keys that hold a secret, which a listing may leave out or mask. */
  readonly secrets: readonly string[];
  /** Keys that tell one trigger of the type from another; the first ones that a trigger has are its label. */
  readonly label: readonly string[];
}

const BOTH = ["huaweicloud", "otc"] as const;
const HUAWEI = ["huaweicloud"] as const;
const OTC = ["otc"] as const;

const plain = { canBeDisabled: false, startsDisabled: false, secrets: [] } as const;
const pulled = { canBeDisabled: true, startsDisabled: true } as const;

/**
 * Every trigger type of "Creating a Trigger" (functiongraph_06_0122), and ROCKETMQ of Open Telekom Cloud. What that page
 * says of Kafka is taken to hold for OPENSOURCEKAFKA too.
 */
export const TRIGGER_TYPES = {
  TIMER: { ...plain, data: TimerData, clouds: BOTH, canBeDisabled: true, label: ["name"] },
  APIG: { ...plain, data: ApigData, clouds: HUAWEI, label: ["name"] },
  DEDICATEDGATEWAY: { ...plain, data: DedicatedGatewayData, clouds: BOTH, label: ["name"] },
  APIC: { ...plain, data: AnyData, clouds: HUAWEI, label: ["name"] },
  CTS: { ...plain, data: CtsData, clouds: BOTH, label: ["name"] },
  SMN: { ...plain, data: SmnData, clouds: BOTH, label: ["topic_urn"] },
  OBS: { ...plain, data: ObsData, clouds: BOTH, label: ["bucket"] },
  LTS: { ...plain, data: LtsData, clouds: BOTH, canBeDisabled: true, label: ["log_topic_id"] },
  KAFKA: { ...pulled, data: KafkaData, clouds: BOTH, secrets: ["kafka_password"], label: ["instance_id"] },
  OPENSOURCEKAFKA: {
    ...pulled,
    data: AnyData,
    clouds: BOTH,
    secrets: ["kafka_password", "password"],
    label: ["kafka_connect_address", "instance_id"],
  },
  RABBITMQ: {
    ...plain,
    data: RabbitMqData,
    clouds: HUAWEI,
    secrets: ["access_password"],
    label: ["instance_id"],
  },
  ROCKETMQ: {
    ...plain,
    data: RocketMqData,
    clouds: OTC,
    secrets: ["access_key", "secret_key"],
    label: ["instance_id"],
  },
  DMS: { ...plain, data: AnyData, clouds: HUAWEI, canBeDisabled: true, label: ["queue_id"] },
  DDS: { ...pulled, data: DdsData, clouds: BOTH, secrets: ["db_password"], label: ["instance_id"] },
  GAUSSMONGO: {
    ...plain,
    data: AnyData,
    clouds: HUAWEI,
    secrets: ["db_password"],
    label: ["instance_id"],
  },
  DIS: { ...plain, data: DisData, clouds: HUAWEI, label: ["stream_name"] },
  EVENTGRID: { ...plain, data: EventGridData, clouds: HUAWEI, label: ["trigger_name"] },
  IOTDA: { ...plain, data: AnyData, clouds: HUAWEI, label: ["name"] },
} as const satisfies Readonly<Record<string, TriggerType>>;

/** Code of a trigger type. */
export type TriggerTypeCode = keyof typeof TRIGGER_TYPES;

/** All codes, in the order of the table. */
export const TRIGGER_TYPE_CODES = Object.keys(TRIGGER_TYPES) as [TriggerTypeCode, ...TriggerTypeCode[]];

/** The row of a type; `undefined` for a code that is not in the table. */
export function triggerTypeOf(code: string): TriggerType | undefined {
  return Object.hasOwn(TRIGGER_TYPES, code) ? TRIGGER_TYPES[code as TriggerTypeCode] : undefined;
}
