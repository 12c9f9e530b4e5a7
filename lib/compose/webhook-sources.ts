import type { Config } from "../domain/config.ts";
import { AutomationError, isAutomationError } from "../domain/errors.ts";
import { secretKindOf, secretProblem } from "../sources/check-secret.ts";
import { isSchemeId } from "../sources/schemes.ts";
import type { SourceSecret } from "../sources/secret-kinds.ts";
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

function secretOf(name: string, scheme: SchemeId, reference: string, env: ReadVariable): SourceSecret {
  const variable = reference.replace(/^env:/, "");
  try {
    const value = resolveReference(reference, env);
    const secret = { kind: secretKindOf(scheme, value), value };
    const problem = secretProblem(scheme, secret);
    if (problem === null) return secret;
    throw new AutomationError("missing-credentials", `${variable}: the secret ${problem}`);
  } catch (error) {
    throw isAutomationError(error) ? inSource(name, error) : error;
  }
}

/**
 * Looks up the secrets of every source, once, at start. Throws `missing-credentials` naming the source and the
 * variable that is not set, is empty, or holds what this kind of sender cannot sign with; never its value.
 */
export function resolveSources({ sources }: Config, env: ReadVariable): readonly ResolvedSource[] {
  return sources.map(({ name, scheme, secrets }) => {
    if (!isSchemeId(scheme)) {
      throw new AutomationError("invalid-config", `sources.${name}.scheme: there is no scheme ${scheme}`);
    }
    return { name, scheme, secrets: secrets.map((reference) => secretOf(name, scheme, reference, env)) };
  });
}
