import { AutomationError } from "../domain/errors.ts";

/** Looks up one variable of the environment. */
export type ReadVariable = (name: string) => string | undefined;

/**
 * Resolves `env:NAME`; any other text is taken as it stands. Throws `missing-credentials` naming the variable, never
 * a value.
 */
export function resolveReference(reference: string, read: ReadVariable): string {
  if (!reference.startsWith("env:")) return reference;
  const name = reference.slice("env:".length);
  const value = read(name);
  if (value) return value;
  const state = value === undefined ? "not set" : "empty";
  throw new AutomationError("missing-credentials", `${name}: the environment variable is ${state}`, {
    details: { field: name, rule: "must be set" },
  });
}
