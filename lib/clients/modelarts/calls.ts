import type { QueryOf, RequestOf } from "../../domain/modelarts/check-request.ts";
import type { Operation } from "../../domain/modelarts/operation.ts";
import { OPERATIONS, type OperationName } from "../../domain/modelarts/operations.ts";
import type { AnswerOf, CallInput } from "../cloud-call.ts";
import type { CallOptions, SignedClient } from "../signed-client.ts";

type Table = typeof OPERATIONS;

/** Ids first, in the order of the path. */
type Ids<N extends OperationName> = Table[N] extends { readonly params: infer P }
  ? "operation_id" extends keyof P
    ? [id: string, operationId: string]
    : [id: string]
  : [];

/** An object without fields; whatever accepts it may be left out. */
type Nothing = Record<string, never>;

/** Then the query; it may be left out when every field of it may. */
type Query<N extends OperationName> =
  undefined extends QueryOf<N> ? [] : Nothing extends QueryOf<N> ? [query?: QueryOf<N>] : [query: QueryOf<N>];

/** Then the body, in the same way. */
type Body<N extends OperationName> =
  undefined extends RequestOf<N>
    ? []
    : Nothing extends RequestOf<N>
      ? [body?: RequestOf<N>]
      : [body: RequestOf<N>];

/** A read always answers something, a write may answer nothing (204, or 200 without a body). */
type Result<N extends OperationName> = Table[N]["effect"] extends "read"
  ? AnswerOf<N>
  : AnswerOf<N> | undefined;

/** The function of one operation: ids, query, body, options. */
export type CallFunction<N extends OperationName> = (
  ...given: [...Ids<N>, ...Query<N>, ...Body<N>, options?: CallOptions]
) => Promise<Result<N>>;

/**
 * One function per operation, named after it: `showDevServer(id)`, `startDevServer(id, body?)`,
 * `listNotebooks(query?)`, `renewLease(id, query?, body?)`, `batchDevServersAction(body)`. Each takes
 * `{ signal }` as its last argument and rejects with an `AutomationError`.
 */
export type ModelArtsCalls = { readonly [N in OperationName as Uncapitalize<N>]: CallFunction<N> };

/** Sorts positional arguments into what the signed client takes. */
function inputOf(operation: Operation, given: readonly unknown[]): [CallInput<OperationName>, CallOptions] {
  const rest = [...given];
  const ids = Object.keys(operation.params ?? {}).map((name) => [name, rest.shift()] as const);
  const query = operation.query === undefined ? undefined : rest.shift();
  // An object must be there even where every field of it may be missing, as for a start.
  const body = operation.request === undefined ? undefined : (rest.shift() ?? {});
  const input = { path: Object.fromEntries(ids), query, body } as CallInput<OperationName>;
  return [input, (rest.shift() ?? {}) as CallOptions];
}

/** Puts the function of every operation on a signed client. */
export function createModelArtsCalls(client: SignedClient): ModelArtsCalls {
  const names = Object.keys(OPERATIONS) as OperationName[];
  const functions = names.map((name) => {
    const call = async (...given: readonly unknown[]) => {
      const [input, options] = inputOf(OPERATIONS[name], given);
      return (await client.call(name, input, options)).data;
    };
    return [name.charAt(0).toLowerCase() + name.slice(1), call] as const;
  });
  return Object.fromEntries(functions) as ModelArtsCalls;
}
