import type { ConfigPath } from "./diagnostic.ts";

const SECRET_KEYS: readonly string[] = ["secret", "password", "credentials"];

/** Whether a value at this path may be a secret that somebody wrote down where a reference belongs. */
export function isConcealed(path: ConfigPath): boolean {
  return path.some((step) => SECRET_KEYS.includes(String(step)));
}

/** What may stand behind such a key and be shown: references, and the names of the other ways. */
const HARMLESS = /^(?:env:[A-Za-z_][A-Za-z0-9_]*|agency|profile(?::[^\s,}\]]+)?)$/;

/** `secret: VALUE` within a line, also inside `{ }` and in quotes. */
const ASSIGNMENT = /((?:secret|password|credentials)["']?\s*:\s*)("[^"]*"?|'[^']*'?|\[[^\]]*\]?|[^\s,}]+)/gi;

function masked(value: string): string {
  const inner = value.replace(/^["'[]|["'\]]$/g, "");
  const parts = inner.split(",").map((part) => part.trim().replace(/^["']|["']$/g, ""));
  return parts.every((part) => HARMLESS.test(part)) ? value : "***";
}

/** A line of a config as it may be shown: what looks like a written-down secret is covered. */
export function concealSecrets(line: string): string {
  return line.replace(ASSIGNMENT, (_whole, before: string, value: string) => `${before}${masked(value)}`);
}
