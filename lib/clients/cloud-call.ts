import type * as z from "zod";
import type { Cloud, Service } from "../domain/clouds.ts";
import { AutomationError } from "../domain/errors.ts";
import {
  checkQuery,
  checkRequest,
  type QueryOf,
  type RequestOf,
  requireOperation,
} from "../domain/modelarts/check-request.ts";
import { ProjectId } from "../domain/modelarts/identifiers.ts";
import { type Operation, pathOf } from "../domain/modelarts/operation.ts";
import type { OPERATIONS, OperationName } from "../domain/modelarts/operations.ts";
import { percentEncode } from "../signing/percent-encoding.ts";

/** What a call takes: path parameters by name, query and body. */
export interface CallInput<N extends OperationName> {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: QueryOf<N> | undefined;
  readonly body?: RequestOf<N> | undefined;
}

/** What the answer of a call is parsed into. */
export type AnswerOf<N extends OperationName> = z.output<(typeof OPERATIONS)[N]["response"]>;

/** A call that is checked and encoded, but not signed. */
export interface CheckedCall {
  readonly name: OperationName;
  readonly operation: Operation;
  readonly url: string;
  readonly body: string | undefined;
}

/** Where calls go. */
export interface CallTarget {
  readonly cloud: Cloud;
  readonly projectId: string;
  readonly endpointOf: (service: Service) => string;
}

function invalid(field: string, rule: string): AutomationError {
  return new AutomationError("invalid-request", `${field}: ${rule}`, {
    details: { field, rule, retryable: false },
  });
}

/** One segment of a path. The schema of an id is the first wall, this one holds whatever the schema lets through. */
function segment(name: string, value: unknown, schema: z.ZodType<string> | undefined): string {
  const parsed = schema?.safeParse(value);
  if (!parsed?.success)
    throw invalid(name, parsed?.error.issues[0]?.message ?? "not a parameter of this call");
  if (/[/?#\\%\p{Cc}]|^\.{1,2}$/u.test(parsed.data))
    throw invalid(name, "must not contain / ? # % or controls");
  return percentEncode(parsed.data);
}

function pathWith(operation: Operation, target: CallTarget, given: Readonly<Record<string, string>>): string {
  const schemas: Readonly<Record<string, z.ZodType<string>>> = { ...operation.params, project_id: ProjectId };
  const values: Readonly<Record<string, string>> = { ...given, project_id: target.projectId };
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(operation.params ?? {}, name));
  if (unknown !== undefined) throw invalid(unknown.slice(0, 64), "not a path parameter of this call");
  return pathOf(operation, target.cloud).replace(/\{(\w+)\}/g, (_, name: string) =>
    segment(name, values[name], schemas[name]),
  );
}

function queryText(query: object | undefined): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(String(value))}`).join("&");
}

const ORIGIN = /^https?:\/\/[^/?#\s@]+$/;

function originOf(target: CallTarget, service: Service): string {
  const origin = target.endpointOf(service).replace(/\/$/, "");
  if (!ORIGIN.test(origin)) throw invalid("endpoint", "an origin such as https://host or http://host:port");
  return origin;
}

/**
 * Checks a call against the schemas of its operation and puts together what will be signed.
 * Throws `invalid-request` or `not-supported`; nothing is ever sent then.
 */
export function checkCall<N extends OperationName>(
  name: N,
  input: CallInput<N>,
  target: CallTarget,
): CheckedCall {
  const operation = requireOperation(name, target.cloud);
  const body = checkRequest(name, target.cloud, input.body);
  const query = queryText(checkQuery(name, target.cloud, input.query));
  const path = pathWith(operation, target, input.path ?? {});
  return {
    name,
    operation,
    url: `${originOf(target, operation.service)}${path}${query && `?${query}`}`,
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}
