import type { Config } from "../domain/config.ts";
import { AutomationError } from "../domain/errors.ts";
import { secretKindOf } from "../sources/check-secret.ts";
import { isSchemeId } from "../sources/schemes.ts";
import type { SourceSecret } from "../sources/secret-kinds.ts";
import { type ReadVariable, resolveReference } from "./references.ts";

/** A sender of webhooks with its real secrets. Never logged. */
export interface ResolvedSource {
  readonly name: string;
  readonly scheme: string;
  readonly secrets: readonly SourceSecret[];
}

/** Looks up the secrets of every source. Throws `missing-credentials` naming the variable that is not set. */
export function resolveSources({ sources }: Config, env: ReadVariable): readonly ResolvedSource[] {
  return sources.map(({ name, scheme, secrets }) => {
    if (!isSchemeId(scheme)) {
      throw new AutomationError("invalid-config", `sources.${name}.scheme: there is no scheme ${scheme}`);
    }
    const resolved = secrets.map((reference) => {
      const value = resolveReference(reference, env);
      return { kind: secretKindOf(scheme, value), value };
    });
    return { name, scheme, secrets: resolved };
  });
}
