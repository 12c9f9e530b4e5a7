import { readFileSync, statSync } from "node:fs";
import type { ReadVariable } from "./references.ts";

/** Longest secret that is read: a key set or a certificate is far below it. */
const SECRET_BYTES_MAX = 65_536;

/** The text of a secret's file without the line end that editors add; `undefined` for what is no such file. */
function secretIn(path: string): string | undefined {
  try {
    const found = statSync(path);
    if (!found.isFile() || found.size > SECRET_BYTES_MAX) return undefined;
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch {
    // Whoever asked names the reference in the error; why the file could not be read may tell a stranger what lies where.
    return undefined;
  }
}

/**
 * The environment, and files for references such as `file:/run/secrets/jira`: where containers and orchestrators put what
 * must not stand in an environment that every child inherits.
 */
export function withFileSecrets(env: ReadVariable): ReadVariable {
  return (name) => (name.startsWith("file:/") ? secretIn(name.slice("file:".length)) : env(name));
}
