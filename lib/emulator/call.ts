import type { Cloud } from "../domain/clouds.ts";
import type { QueryOf, RequestOf } from "../domain/modelarts/check-request.ts";
import type { OperationName } from "../domain/modelarts/operations.ts";
import type { Effect } from "./journal.ts";
import type { Machine } from "./machine.ts";
import type { Random } from "./new-ids.ts";
import type { EmulatorResponse } from "./request.ts";
import type { Refusal } from "./respond.ts";
import type { EmulatorCredentials, EmulatorState } from "./state.ts";

/** One call after gateway and schema have let it through. */
export interface Call<N extends OperationName = OperationName> {
  readonly name: N;
  readonly cloud: Cloud;
  /** Project id of the path. */
  readonly project: string;
  /** The other path parameters. */
  readonly params: Readonly<Record<string, string>>;
  readonly body: RequestOf<N>;
  readonly query: QueryOf<N>;
  readonly caller: EmulatorCredentials;
  /** Host that the caller reached, as it said. */
  readonly host: string | undefined;
  /** The emulator's clock, milliseconds since the epoch. */
  readonly now: number;
  readonly random: Random;
}

/** What a call comes to: an answer, or a refusal that changed nothing. */
export type Outcome =
  | {
      readonly state: EmulatorState;
      readonly status: number;
      readonly body: unknown;
      readonly effects: readonly Effect[];
    }
  | { readonly refusal: Refusal };

/** Carries out one operation. */
export type Handler<N extends OperationName> = (state: EmulatorState, call: Call<N>) => Outcome;

/** An answer that changed nothing. */
export function answer(state: EmulatorState, body: unknown): Outcome {
  return { state, status: 200, body, effects: [] };
}

/** A refusal. */
export function refuse(status: number, code: string, message: string): Outcome {
  return { refusal: { status, code, message } };
}

/** What a change did to a machine, for the journal. */
export function effectOf(before: Machine | null, after: Machine): Effect {
  return { resource: `${after.kind}/${after.id}`, from: before?.status ?? null, to: after.status };
}

/** State after a request, and what is answered to it. */
export interface Handled {
  readonly state: EmulatorState;
  readonly response: EmulatorResponse;
}
