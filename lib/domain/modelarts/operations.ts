import { DEV_SERVER_OPERATIONS } from "./dev-server-operations.ts";
import { LEGACY_NOTEBOOK_OPERATIONS } from "./legacy-notebook-operations.ts";
import { NOTEBOOK_OPERATIONS } from "./notebook-operations.ts";
import type { Operation } from "./operation.ts";
import { SIGNAL_OPERATIONS } from "./signal-operations.ts";
import { SUPERNODE_OPERATIONS } from "./supernode-operations.ts";

/**
 * The one table of every call that Curfew knows, by the names of the vendor's SDK. What is not in it is never sent.
 */
export const OPERATIONS = {
  ...DEV_SERVER_OPERATIONS,
  ...SUPERNODE_OPERATIONS,
  ...LEGACY_NOTEBOOK_OPERATIONS,
  ...NOTEBOOK_OPERATIONS,
  ...SIGNAL_OPERATIONS,
} as const satisfies Record<string, Operation>;

/** Name of a call, for example `StopDevServer`. */
export type OperationName = keyof typeof OPERATIONS;
