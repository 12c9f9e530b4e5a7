import type { Cloud } from "../domain/clouds.ts";
import type { Operation } from "../domain/modelarts/operation.ts";
import { OPERATIONS, type OperationName } from "../domain/modelarts/operations.ts";

/**
 * Actions of the services beside ModelArts: "Permissions and Supported Actions" of Cloud Eye and AOM, "Tag Management"
 * of Elastic Cloud Server. The tag filter has another address on Open Telekom Cloud, and another action with it.
 */
const NEIGHBOURS: Partial<Record<OperationName, Readonly<Record<Cloud, string>>>> = {
  BatchQueryMetricData: { huaweicloud: "ces:metricData:list", otc: "ces:metricData:list" },
  ListMetrics: { huaweicloud: "ces:metrics:list", otc: "ces:metrics:list" },
  QueryRange: { huaweicloud: "aom:metric:get", otc: "aom:metric:get" },
  FilterServersByTag: { huaweicloud: "ecs:cloudServers:list", otc: "ecs:servers:getTags" },
};

/** IAM action of a call; `null` where the documents say that none is needed, `undefined` where they say nothing. */
export function actionOfOperation(name: OperationName, cloud: Cloud): string | null | undefined {
  const operation: Operation = OPERATIONS[name];
  return operation.permission === undefined ? NEIGHBOURS[name]?.[cloud] : operation.permission;
}
