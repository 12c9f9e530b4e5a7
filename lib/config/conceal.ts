import type { ConfigPath } from "./diagnostic.ts";

const SECRET_KEYS: readonly string[] = ["secret", "password", "credentials", "tell", "token"];

/** Whether a value at this path may be a secret that somebody wrote down where a reference belongs. */
export function isConcealed(path: ConfigPath): boolean {
  return path.some((step) => SECRET_KEYS.includes(String(step)));
}

/** What may stand behind such a key and be shown: references, and the names of the other ways. */
const HARMLESS =
  /^(?:env:[A-Za-z_][A-Za-z0-9_]*|agency|profile(?::[^\s,}\]]+)?|[a-z]{1,20}:env:[A-Za-z_][A-Za-z0-9_]*|slack:#?[\w.-]+|email:[\w.+@-]+|smn:urn:[\w:-]+)$/;

/** `secret: VALUE` within a line, or a kind of secret, also inside `{ }`, in quotes or as a list. */
const ASSIGNMENT =
  /(?:secret|password|credentials|tell|token|hmac|(?:encrypt|reply|encoding-aes)-key)["']?\s*:\s*("[^"]*"|'[^']*'|\[[^\]]*\]|[^\s,}]+)?/gi;

function isHarmless(value: string): boolean {
  const parts = value.replace(/^\[|\]$/g, "").split(",");
  return parts.every((part) => HARMLESS.test(part.trim().replace(/^["']|["']$/g, "")));
}

/** A line of a config as it may be shown: it ends where a written-down secret seems to begin. */
export function concealSecrets(line: string): string {
  for (const match of line.matchAll(ASSIGNMENT)) {
    const [whole, value] = match;
    const end = match.index + whole.length;
    // What follows a reference must end the value, or the reference is only the beginning of something else.
    const complete = /^\s*(?:[,}\]#]|$)/.test(line.slice(end));
    if (value === undefined ? complete : isHarmless(value) && complete) continue;
    return `${line.slice(0, end - (value?.length ?? 0))}***`;
  }
  return line;
}
