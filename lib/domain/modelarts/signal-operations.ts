import { QueryRangeQuery, RangeAnswer } from "./aom.ts";
import { batchQueryMetricDataRequest, ListMetricsQuery, MetricDataBatch, MetricList } from "./cloud-eye.ts";
import { DOCUMENTS } from "./documents.ts";
import { FilterServersByTagRequest, TaggedServers } from "./ecs-tags.ts";
import type { Operation } from "./operation.ts";

const BOTH = ["huaweicloud", "otc"] as const;

/** Calls on the services beside ModelArts that tell whether a machine is used, and whose it is. All only read. */
export const SIGNAL_OPERATIONS = {
  BatchQueryMetricData: {
    service: "ces",
    clouds: BOTH,
    effect: "read",
    method: "POST",
    path: "/V1.0/{project_id}/batch-query-metric-data",
    document: DOCUMENTS.cloudEye,
    request: batchQueryMetricDataRequest,
    response: MetricDataBatch,
    permission: "ces:metricData:list",
    mark: "documented",
  },
  ListMetrics: {
    service: "ces",
    clouds: BOTH,
    effect: "read",
    method: "GET",
    path: "/V1.0/{project_id}/metrics",
    document: DOCUMENTS.cloudEye,
    query: ListMetricsQuery,
    response: MetricList,
    permission: "ces:metrics:list",
    mark: "documented",
  },
  QueryRange: {
    service: "aom",
    clouds: ["huaweicloud"],
    effect: "read",
    method: "GET",
    path: "/v1/{project_id}/aom/api/v1/query_range",
    document: DOCUMENTS.aom,
    query: QueryRangeQuery,
    response: RangeAnswer,
    // Newer identity policies call it aom:metric:list and take this name as an alias; policies of version 1.1 know this one.
    permission: "aom:metric:get",
    mark: "observed",
  },
  FilterServersByTag: {
    service: "ecs",
    clouds: BOTH,
    effect: "read",
    method: "POST",
    path: "/v1/{project_id}/cloudservers/resource_instances/action",
    pathOn: { otc: "/v1/{project_id}/servers/resource_instances/action" },
    document: DOCUMENTS.ecsTags,
    request: FilterServersByTagRequest,
    response: TaggedServers,
    permission: "ecs:cloudServers:list",
    mark: "documented",
  },
} as const satisfies Record<string, Operation>;
