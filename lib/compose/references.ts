import { AutomationError } from "../domain/errors.ts";

/**
 * Looks up one variable of the environment. A host with a store of secrets also answers to references into it, such as
 * `secretsmanager:NAME#field`, or `file:/run/secrets/name` on plain Node; the environment of any other has no variable of
 * that name. Whoever embeds Curfew brings a store of their own by answering to these.
 */
export type ReadVariable = (name: string) => string | undefined;

/** References into a store of secrets, which only the host itself can resolve, and where one is. */
const STORES = {
  secretsmanager: "only a function on AWS Lambda reads this store",
  ssm: "only a function on AWS Lambda reads this store",
  file: "there is no such file, it is empty, or this host reads no files",
} as const;

function storeIn(reference: string): keyof typeof STORES | undefined {
  const [kind] = reference.split(":", 1);
  return kind === "secretsmanager" || kind === "ssm" || kind === "file" ? kind : undefined;
}

/** Whether a text is a reference into a store of secrets. */
export function isStoreReference(text: string): boolean {
  return storeIn(text) !== undefined;
}

function missing(field: string, text: string, rule: string): AutomationError {
  return new AutomationError("missing-credentials", `${field}: ${text}`, { details: { field, rule } });
}

/**
 * Resolves `env:NAME`, and hands `file:…`, `secretsmanager:…` and `ssm:…` to the host; any other text is taken as it stands.
 * Throws `missing-credentials` naming the variable or the reference, never a value.
 */
export function resolveReference(reference: string, read: ReadVariable): string {
  const store = storeIn(reference);
  if (store !== undefined) {
    const secret = read(reference);
    if (secret) return secret;
    throw missing(reference, STORES[store], "must be readable where Curfew runs");
  }
  if (!reference.startsWith("env:")) return reference;
  const name = reference.slice("env:".length);
  const value = read(name);
  if (value) return value;
  const state = value === undefined ? "not set" : "empty";
  throw missing(name, `the environment variable is ${state}`, "must be set");
}
