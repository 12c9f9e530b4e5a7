import type { SourceConfig } from "../domain/policy.ts";
import { isSchemeId, schemeOf } from "../sources/schemes.ts";

/**
 * Whether a sender proves who sends without signing what is said, by the kinds of secrets that are configured for it: what
 * arrives under a captured proof may then be somebody else's words. Of Feishu's two secrets the encrypt key, where there is
 * one, is demanded of every delivery.
 */
export function isWeakSource(
  scheme: string,
  { secrets, byKind }: Pick<SourceConfig, "secrets" | "byKind">,
): boolean {
  if (!isSchemeId(scheme)) return false;
  const { proofs, secretKinds } = schemeOf(scheme);
  const kinds: readonly string[] = [
    ...Object.keys(byKind),
    ...(secrets.length > 0 ? secretKinds.slice(0, 1) : []),
  ];
  if (scheme === "feishu-lark" && kinds.includes("encrypt-key")) return false;
  return proofs.some(({ secretKind, signsBody }) => !signsBody && kinds.includes(secretKind));
}
