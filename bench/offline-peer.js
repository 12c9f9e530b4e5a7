// serverless-offline, which the local runtime is measured beside: installed by name into the user's cache folder, outside
// of the project, because it is no dependency of anything here; osls is the `serverless` that it runs in.
import { execFile, spawn } from "node:child_process";
import { existsSync, openSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { promisify } from "node:util";

const OFFLINE = "14.8.2";
const OSLS = "4.3.1";

/** As it stands in the table. */
export const OFFLINE_NAME = `serverless-offline ${OFFLINE}`;

const INSTALL_MS = 300_000;

function cacheFolder() {
  const given = process.env.XDG_CACHE_HOME;
  // A relative one is to be ignored (XDG Base Directory Specification).
  const base = given !== undefined && isAbsolute(given) ? given : join(homedir(), ".cache");
  return join(base, "curfew", `serverless-offline-${OFFLINE}-osls-${OSLS}`);
}

async function npmInstall(folder) {
  writeFileSync(join(folder, "package.json"), `{ "name": "curfew-bench-offline", "private": true }\n`);
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-update-notifier", "--fetch-retries=1"];
  const wanted = [`serverless-offline@${OFFLINE}`, `serverless@npm:osls@${OSLS}`];
  await promisify(execFile)("npm", ["install", "--save-exact", ...quiet, ...wanted], {
    cwd: folder,
    timeout: INSTALL_MS,
  });
}

/**
 * The folder that holds it, installed there if need be and wanted; or why it is not there.
 * @returns {Promise<{ folder: string } | { why: string }>}
 */
export async function offlinePeer({ install }) {
  const folder = cacheFolder();
  if (existsSync(join(folder, "node_modules/serverless-offline"))) return { folder };
  if (!install) return { why: "left out: not installed, and a small run installs nothing" };
  await mkdir(dirname(folder), { recursive: true });
  // Beside the final place, so that a broken installation is never taken for a whole one.
  const fresh = await mkdtemp(`${folder}.`);
  try {
    await npmInstall(fresh);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
    return { folder };
  } catch (error) {
    // What npm prints names the registry: only its error codes are repeated.
    const codes = [...(error.stderr ?? "").matchAll(/npm (?:error|ERR!) code (\S+)/g)].map(
      ([, code]) => code,
    );
    return {
      why: `left out: npm could not install it (${codes.join(", ") || error.message.split("\n")[0]})`,
    };
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** A port that was free a moment ago: it takes none by itself. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const SERVICE = `service: bench
provider: { name: aws, runtime: nodejs20.x, region: eu-central-1 }
plugins: [serverless-offline]
functions: { echo: { handler: index.handler } }
`;

/** Starts it in `codeFolder`, as it comes: worker threads, a log line for each call, which goes to a file. */
export async function startOffline(codeFolder, folder) {
  writeFileSync(join(codeFolder, "serverless.yml"), SERVICE);
  if (!existsSync(join(codeFolder, "node_modules")))
    symlinkSync(join(folder, "node_modules"), join(codeFolder, "node_modules"));
  const port = await freePort();
  const log = join(codeFolder, "offline.log");
  const out = openSync(log, "w");
  const program = join(folder, "node_modules/serverless/bin/serverless.js");
  const args = ["offline", "start", "--host", "127.0.0.1", "--lambdaPort", String(port)];
  const child = spawn(process.execPath, [program, ...args], {
    cwd: codeFolder,
    env: {
      PATH: process.env.PATH,
      HOME: codeFolder,
      SLS_TELEMETRY_DISABLED: "1",
      SLS_NOTIFICATIONS_MODE: "off",
    },
    stdio: ["ignore", out, out],
  });
  return {
    url: `http://127.0.0.1:${port}/2015-03-31/functions/bench-dev-echo/invocations`,
    child,
    said: () => readFileSync(log, "utf8").slice(-500),
    stop: () => child.kill("SIGKILL"),
  };
}
