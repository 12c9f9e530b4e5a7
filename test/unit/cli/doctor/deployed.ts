import type { FoundFunction } from "../../../../lib/clients/functiongraph/read-found-stack.ts";
import { declareStack } from "../../../../lib/stack/declare-stack.ts";
import { functionOf, type Stack } from "../../../../lib/stack/stack.ts";
import { configOf, HUAWEI } from "../../stack/configs.ts";

export const KAFKA_DATA = {
  instance_id: "env:KAFKA_INSTANCE",
  topic_ids: ["orders"],
  kafka_user: "curfew",
  kafka_password: "env:KAFKA_PASSWORD",
} as const;

/** The stack of a stage with a Kafka queue. */
export async function declaredStack(): Promise<Stack> {
  return declareStack({
    config: await configOf(HUAWEI),
    stage: "prod",
    bucket: "curfew-log",
    gateway: { group: "group-1" },
    queues: [{ type: "KAFKA", eventData: KAFKA_DATA }],
  });
}

/** A function as the cloud shows it when it was deployed as declared. */
export function deployed(stack: Stack, name: "webhook" | "schedule" | "queue"): FoundFunction {
  const { deployedName, timeoutS, instancesMax, async: policy } = functionOf(stack, name);
  const urn = `urn:fss:cn-north-4:project-1:function:default:${deployedName}`;
  const kafka = { instance_id: "kafka-1", topic_ids: ["orders"], kafka_user: "curfew" };
  const timer = {
    name: "curfew-prod-schedule",
    schedule_type: "Rate",
    schedule: "10m",
    user_event: "tick",
  };
  const triggers = {
    webhook: [
      { trigger_id: "1", trigger_type_code: "APIG", trigger_status: "ACTIVE", event_data: { name: "api" } },
    ],
    schedule: [{ trigger_id: "2", trigger_type_code: "TIMER", trigger_status: "ACTIVE", event_data: timer }],
    queue: [{ trigger_id: "3", trigger_type_code: "KAFKA", trigger_status: "ACTIVE", event_data: kafka }],
  };
  return {
    urn,
    config: {
      ...{ func_urn: `${urn}:latest`, func_name: deployedName, package: "default" },
      ...{ runtime: "Node.js20.15", handler: "index.handler", memory_size: 256, timeout: timeoutS },
      ...{ xrole: "curfew-prod", strategy_config: { concurrency: instancesMax } },
    },
    environment: { CURFEW_CLOUD: "huaweicloud" },
    ...{ versions: [], aliases: [], log: null },
    triggers: triggers[name],
    asyncConfig: policy && {
      max_async_event_age_in_seconds: policy.ageMaxS,
      max_async_retry_attempts: policy.retriesMax,
      destination_config: policy.undelivered === null ? {} : { on_failure: { destination: "OBS" } },
    },
  };
}
