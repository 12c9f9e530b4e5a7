import type { FunctionGraphOperationName } from "../../domain/functiongraph/operations.ts";

/** One write of a deployment, as data. */
export interface PlannedCall {
  readonly operation: FunctionGraphOperationName;
  /** Function it is about; `null` for the project as a whole. */
  readonly functionName: string | null;
  /** Its URN where it is known before the plan is carried out. */
  readonly urn: string | null;
  /** Version that the URN is to name. */
  readonly qualifier?: string;
  /** Path parameters beside the URN. */
  readonly path?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** For a new trigger: set it to this status when the platform has not done so. */
  readonly thenStatus?: "ACTIVE" | "DISABLED";
  /** What is done and why, without any value that might be a secret. */
  readonly why: string;
}

/** The writes that bring what is there to what is declared, in the order in which they are safe. */
export interface DeployPlan {
  readonly calls: readonly PlannedCall[];
}

/** One line for people: operation, function, reason. Bodies are left out; they hold code and secrets. */
export function describeCall({ operation, functionName, why }: PlannedCall): string {
  return `${operation.padEnd(18)} ${functionName ?? "(project)"}: ${why}`;
}
