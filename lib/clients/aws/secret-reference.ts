import { AutomationError } from "../../domain/errors.ts";

/** Where a secret lies: which store, under which name, and in which field of its JSON. */
export interface SecretPlace {
  readonly store: "secretsmanager" | "ssm";
  /** Name or ARN in Secrets Manager, name of a parameter in SSM. */
  readonly name: string;
  /** `null`: the whole text. */
  readonly field: string | null;
}

/** Names of secrets and parameters and their ARNs have no other characters (both API references, "SecretId", "Name"). */
const REFERENCE = /^(secretsmanager|ssm):([\w/+=.@:-]{1,2048})(?:#([\w.-]{1,256}))?$/;

/** Most references in one configuration: each one is a call when a function starts. */
const REFERENCES_MAX = 50;

/** Whether a text means a secret of a store and is not one itself. */
export function isSecretReference(text: string): boolean {
  return text.startsWith("secretsmanager:") || text.startsWith("ssm:");
}

/** Reads `secretsmanager:NAME`, `ssm:/path/name`, either with `#field` behind it. Throws `invalid-config`. */
export function parseSecretReference(reference: string): SecretPlace {
  const [, store, name, field = null] = REFERENCE.exec(reference) ?? [];
  if ((store === "secretsmanager" || store === "ssm") && name !== undefined) return { store, name, field };
  // What is no reference may be a secret that somebody wrote in its place.
  throw new AutomationError(
    "invalid-config",
    "a reference to a secret must be secretsmanager:NAME, secretsmanager:NAME#field or ssm:/path/name",
    { details: { field: "reference", rule: "secretsmanager:NAME#field or ssm:/path/name" } },
  );
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Every reference to a secret anywhere in a value, such as a configuration, once. Throws `invalid-config` past 50. */
export function findSecretReferences(value: unknown): readonly string[] {
  const found = [...new Set(textsIn(value).filter(isSecretReference))];
  if (found.length <= REFERENCES_MAX) return found;
  throw new AutomationError("invalid-config", `more than ${REFERENCES_MAX} references to secrets`, {
    details: { rule: `at most ${REFERENCES_MAX}` },
  });
}
