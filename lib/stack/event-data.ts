import type { Gateway, StackFunction, Trigger } from "./stack.ts";

/** A trigger in the words of the platform's own API ("Creating a Trigger"). */
export interface TriggerRequest {
  readonly type: string;
  readonly eventData: Readonly<Record<string, unknown>>;
  readonly status: "ACTIVE";
}

/** Environment of a shared gateway that every account has. */
const RELEASE = { env_name: "RELEASE", env_id: "DEFAULT_ENVIRONMENT_RELEASE_ID" } as const;

type HttpTrigger = Extract<Trigger, { kind: "http" }>;

function gatewayKeys(gateway: Gateway): Readonly<Record<string, unknown>> {
  if (gateway.kind === "dedicated")
    return {
      instance_id: gateway.instance,
      group_id: gateway.group,
      env_name: "RELEASE",
      env_id: gateway.environment,
    };
  return { group_id: gateway.kind === "shared" ? gateway.group : "", ...RELEASE };
}

/** `auth` is NONE: senders sign each delivery, and neither Jira nor a budget alarm can sign for IAM. */
function httpRequest(
  trigger: HttpTrigger,
  { deployedName }: StackFunction,
  urn: string | null,
): TriggerRequest {
  const { gateway, path, timeoutMs } = trigger;
  return {
    type: gateway.kind === "dedicated" ? "DEDICATEDGATEWAY" : "APIG",
    eventData: {
      name: deployedName.replaceAll("-", "_"),
      ...{ type: 1, path, protocol: "HTTPS", req_method: "ANY", match_mode: "SWA", auth: "NONE" },
      ...gatewayKeys(gateway),
      backend_type: "FUNCTION",
      func_info: {
        ...(urn === null ? {} : { function_urn: urn }),
        ...{ invocation_type: "sync", timeout: timeoutMs, version: "latest" },
      },
    },
    status: "ACTIVE",
  };
}

/**
 * The request that makes a trigger. `urn` stands in an HTTP trigger's backend; `null` leaves it out for whoever knows it
 * only later. Every trigger is made active: those of Kafka and DDS are not unless that is said.
 */
export function triggerRequest(trigger: Trigger, of: StackFunction, urn: string | null): TriggerRequest {
  switch (trigger.kind) {
    case "http":
      return httpRequest(trigger, of, urn);
    case "timer": {
      const schedule = `${trigger.everyMs / 60_000}m`;
      const eventData = { name: of.deployedName, schedule_type: "Rate", schedule, user_event: "tick" };
      return { type: "TIMER", eventData, status: "ACTIVE" };
    }
    case "platform":
      return { type: trigger.type, eventData: trigger.eventData, status: "ACTIVE" };
    case "work-queue":
      throw new RangeError("a work queue is a trigger of Lambda alone");
    default:
      return trigger satisfies never;
  }
}
