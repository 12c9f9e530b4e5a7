import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import type { CredentialsProvider } from "../../ports/credentials.ts";
import type { ReadVariable } from "../credentials.ts";
import { findSecretReferences, isSecretReference } from "./secret-reference.ts";
import type { SecretsReader } from "./secrets-reader.ts";

/** Where references stand and who resolves them. */
export interface SecretEnvironmentOptions {
  /** Variables; one may hold a reference in place of a secret. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** References that stand elsewhere, such as in the configuration. See `findSecretReferences`. */
  readonly references: readonly string[];
  readonly secrets: SecretsReader;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** An environment in which references to secrets have been resolved. */
export interface SecretEnvironment {
  /**
   * Looks up a variable, or a reference itself. Throws what the store answered when this very secret could not be
   * read: one that is missing does not stop the others.
   */
  readonly read: ReadVariable;
  /** Reads every reference again that has become old. Before the first time, `read` knows no secret. Never rejects. */
  refresh(): Promise<void>;
  /** A provider that reads the environment again before it is asked, for runs that last longer than a secret. */
  refreshing(provider: CredentialsProvider): CredentialsProvider;
}

type Found = { readonly text: string } | { readonly error: unknown };

async function found(reference: string, nowMs: number, secrets: SecretsReader): Promise<Found> {
  try {
    return { text: await secrets.read(reference, nowMs) };
  } catch (error) {
    return { error };
  }
}

/** What is no reference is not shown, since it may be a secret; so the variable has to be named. */
function inVariable(error: unknown, name: string): unknown {
  if (!isAutomationError(error) || error.code !== "invalid-config" || isSecretReference(name)) return error;
  return new AutomationError(error.code, `${name}: ${error.message}`, {
    cause: error,
    details: { ...error.details, field: name },
  });
}

/**
 * Lets everything that reads variables read secrets by reference, without knowing of it: most of it asks once and
 * cannot wait, so the references are resolved beforehand, together.
 */
export function createSecretEnvironment(options: SecretEnvironmentOptions): SecretEnvironment {
  const { variables, secrets, now } = options;
  const references = findSecretReferences([variables, options.references]);
  let known: ReadonlyMap<string, Found> = new Map();

  function resolved(reference: string, name: string): string {
    const entry = known.get(reference);
    if (entry === undefined) {
      const text = "this reference has not been read; refresh() comes first";
      throw new AutomationError("missing-credentials", `${name}: ${text}`, { details: { field: name } });
    }
    if ("error" in entry) throw inVariable(entry.error, name);
    return entry.text;
  }

  async function refresh(): Promise<void> {
    // One moment for all: of two keys in one secret neither may be an old one while the other is new.
    const nowMs = now();
    const all = references.map(
      async (reference) => [reference, await found(reference, nowMs, secrets)] as const,
    );
    known = new Map(await Promise.all(all));
  }

  return {
    read: (name) => {
      const value = isSecretReference(name) ? name : variables[name];
      return value !== undefined && isSecretReference(value) ? resolved(value, name) : value;
    },
    refresh,
    refreshing: (provider) => async () => {
      await refresh();
      return provider();
    },
  };
}
