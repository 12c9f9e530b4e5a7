import { qualifierOf, withoutVersion } from "../../domain/functiongraph/function-urn.ts";
import { type FunctionGraphCall, type FunctionGraphOutcome, NO_FUNCTION } from "./outcome.ts";
import type { EmulatedFunction, FunctionGraphState } from "./state.ts";

/** A function that a call names, and the version or alias it names it with. */
export interface NamedFunction {
  readonly found: EmulatedFunction;
  /** `latest`, a version, or an alias with `!` in front. */
  readonly qualifier: string;
}

/** Finds the function of a call's URN within the call's project and hands it over; answers 404 otherwise. */
export function withFunction(
  act: (state: FunctionGraphState, call: FunctionGraphCall, named: NamedFunction) => FunctionGraphOutcome,
): (state: FunctionGraphState, call: FunctionGraphCall) => FunctionGraphOutcome {
  return (state, call) => {
    const urn = call.params["function_urn"] ?? "";
    const found = state.functions.get(withoutVersion(urn));
    if (found === undefined || found.project !== call.project) return NO_FUNCTION;
    return act(state, call, { found, qualifier: qualifierOf(urn) });
  };
}

/** The state with one function changed. */
export function changeFunction(
  state: FunctionGraphState,
  found: EmulatedFunction,
  change: Partial<EmulatedFunction>,
): FunctionGraphState {
  return { ...state, functions: new Map(state.functions).set(found.urn, { ...found, ...change }) };
}
