import type * as z from "zod";
import { CLOUDS, type Cloud } from "../clouds.ts";
import { AutomationError } from "../errors.ts";
import { citation, DOCUMENTS, type SourceDocument } from "./documents.ts";
import { type Operation, schemaOn } from "./operation.ts";
import { OPERATIONS, type OperationName } from "./operations.ts";
import { isSecretPath } from "./secret-fields.ts";

type SchemaOf<O, Key extends string> =
  O extends Readonly<Record<Key, infer S>>
    ? S extends (cloud: Cloud) => infer PerCloud
      ? PerCloud
      : S
    : never;

/** The body that a call takes, `undefined` for a call without one. */
export type RequestOf<N extends OperationName> =
  SchemaOf<(typeof OPERATIONS)[N], "request"> extends infer S
    ? [S] extends [never]
      ? undefined
      : S extends z.ZodType
        ? z.output<S>
        : undefined
    : undefined;

type OptionalKeys<I> = { [K in keyof I]-?: undefined extends I[K] ? K : never }[keyof I];

/** What may be written for a query: fields with a default may be left out, the others are as they are parsed. */
type Writable<I, O> = { [K in Exclude<keyof O, OptionalKeys<I>>]: O[K] } & {
  [K in Extract<keyof O, OptionalKeys<I>>]?: O[K];
};

/** The query that a call takes, `undefined` for a call without one. */
export type QueryOf<N extends OperationName> =
  SchemaOf<(typeof OPERATIONS)[N], "query"> extends infer S
    ? [S] extends [never]
      ? undefined
      : S extends z.ZodType
        ? Writable<z.input<S>, z.output<S>>
        : undefined
    : undefined;

/** One broken rule. */
export interface BrokenRule {
  readonly field: string;
  readonly rule: string;
  readonly document: string;
}

function fieldOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index ? "." : ""}${String(part)}`))
    .join("");
}

/** What stands at a path of a document; `undefined` where there is nothing. */
function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[part];
  }
  return value;
}

/** Shows numbers, flags and short texts; never a secret, and never an object, which might hold one. */
function shown(value: unknown, path: readonly PropertyKey[]): string {
  if (value === undefined) return " (missing)";
  if (isSecretPath(path)) return " (value not shown)";
  if (typeof value === "object" && value !== null)
    return ` (got ${Array.isArray(value) ? "a list" : "an object"})`;
  if (typeof value !== "string") return ` (got ${String(value)})`;
  return ` (got ${value.length <= 64 ? JSON.stringify(value) : "a longer text"})`;
}

function documentOf(issue: z.core.$ZodIssue, fallback: SourceDocument): SourceDocument {
  const params: { document?: unknown } = (issue.code === "custom" && issue.params) || {};
  return Object.values(DOCUMENTS).find((document) => document === params.document) ?? fallback;
}

function brokenRulesOf(issue: z.core.$ZodIssue, document: SourceDocument): readonly BrokenRule[] {
  const source = citation(documentOf(issue, document));
  const keys = issue.code === "unrecognized_keys" ? issue.keys : [];
  if (keys.length > 0) {
    return keys.map((key) => ({
      field: fieldOf([...issue.path, key.slice(0, 64)]),
      rule: "unknown field",
      document: source,
    }));
  }
  return [{ field: fieldOf(issue.path) || "body", rule: issue.message, document: source }];
}

/** Turns zod's findings into one error that names field, rule and document. */
function refusal(
  input: unknown,
  issues: readonly z.core.$ZodIssue[],
  document: SourceDocument,
): AutomationError {
  const broken = issues.flatMap((issue) => brokenRulesOf(issue, document));
  const first = broken[0] ?? { field: "body", rule: "invalid", document: citation(document) };
  const issue = issues[0];
  const value =
    issue && issue.code !== "unrecognized_keys" ? shown(valueAt(input, issue.path), issue.path) : "";
  const more =
    broken.length > 1
      ? `; ${broken.length - 1} more: ${broken
          .slice(1, 6)
          .map((rule) => rule.field)
          .join(", ")}`
      : "";
  return new AutomationError(
    "invalid-request",
    `${first.field}: ${first.rule}${value}; see ${first.document}${more}`,
    { details: { ...first, broken, retryable: false } },
  );
}

/** The document a call's rules stand in on a cloud. */
function sourceOf(name: OperationName, cloud: Cloud): SourceDocument {
  // The one call whose two clouds have a page each among the documents that this package answers for.
  if (name === "CreateLegacyNotebook" && cloud === "otc") return DOCUMENTS.createLegacyNotebookOtc;
  return OPERATIONS[name].document;
}

/** Throws `not-supported` when a cloud does not have a call. */
export function requireOperation(name: OperationName, cloud: Cloud): Operation {
  const operation: Operation = OPERATIONS[name];
  if (!operation.clouds.includes(cloud)) {
    const others = operation.clouds.map((other) => CLOUDS[other].title).join(", ");
    throw new AutomationError(
      "not-supported",
      `${name}: ${CLOUDS[cloud].title} does not offer it, only ${others} does`,
    );
  }
  return operation;
}

/** Checks any input against a schema of a call; the error names field, rule and document. */
function check(schema: z.ZodType, name: OperationName, cloud: Cloud, input: unknown): unknown {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw refusal(input, result.error.issues, sourceOf(name, cloud));
}

/**
 * Checks the body of a call before it is sent. Answers the parsed body; throws `invalid-request` with a text such as
 * `root_volume.size: 100 to 1,024 GB (got 50); see "Creating a DevServer Instance", 2025-08-20`, and `not-supported`
 * for a cloud without the call. A call without a body refuses one.
 */
export function checkRequest<N extends OperationName>(name: N, cloud: Cloud, input: unknown): RequestOf<N> {
  const operation = requireOperation(name, cloud);
  if (operation.request === undefined) {
    if (input !== undefined) {
      throw new AutomationError(
        "invalid-request",
        `body: ${name} takes none; see ${citation(sourceOf(name, cloud))}`,
        {
          details: { field: "body", rule: "none is taken", document: citation(sourceOf(name, cloud)) },
        },
      );
    }
    return undefined as RequestOf<N>;
  }
  return check(schemaOn(operation.request, cloud), name, cloud, input) as RequestOf<N>;
}

/** Checks the query of a call in the same way. */
export function checkQuery<N extends OperationName>(name: N, cloud: Cloud, input: unknown): QueryOf<N> {
  const operation = requireOperation(name, cloud);
  if (operation.query === undefined) {
    if (input === undefined || Object.keys(Object(input)).length === 0) return undefined as QueryOf<N>;
    throw new AutomationError(
      "invalid-request",
      `query: ${name} takes none; see ${citation(sourceOf(name, cloud))}`,
      {
        details: { field: "query", rule: "none is taken", document: citation(sourceOf(name, cloud)) },
      },
    );
  }
  return check(schemaOn(operation.query, cloud), name, cloud, input ?? {}) as QueryOf<N>;
}
