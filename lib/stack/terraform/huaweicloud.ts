import { triggerRequest } from "../event-data.ts";
import {
  alarmCondition,
  alarmDimension,
  attribute,
  type Dialect,
  FUNCTIONGRAPH,
  type Resource,
} from "./dialect.ts";
import { jsonEncode } from "./json-encode.ts";

const PROVIDER = "huaweicloud";

/** Resources of `huaweicloud/huaweicloud` (argument pages of release 1.97). */
export const HUAWEICLOUD: Dialect = {
  provider: PROVIDER,
  source: "huaweicloud/huaweicloud",
  version: ">= 1.97.1, < 2.0.0",
  types: {
    function: "fgs_function",
    trigger: "fgs_function_trigger",
    asyncPolicy: "fgs_async_invoke_configuration",
    logGroup: "lts_group",
    logStream: "lts_stream",
    bucket: "obs_bucket",
    topic: "smn_topic",
  },
  functionArguments: ({ base, stack }) => ({
    ...base,
    enable_lts_log: true,
    log_group_id: attribute(PROVIDER, "lts_group", "curfew", "id"),
    log_group_name: stack.logs.group,
    log_stream_id: attribute(PROVIDER, "lts_stream", "curfew", "id"),
    log_stream_name: stack.logs.stream,
  }),
  http: (trigger, entry) => {
    const urn = attribute(PROVIDER, "fgs_function", entry.name, "urn");
    const { type, status, eventData } = triggerRequest(trigger, entry, urn);
    const args = { function_urn: urn, type, status, event_data: jsonEncode(eventData) };
    return [["fgs_function_trigger", `${entry.name}_http`, args]];
  },
  role: ({ name, level, policy }): Resource => [
    "identity_role",
    level,
    {
      name,
      description: "What Curfew needs and nothing else",
      type: level === "project" ? "XA" : "AX",
      policy: jsonEncode(policy),
    },
  ],
  agency: (stack, roles): Resource => [
    "identity_agency",
    "curfew",
    {
      name: stack.identity.name,
      description: "Identity of the functions of Curfew",
      delegated_service_name: FUNCTIONGRAPH.delegate,
      ...(roles.project.length === 0
        ? {}
        : { project_role: stack.identity.projects.map((project) => ({ project, roles: roles.project })) }),
      ...(roles.global.length === 0 ? {} : { domain_roles: roles.global }),
    },
  ],
  alarm: ({ name, kind }, deployedName, topicUrn): Resource => {
    const { metric, condition } = alarmCondition(kind);
    return [
      "ces_alarmrule",
      name.replaceAll("-", "_"),
      {
        alarm_name: name,
        alarm_type: "MULTI_INSTANCE",
        metric: { namespace: FUNCTIONGRAPH.namespace },
        resources: { dimensions: alarmDimension(deployedName) },
        condition: { metric_name: metric, alarm_level: 2, suppress_duration: 3_600, ...condition },
        alarm_actions: { type: "notification", notification_list: [topicUrn] },
      },
    ];
  },
};
