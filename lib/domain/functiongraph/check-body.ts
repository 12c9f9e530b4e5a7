import * as z from "zod";
import { AutomationError } from "../errors.ts";
import { ENVIRONMENT_LIMITS } from "./function-request.ts";
import { TRIGGER_TYPE_CODES, triggerTypeOf } from "./trigger-types.ts";

const SECRET_KEY = /password|secret|access_key|user_data/i;

function fieldOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index ? "." : ""}${String(part)}`))
    .join("");
}

/** A value that broke a rule, short; never a secret and never an object, which may hold one. */
function shown(value: unknown, field: string): string {
  if (value === undefined) return "";
  if (SECRET_KEY.test(field)) return " (value not shown)";
  if (typeof value === "object" && value !== null)
    return Array.isArray(value) ? " (got a list)" : " (got an object)";
  return ` (got ${typeof value === "string" ? JSON.stringify(value.slice(0, 64)) : String(value)})`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[part];
  }
  return value;
}

function brokenRule(issue: z.core.$ZodIssue, input: unknown, where: string): string {
  const keys = issue.code === "unrecognized_keys" ? issue.keys : [undefined];
  return keys
    .map((key) => {
      const path = key === undefined ? issue.path : [...issue.path, key];
      const field = fieldOf([where, ...path].filter((part) => part !== ""));
      return `${field}: ${issue.message}${key === undefined ? shown(valueAt(input, issue.path), field) : ""}`;
    })
    .join("; ");
}

/**
 * Parses with a schema. Throws `code`, naming each field that broke a rule, the first of them in `details.field`;
 * `where` stands in front of the field names.
 */
export function checkShape<S extends z.ZodType>(
  schema: S,
  input: unknown,
  { where, code }: { readonly where: string; readonly code: "invalid-request" | "invalid-config" },
): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const { issues } = result.error;
  const texts = issues.slice(0, 5).map((issue) => brokenRule(issue, input, where));
  throw new AutomationError(code, texts.join("; "), {
    details: {
      field: texts[0]?.split(":")[0] ?? where,
      rule: issues[0]?.message ?? "",
      retryable: false,
    },
  });
}

/** A trigger as somebody wrote it. */
export interface TriggerInput {
  readonly type: string;
  readonly eventData: unknown;
  readonly status?: string | undefined;
}

function broken(field: string, rule: string, code: "invalid-request" | "invalid-config"): AutomationError {
  return new AutomationError(code, `${field}: ${rule}`, { details: { field, rule, retryable: false } });
}

/**
 * Checks type, status and event data of a trigger and returns the event data. Throws `code`; an unknown type is an
 * error like any other, so that no trigger is ever left out in silence.
 */
export function checkTrigger(
  { type, eventData, status }: TriggerInput,
  { where, code }: { readonly where: string; readonly code: "invalid-request" | "invalid-config" },
): Record<string, unknown> {
  const row = triggerTypeOf(type);
  if (row === undefined) {
    throw broken(
      `${where}.type`,
      `${JSON.stringify(type)} is none of ${TRIGGER_TYPE_CODES.join(", ")}`,
      code,
    );
  }
  if (status === "DISABLED" && !row.canBeDisabled) {
    throw broken(
      `${where}.status`,
      `a trigger of type ${type} cannot be disabled; leave it out instead`,
      code,
    );
  }
  return checkShape(row.data, eventData, { where: `${where}.eventData`, code });
}

/** Checks the names and the size of an environment. Throws `code` naming the variable or the limit. */
export function checkEnvironment(
  environment: Readonly<Record<string, string>>,
  { where, code }: { readonly where: string; readonly code: "invalid-request" | "invalid-config" },
): void {
  const { charactersMax, entriesMax } = ENVIRONMENT_LIMITS;
  const entries = Object.entries(environment);
  const wrong = entries.find(([name]) => !/^[A-Za-z]\w*$/.test(name));
  if (wrong)
    throw broken(`${where}.${wrong[0]}`, "a letter first, then letters, digits and underscores", code);
  if (entries.length > entriesMax) {
    throw broken(where, `at most ${entriesMax} variables (there are ${entries.length})`, code);
  }
  const characters = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (characters > charactersMax) {
    throw broken(
      where,
      `at most ${charactersMax} characters in all, names included (there are ${characters})`,
      code,
    );
  }
}

/** Any record of texts, for parsing an environment. */
export const EnvironmentText = z.record(z.string(), z.string());
