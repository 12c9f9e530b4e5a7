import {
  APIG_AUTHORIZER_EXAMPLE,
  APIG_EXAMPLE,
  type ApigEvent,
  DEDICATED_GATEWAY_EXAMPLE,
} from "./apig-event.ts";
import { CTS_EXAMPLE, CTS_OTC_EXAMPLE, type CtsEvent } from "./cts-event.ts";
import { DDS_EXAMPLE, type DdsEvent, GAUSS_MONGO_EXAMPLE, type GaussMongoEvent } from "./document-event.ts";
import {
  EVENT_GRID_CUSTOM_EXAMPLE,
  EVENT_GRID_OBS_EXAMPLE,
  EVENT_GRID_RABBITMQ_EXAMPLE,
  EVENT_GRID_ROCKETMQ_EXAMPLE,
  type EventGridEvent,
  type EventGridObsData,
  type EventGridQueueData,
} from "./event-grid-event.ts";
import { LTS_EXAMPLE, type LtsEvent } from "./lts-event.ts";
import { OBS_EXAMPLE, type ObsEvent } from "./obs-event.ts";
import {
  KAFKA_EXAMPLE,
  type KafkaEvent,
  RABBITMQ_EXAMPLE,
  type RabbitMqEvent,
  ROCKETMQ_EXAMPLE,
  type RocketMqEvent,
} from "./queue-event.ts";
import { SMN_EXAMPLE, type SmnEvent } from "./smn-event.ts";
import { DIS_EXAMPLE, type DisEvent, IOT_EXAMPLE, type IotEvent } from "./stream-event.ts";
import { TIMER_EXAMPLE, type TimerEvent } from "./timer-event.ts";

/** The event of every trigger a function can have. */
export interface TriggerEvents {
  apig: ApigEvent;
  "dedicated-gateway": ApigEvent;
  "apig-authorizer": ApigEvent;
  timer: TimerEvent;
  smn: SmnEvent;
  kafka: KafkaEvent;
  /** The same shape and the same `trigger_type` as `kafka`. */
  "open-source-kafka": KafkaEvent;
  rabbitmq: RabbitMqEvent;
  rocketmq: RocketMqEvent;
  obs: ObsEvent;
  lts: LtsEvent;
  cts: CtsEvent;
  "cts-otc": CtsEvent;
  dds: DdsEvent;
  "gauss-mongo": GaussMongoEvent;
  dis: DisEvent;
  iot: IotEvent;
  "event-grid": EventGridEvent;
  "event-grid-obs": EventGridEvent<EventGridObsData>;
  "event-grid-rabbitmq": EventGridEvent<EventGridQueueData>;
  "event-grid-rocketmq": EventGridEvent<EventGridQueueData>;
}

/** One example of each. */
export const TRIGGER_EXAMPLES: TriggerEvents = {
  apig: APIG_EXAMPLE,
  "dedicated-gateway": DEDICATED_GATEWAY_EXAMPLE,
  "apig-authorizer": APIG_AUTHORIZER_EXAMPLE,
  timer: TIMER_EXAMPLE,
  smn: SMN_EXAMPLE,
  kafka: KAFKA_EXAMPLE,
  "open-source-kafka": KAFKA_EXAMPLE,
  rabbitmq: RABBITMQ_EXAMPLE,
  rocketmq: ROCKETMQ_EXAMPLE,
  obs: OBS_EXAMPLE,
  lts: LTS_EXAMPLE,
  cts: CTS_EXAMPLE,
  "cts-otc": CTS_OTC_EXAMPLE,
  dds: DDS_EXAMPLE,
  "gauss-mongo": GAUSS_MONGO_EXAMPLE,
  dis: DIS_EXAMPLE,
  iot: IOT_EXAMPLE,
  "event-grid": EVENT_GRID_CUSTOM_EXAMPLE,
  "event-grid-obs": EVENT_GRID_OBS_EXAMPLE,
  "event-grid-rabbitmq": EVENT_GRID_RABBITMQ_EXAMPLE,
  "event-grid-rocketmq": EVENT_GRID_ROCKETMQ_EXAMPLE,
};

/** Name of a trigger in {@link TriggerEvents}. */
export type TriggerKind = keyof TriggerEvents;

/** Every name. */
export const TRIGGER_KINDS = Object.keys(TRIGGER_EXAMPLES) as readonly TriggerKind[];
