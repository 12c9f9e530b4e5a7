import { type FunctionGraphOutcome, refuse } from "./outcome.ts";
import type { EmulatedOperation, FunctionGraphState } from "./state.ts";

/** Actions that are known by name ("Permissions and Supported Actions" of FunctionGraph): those of calling a function. */
const ACTIONS: Partial<Record<EmulatedOperation, string>> = {
  InvokeFunction: "functiongraph:function:invoke",
  AsyncInvokeFunction: "functiongraph:function:invokeAsync",
};

/**
 * Why a key may not make a call. One whose actions are limited makes no call whose action is not known here either: the
 * calls of a deployment are for whoever deploys, not for the functions.
 */
export function forbiddance(
  state: FunctionGraphState,
  accessKey: string,
  operation: EmulatedOperation,
): FunctionGraphOutcome | null {
  const granted = state.permissions[accessKey];
  const action = ACTIONS[operation];
  if (granted === undefined || (action !== undefined && granted.includes(action))) return null;
  return refuse(403, "FSS.0403", `Policy doesn't allow ${action ?? operation} to be performed`);
}
