import type { SourceConfig } from "../domain/policy.ts";
import type { SourceFile } from "./file-target.ts";

const listed = (value: string | readonly string[]) => (typeof value === "string" ? [value] : [...value]);

/** The secrets of a source as written: one, several, or by kind. */
export function secretsOf({ secret }: SourceFile): Pick<SourceConfig, "secrets" | "byKind"> {
  if (typeof secret === "string" || Array.isArray(secret)) return { secrets: listed(secret), byKind: {} };
  const byKind = Object.entries(secret).map(([kind, value]) => [kind, listed(value)] as const);
  return { secrets: [], byKind: Object.fromEntries(byKind) };
}
