/**
 * What Kafka sends, the cloud's own and open source alike, and RocketMQ on Open Telekom Cloud in the same shape. A message
 * is text alone: there is no key, partition, offset, header or time.
 */
export interface KafkaEvent<Type extends string = "KAFKA"> {
  event_version: string;
  /** Seconds since the epoch. */
  event_time: number;
  trigger_type: Type;
  region: string;
  instance_id: string;
  records: { messages: string[]; topic_id: string }[];
}

/** What RocketMQ sends (Open Telekom Cloud). */
export type RocketMqEvent = KafkaEvent<"ROCKETMQ">;

/** What RabbitMQ sends (Huawei Cloud). */
export interface RabbitMqEvent {
  event_version: string;
  /** Seconds since the epoch. */
  event_time: number;
  trigger_type: "RABBITMQ";
  region: string;
  records: { messages: string[]; instance_id: string; exchange: string }[];
}

const MESSAGES = ['{"orderId":1}', '{"orderId":2}'];

/** A batch of two messages. */
export const KAFKA_EXAMPLE: KafkaEvent = {
  event_version: "v1.0",
  event_time: 1_772_435_500,
  trigger_type: "KAFKA",
  region: "eu-west-101",
  instance_id: "81335d56-b9fe-4679-ba95-7030949cc76b",
  records: [{ messages: MESSAGES, topic_id: "topic-orders" }],
};

/** A batch of two messages. */
export const ROCKETMQ_EXAMPLE: RocketMqEvent = {
  ...KAFKA_EXAMPLE,
  trigger_type: "ROCKETMQ",
  region: "eu-de",
};

/** A batch of two messages. */
export const RABBITMQ_EXAMPLE: RabbitMqEvent = {
  event_version: "v1.0",
  event_time: 1_772_435_500,
  trigger_type: "RABBITMQ",
  region: "eu-west-101",
  records: [
    {
      messages: MESSAGES,
      instance_id: "71335d56-b9fe-4679-ba95-7030949cc76a",
      exchange: "exchange-orders",
    },
  ],
};
