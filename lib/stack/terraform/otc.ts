import { renderText } from "../render-text.ts";
import {
  alarmCondition,
  alarmDimension,
  attribute,
  type Dialect,
  FUNCTIONGRAPH,
  type Resource,
} from "./dialect.ts";
import { terraformReference } from "./json-encode.ts";

const PROVIDER = "opentelekomcloud";

const text = (value: string) => renderText(value, terraformReference);

/**
 * Resources of `opentelekomcloud/opentelekomcloud`. Log streams are called topics in a function, custom policies are
 * blocks, and a gateway is wired from its own side: an API with a function behind it, and its publication.
 */
export const OTC: Dialect = {
  provider: PROVIDER,
  source: "opentelekomcloud/opentelekomcloud",
  version: ">= 1.36.69, < 2.0.0",
  types: {
    function: "fgs_function_v2",
    trigger: "fgs_trigger_v2",
    asyncPolicy: "fgs_async_invoke_config_v2",
    logGroup: "lts_group_v2",
    logStream: "lts_stream_v2",
    bucket: "obs_bucket",
    topic: "smn_topic_v2",
  },
  functionArguments: ({ base, stack }) => ({
    ...base,
    log_group_id: attribute(PROVIDER, "lts_group_v2", "curfew", "id"),
    log_group_name: stack.logs.group,
    log_topic_id: attribute(PROVIDER, "lts_stream_v2", "curfew", "id"),
    log_topic_name: stack.logs.stream,
  }),
  http: ({ gateway, path, timeoutMs }, entry) => {
    if (gateway.kind !== "dedicated") return [];
    const instance = text(gateway.instance);
    const api = {
      gateway_id: instance,
      group_id: text(gateway.group),
      name: entry.deployedName.replaceAll("-", "_"),
      ...{ type: "Public", request_protocol: "HTTPS", request_method: "ANY", request_uri: path },
      ...{ match_mode: "PREFIX", security_authentication_type: "NONE" },
      func_graph: {
        function_urn: attribute(PROVIDER, "fgs_function_v2", entry.name, "urn"),
        ...{ version: "latest", timeout: timeoutMs, invocation_type: "sync" },
      },
    };
    const published = {
      gateway_id: instance,
      environment_id: text(gateway.environment),
      api_id: attribute(PROVIDER, "apigw_api_v2", entry.name, "id"),
    };
    return [
      ["apigw_api_v2", entry.name, api],
      ["apigw_api_publishment_v2", entry.name, published],
    ];
  },
  role: ({ name, level, policy }): Resource => [
    "identity_role_v3",
    level,
    {
      display_name: name,
      description: "What Curfew needs and nothing else",
      display_layer: level === "project" ? "project" : "domain",
      // The resource of this provider takes no part of a bucket: the policy is wider than the one that is printed.
      statement: policy.Statement.map(({ Effect, Action }) => ({ effect: Effect, action: Action })),
    },
  ],
  agency: (stack, roles): Resource => [
    "identity_agency_v3",
    "curfew",
    {
      name: stack.identity.name,
      description: "Identity of the functions of Curfew",
      delegated_domain_name: FUNCTIONGRAPH.delegate,
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
        alarm_level: 2,
        metric: {
          namespace: FUNCTIONGRAPH.namespace,
          metric_name: metric,
          dimensions: alarmDimension(deployedName),
        },
        condition,
        alarm_actions: { type: "notification", notification_list: [topicUrn] },
      },
    ];
  },
};
