export { AutomationError } from "../domain/errors.ts";
export type { AgencyCredentials } from "../functiongraph/agency-credentials.ts";
export { type ApigAnswer, apigAnswer } from "../functiongraph/apig-answer.ts";
export type {
  FunctionGraphCallback,
  FunctionGraphContext,
  FunctionGraphHandler,
  FunctionGraphInitializer,
  FunctionGraphLogger,
} from "../functiongraph/context.ts";
export type { ApigEvent } from "../functiongraph/events/apig-event.ts";
export type { CtsEvent } from "../functiongraph/events/cts-event.ts";
export type { DdsEvent, DocumentChange, GaussMongoEvent } from "../functiongraph/events/document-event.ts";
export type {
  EventGridEvent,
  EventGridObsData,
  EventGridQueueData,
} from "../functiongraph/events/event-grid-event.ts";
export { exampleEvent, type Overrides } from "../functiongraph/events/example-event.ts";
export type { LtsEvent, LtsLogs } from "../functiongraph/events/lts-event.ts";
export type { ObsEvent, ObsRecord } from "../functiongraph/events/obs-event.ts";
export type { KafkaEvent, RabbitMqEvent, RocketMqEvent } from "../functiongraph/events/queue-event.ts";
export type { SmnEvent, SmnRecord } from "../functiongraph/events/smn-event.ts";
export type { DisEvent, IotEvent } from "../functiongraph/events/stream-event.ts";
export type { TimerEvent } from "../functiongraph/events/timer-event.ts";
export {
  TRIGGER_KINDS,
  type TriggerEvents,
  type TriggerKind,
} from "../functiongraph/events/trigger-events.ts";
export { type FetchNodeOptions, fetchNode2015 } from "../functiongraph/fetch-node-2015.ts";
export { findNode2015, type NodeCacheOptions } from "../functiongraph/find-node-2015.ts";
export type { InvocationResult } from "../functiongraph/invocation-result.ts";
export { invokeOnce } from "../functiongraph/invoke-once.ts";
export { FUNCTIONGRAPH_LIMITS } from "../functiongraph/limits.ts";
export { type ErrorBody, INNER_CODES } from "../functiongraph/protocol.ts";
export type { RuntimeOptions } from "../functiongraph/runtime-options.ts";
export {
  type FunctionGraphRuntime,
  type InvokeOptions,
  startRuntime,
} from "../functiongraph/start-runtime.ts";
