/** What EventGrid sends: CloudEvents 1.0 as structured JSON. */
export interface EventGridEvent<Data = Record<string, unknown>> {
  id: string;
  specversion: "1.0";
  source: string;
  type: string;
  datacontenttype: string;
  subject: string;
  time: string;
  data: Data;
}

/** `data` of a change of an object. No complete official example exists; bucket and key were seen in code. */
export interface EventGridObsData {
  obs: { bucket: { name: string }; object: { key: string } };
}

/** `data` of RabbitMQ and RocketMQ through EventGrid. */
export interface EventGridQueueData {
  /** The message. */
  context: string;
}

const WHERE = "eu-west-101:a0b1c2d3e4f5061728394a5b6c7d8e9f/0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const TIME = "2026-03-02T07:11:40Z";

/** An event of an application of one's own. */
export const EVENT_GRID_CUSTOM_EXAMPLE: EventGridEvent = {
  id: "99be64a7-0233-11f1-82e4-e5d37911193e",
  specversion: "1.0",
  source: "orders-app",
  type: "orders.created",
  datacontenttype: "application/json",
  subject: "order/42",
  time: TIME,
  data: { orderId: 42 },
};

/** An upload. */
export const EVENT_GRID_OBS_EXAMPLE: EventGridEvent<EventGridObsData> = {
  id: "89be64a7-0233-11f1-82e4-e5d37911193e",
  specversion: "1.0",
  source: "HC.OBS.DWR",
  type: "OBS:DWR:ObjectCreated:PUT",
  datacontenttype: "application/json",
  subject: `OBS:${WHERE}:bucket:shop-uploads`,
  time: TIME,
  data: { obs: { bucket: { name: "shop-uploads" }, object: { key: "uploads/photo.png" } } },
};

/** A message of RocketMQ. */
export const EVENT_GRID_ROCKETMQ_EXAMPLE: EventGridEvent<EventGridQueueData> = {
  id: "69be64a7-0233-11f1-82e4-e5d37911193e",
  specversion: "1.0",
  source: "orders-source",
  type: "ROCKETMQ:CloudTrace:RocketmqCall",
  datacontenttype: "application/json",
  subject: `ROCKETMQ:${WHERE}:ROCKETMQ:orders-source`,
  time: TIME,
  data: { context: '{"orderId":1}' },
};

/** A message of RabbitMQ; composed like the one of RocketMQ. */
export const EVENT_GRID_RABBITMQ_EXAMPLE: EventGridEvent<EventGridQueueData> = {
  ...EVENT_GRID_ROCKETMQ_EXAMPLE,
  id: "79be64a7-0233-11f1-82e4-e5d37911193e",
  type: "RABBITMQ:CloudTrace:RabbitmqCall",
  subject: `RABBITMQ:${WHERE}:RABBITMQ:orders-source`,
};
