import type { Cloud } from "../domain/clouds.ts";
import type { Operation } from "../domain/modelarts/operation.ts";
import { OPERATIONS, type OperationName } from "../domain/modelarts/operations.ts";

/**
 * Actions that differ from the table's on one cloud: the tag filter has another address on Open Telekom Cloud, and another
 * action with it ("Tag Management" of Elastic Cloud Server).
 */
const ELSEWHERE: Partial<Record<Cloud, Partial<Record<OperationName, string>>>> = {
  otc: { FilterServersByTag: "ecs:servers:getTags" },
};

/** IAM action of a call; `null` where the documents say that none is needed, `undefined` where they say nothing. */
export function actionOfOperation(name: OperationName, cloud: Cloud): string | null | undefined {
  const { permission }: Operation = OPERATIONS[name];
  return ELSEWHERE[cloud]?.[name] ?? permission;
}
