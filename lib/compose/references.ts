import { AutomationError } from "../domain/errors.ts";

/**
 * Looks up one variable of the environment. A host with a store of secrets also answers to a reference such as
 * `secretsmanager:NAME#field`; the environment of any other has no variable of that name.
 */
export type ReadVariable = (name: string) => string | undefined;

/** References into a store of secrets, which only the host itself can resolve. */
const IN_A_STORE = /^(?:secretsmanager|ssm):/;

/** Whether a text is a reference into a store of secrets. */
export function isStoreReference(text: string): boolean {
  return IN_A_STORE.test(text);
}

function missing(field: string, text: string, rule: string): AutomationError {
  return new AutomationError("missing-credentials", `${field}: ${text}`, { details: { field, rule } });
}

/**
 * Resolves `env:NAME`, and hands `secretsmanager:…` and `ssm:…` to the host; any other text is taken as it stands.
 * Throws `missing-credentials` naming the variable or the reference, never a value.
 */
export function resolveReference(reference: string, read: ReadVariable): string {
  if (isStoreReference(reference)) {
    const secret = read(reference);
    if (secret) return secret;
    throw missing(reference, "only a function on AWS Lambda reads this store", "must be read on AWS Lambda");
  }
  if (!reference.startsWith("env:")) return reference;
  const name = reference.slice("env:".length);
  const value = read(name);
  if (value) return value;
  const state = value === undefined ? "not set" : "empty";
  throw missing(name, `the environment variable is ${state}`, "must be set");
}
