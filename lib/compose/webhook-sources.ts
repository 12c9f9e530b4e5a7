import type { Config } from "../domain/config.ts";
import { AutomationError, isAutomationError } from "../domain/errors.ts";
import type { SourceConfig } from "../domain/policy.ts";
import { secretKindOf, secretProblem } from "../sources/check-secret.ts";
import { isSchemeId } from "../sources/schemes.ts";
import { SECRET_KINDS, type SecretKind, type SourceSecret, SPEAKING_KINDS } from "../sources/secret-kinds.ts";
import type { SchemeId } from "../sources/signature-records.ts";
import { type ReadVariable, resolveReference } from "./references.ts";

/** A sender of webhooks with its real secrets. Never logged. */
export interface ResolvedSource {
  readonly name: string;
  readonly scheme: string;
  readonly secrets: readonly SourceSecret[];
}

function inSource(name: string, cause: AutomationError): AutomationError {
  return new AutomationError(cause.code, `sources.${name}.secret: ${cause.message}`, {
    cause,
    details: { ...cause.details, field: `sources.${name}.secret` },
  });
}

/** One entry of a source's secrets; without a kind, the value tells it. */
export interface SourceEntry {
  readonly kind: SecretKind | null;
  readonly reference: string;
}

function isKind(kind: string): kind is SecretKind {
  return (SECRET_KINDS as readonly string[]).includes(kind);
}

/** Whether Curfew itself speaks with it; where signatures are checked, it need not be there. */
function isSpeaking(kind: SecretKind | null): boolean {
  return (SPEAKING_KINDS as readonly (SecretKind | null)[]).includes(kind);
}

/** What is configured for a source, in the order of the file. Kinds that nobody knows were refused when it was loaded. */
export function entriesOf({
  secrets,
  byKind,
}: Pick<SourceConfig, "secrets" | "byKind">): readonly SourceEntry[] {
  const told = Object.entries(byKind).flatMap(([kind, references]) =>
    isKind(kind) ? references.map((reference) => ({ kind, reference })) : [],
  );
  return [...secrets.map((reference) => ({ kind: null, reference })), ...told];
}

/** Resolves one entry. Throws `missing-credentials` when the variable is not set or empty. */
export function resolveEntry(
  scheme: SchemeId,
  { kind, reference }: SourceEntry,
  env: ReadVariable,
): SourceSecret {
  const value = resolveReference(reference, env);
  return { kind: kind ?? secretKindOf(scheme, value), value };
}

function secretOf(name: string, scheme: SchemeId, entry: SourceEntry, env: ReadVariable): SourceSecret {
  const { kind, reference } = entry;
  const called = reference.startsWith("env:") ? reference.slice("env:".length) : (kind ?? "secret");
  try {
    const secret = resolveEntry(scheme, entry, env);
    const problem = secretProblem(scheme, secret);
    if (problem === null) return secret;
    throw new AutomationError("missing-credentials", `${called}: the secret ${problem}`);
  } catch (error) {
    throw isAutomationError(error) ? inSource(name, error) : error;
  }
}

/**
 * Looks up the secrets of every source, once, at start. Throws `missing-credentials` naming the source and the
 * variable that is not set, is empty, or holds what this kind of sender cannot sign with; never its value.
 */
export function resolveSources({ sources }: Config, env: ReadVariable): readonly ResolvedSource[] {
  return sources.map((source) => {
    const { name, scheme } = source;
    if (!isSchemeId(scheme)) {
      throw new AutomationError("invalid-config", `sources.${name}.scheme: there is no scheme ${scheme}`);
    }
    const proving = entriesOf(source).filter(({ kind }) => !isSpeaking(kind));
    return { name, scheme, secrets: proving.map((entry) => secretOf(name, scheme, entry, env)) };
  });
}
