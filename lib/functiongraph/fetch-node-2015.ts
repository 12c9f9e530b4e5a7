import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { AutomationError } from "../domain/errors.ts";
import {
  findNode2015,
  NODE_2015,
  type NodeCacheOptions,
  nodeCacheFolder,
  nodePathIn,
  runsNode2015,
} from "./find-node-2015.ts";
import { nodeVersionOf } from "./node-version.ts";

const run = promisify(execFile);

/** How it is fetched. */
export interface FetchNodeOptions extends NodeCacheOptions {
  /** The npm client, which knows its registry. Default: `npm` on the path. */
  readonly npm?: string;
  /** Default: 180,000. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS_DEFAULT = 180_000;
const OUTPUT_BYTES_MAX = 1_048_576;

async function install(npm: string, folder: string, timeoutMs: number): Promise<void> {
  const wanted = `${NODE_2015.package}@${NODE_2015.version}`;
  const quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--no-update-notifier"];
  try {
    await run(npm, ["install", "--prefix", folder, ...quiet, "--fetch-retries=1", wanted], {
      cwd: folder,
      timeout: timeoutMs,
      maxBuffer: OUTPUT_BYTES_MAX,
    });
  } catch (error) {
    const { stderr = "", message } = error as Error & { stderr?: string };
    // What npm prints names the registry, and with it perhaps how to log in there: only its error codes are repeated.
    const codes = [...stderr.matchAll(/npm (?:error|ERR!) code (\S+)/g)].map(([, code]) => code);
    const why = codes.length > 0 ? codes.join(", ") : message.split("\n")[0];
    throw new AutomationError("unavailable", `npm could not fetch ${wanted}: ${why}`, {
      cause: error,
      details: { retryable: true },
    });
  }
}

/**
 * Fetches Node.js 20.15.1 with npm, as npm is configured here, into a cache folder outside of the project; answers its
 * path. What is there already is kept. Throws `not-supported` where the binary does not run, and `unavailable` when npm
 * does not get it.
 */
export async function fetchNode2015(options: FetchNodeOptions = {}): Promise<string> {
  if (!runsNode2015()) {
    throw new AutomationError(
      "not-supported",
      `Node.js ${NODE_2015.version} is only fetched for ${NODE_2015.platform} ${NODE_2015.arch}, and this is ` +
        `${process.platform} ${process.arch}; install it otherwise and give its path`,
    );
  }
  const found = await findNode2015(options);
  if (found !== undefined) return found;
  const folder = nodeCacheFolder(options);
  await mkdir(dirname(folder), { recursive: true });
  // Beside the final place, so that two who fetch at once cannot see half of each other's.
  const fresh = await mkdtemp(`${folder}.`);
  try {
    await install(options.npm ?? "npm", fresh, options.timeoutMs ?? TIMEOUT_MS_DEFAULT);
    const version = await nodeVersionOf(nodePathIn(fresh));
    if (version !== NODE_2015.version)
      throw new AutomationError(
        "unavailable",
        `npm fetched Node.js ${version} instead of ${NODE_2015.version}`,
      );
    // A broken one may be in the way; a good one may have come in the meantime, and is replaced by its equal.
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return nodePathIn(folder);
}
