import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { AutomationError } from "../domain/errors.ts";

const run = promisify(execFile);

const ASK_TIMEOUT_MS = 10_000;

/** Version of a Node.js binary, such as `20.15.1`. Throws `usage` when it is none. */
export async function nodeVersionOf(node: string): Promise<string> {
  if (node === process.execPath) return process.versions.node;
  try {
    const { stdout } = await run(node, ["--version"], { timeout: ASK_TIMEOUT_MS });
    const version = /^v([0-9]+\.[0-9]+\.[0-9]+)/.exec(stdout)?.[1];
    if (version !== undefined) return version;
  } catch (error) {
    throw new AutomationError("usage", `node: ${node} cannot be started (${(error as Error).message})`, {
      cause: error,
      details: { field: "node" },
    });
  }
  throw new AutomationError("usage", `node: ${node} is no Node.js`, { details: { field: "node" } });
}

/**
 * Arguments that take from a newer Node.js what 20.15 has not: `require()` of ES modules, and taking a file for one by
 * its syntax. Both would let code pass here that fails there. 20.15 itself does not know the first one.
 */
export function nodeArguments(version: string): string[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const newer = major >= 22 || (major === 20 && minor >= 19);
  return newer ? ["--no-experimental-require-module", "--no-experimental-detect-module"] : [];
}
