import { DEV_SERVER_OPERATIONS } from "./dev-server-operations.ts";
import { LEGACY_NOTEBOOK_OPERATIONS } from "./legacy-notebook-operations.ts";
import { NOTEBOOK_OPERATIONS } from "./notebook-operations.ts";
import type { Operation } from "./operation.ts";
import { SIGNAL_OPERATIONS } from "./signal-operations.ts";
import { SUPERNODE_OPERATIONS } from "./supernode-operations.ts";

/** Written as an intersection, because a spread would print every schema a second time into the declarations. */
type Operations = typeof DEV_SERVER_OPERATIONS &
  typeof SUPERNODE_OPERATIONS &
  typeof LEGACY_NOTEBOOK_OPERATIONS &
  typeof NOTEBOOK_OPERATIONS &
  typeof SIGNAL_OPERATIONS;

/**
 * The one table of every call that Curfew knows, by the names of the vendor's SDK. What is not in it is never sent.
 */
export const OPERATIONS = {
  ...DEV_SERVER_OPERATIONS,
  ...SUPERNODE_OPERATIONS,
  ...LEGACY_NOTEBOOK_OPERATIONS,
  ...NOTEBOOK_OPERATIONS,
  ...SIGNAL_OPERATIONS,
} satisfies Record<string, Operation> as Operations;

/** Name of a call, for example `StopDevServer`. */
export type OperationName = keyof Operations;
