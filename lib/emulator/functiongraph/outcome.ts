import type { FunctionGraphState } from "./state.ts";

/** One call after signature and schema have let it through. */
export interface FunctionGraphCall {
  readonly project: string;
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What a call comes to: an answer with the state after it, or a refusal that changed nothing. */
export type FunctionGraphOutcome =
  | {
      readonly state: FunctionGraphState;
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly refusal: { readonly status: number; readonly code: string; readonly message: string } };

/** Carries out one call. */
export type FunctionGraphHandler = (
  state: FunctionGraphState,
  call: FunctionGraphCall,
) => FunctionGraphOutcome;

/** A refusal in the service's words. */
export function refuse(status: number, code: string, message: string): FunctionGraphOutcome {
  return { refusal: { status, code, message } };
}

/** An answer that changed nothing. */
export function answer(state: FunctionGraphState, body: unknown): FunctionGraphOutcome {
  return { state, status: 200, body };
}

/** What the service says of a function it does not have. */
export const NO_FUNCTION = refuse(404, "FSS.1051", "Not found the function");

/** A time as the service writes it. */
export function written(at: number): string {
  return new Date(at).toISOString().replace("Z", "+00:00");
}
