// A signed webhook until its log row is durable, over ten connections: Curfew, a Node-RED flow that checks no signature
// and keeps no log, and a bare handler that only appends and fsyncs.
import { fork, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Pool } from "undici";
import { importTypeScript } from "../scripts/bundle-module.js";
import { inTurns, rowsOf } from "./measure.js";

const CONNECTIONS = 10;
const SECRET = "whsec_dGhpcyBzZWNyZXQgaXMgcHVibGlzaGVkLCBkbyBub3QgdXNlIGl0";

const CONFIG = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: bench, credentials: env:BENCH, endpoint: "http://127.0.0.1:9" }
store: sqlite:curfew.db
sources:
  budget: { scheme: standard-webhooks, secret: env:BUDGET_SECRET }
policies:
  never:
    on: { budget: nobody, at: 90% }
    resource: dev-server
    then: stop
`;

const NODE_RED_FLOW = [
  { id: "tab", type: "tab", label: "bench" },
  { id: "in", type: "http in", z: "tab", url: "/hook", method: "post", wires: [["out"]] },
  { id: "out", type: "http response", z: "tab", statusCode: "202", wires: [] },
];

function waitFor(child, pattern, stream) {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`no sign of ${pattern}: ${said}`)), 60_000);
    child[stream].on("data", (chunk) => {
      said += chunk;
      const match = pattern.exec(said);
      if (!match) return;
      clearTimeout(timer);
      resolve(match[1]);
    });
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${said}`)));
  });
}

/** Starts a server in a folder of its own. */
export async function startCurfew(folder, config, secrets) {
  writeFileSync(join(folder, "curfew.yaml"), config);
  const env = {
    PATH: process.env.PATH,
    ...secrets,
    BENCH_ACCESS_KEY: "EXAMPLE",
    BENCH_SECRET_KEY: "example",
  };
  const bin = fileURLToPath(new URL("../bin/curfew.js", import.meta.url));
  const child = spawn(process.execPath, [bin, "serve", "--port", "0"], {
    cwd: folder,
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const url = await waitFor(child, /listening on (http:\S+)/, "stderr");
  return { url, path: "/webhooks/budget", stop: () => child.kill("SIGKILL") };
}

async function startNodeRed(folder) {
  const entry = fileURLToPath(new URL("peers/node_modules/node-red/red.js", import.meta.url));
  if (!existsSync(entry)) return undefined;
  writeFileSync(join(folder, "flow.json"), JSON.stringify(NODE_RED_FLOW));
  writeFileSync(
    join(folder, "settings.js"),
    "module.exports = { uiHost: '127.0.0.1', disableEditor: true, logging: { console: { level: 'info' } }, telemetry: { enabled: false } };",
  );
  const port = 20_000 + (process.pid % 20_000);
  const child = spawn(
    process.execPath,
    [entry, "-s", join(folder, "settings.js"), "-u", folder, "-p", String(port), "flow.json"],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder },
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  await waitFor(child, /(Started flows)/, "stdout");
  return { url: `http://127.0.0.1:${port}`, path: "/hook", stop: () => child.kill("SIGKILL") };
}

async function startBare(folder) {
  const child = fork(new URL("append-server.js", import.meta.url), [join(folder, "bare.log")]);
  const { port } = await new Promise((resolve) => child.once("message", resolve));
  return { url: `http://127.0.0.1:${port}`, path: "/", stop: () => child.kill("SIGKILL") };
}

/** Requests are signed before the clock starts: measured is who receives, not who sends. */
async function signedRequests(count, offset) {
  const { signForTest } = await importTypeScript(
    `export { signForTest } from "./lib/sources/sign-event.ts";`,
  );
  return Array.from({ length: count }, (_, index) => {
    const timestamp = new Date().toISOString();
    const body = Buffer.from(
      JSON.stringify({
        type: "budget.alert",
        timestamp,
        data: { budget: "vision", at: 0.92, period: `p${offset + index}` },
      }),
    );
    const signed = signForTest("standard-webhooks", {
      body,
      secrets: [{ kind: "hmac", value: SECRET }],
      now: new Date(),
      deliveryId: `msg_${offset + index}`,
    });
    return { body, headers: { "content-type": "application/json", ...signed.headers } };
  });
}

async function load(server, requests) {
  const pool = new Pool(server.url, { connections: CONNECTIONS });
  const queue = requests.values();
  const worker = async () => {
    for (const { body, headers } of queue) {
      const answer = await pool.request({ method: "POST", path: server.path, headers, body });
      await answer.body.dump();
      if (answer.statusCode !== 202)
        throw new Error(`${server.url}${server.path} answered ${answer.statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  await pool.close();
}

/** @returns rows with webhooks per second; `ratio` is Curfew's figure divided by the row's */
export async function webhookBench({
  seconds,
  rounds = 7,
  operations = Math.max(200, Math.round(seconds * 60)),
  peers = true,
}) {
  const folder = mkdtempSync(join(tmpdir(), "curfew-bench-"));
  const servers = {
    curfew: await startCurfew(folder, CONFIG, { BUDGET_SECRET: SECRET }),
    "node:http append + fsync": await startBare(folder),
  };
  const nodeRed = peers ? await startNodeRed(folder) : undefined;
  if (nodeRed) servers["node-red 4, no signature, no log"] = nodeRed;
  try {
    let offset = 0;
    const works = {};
    for (const [name, server] of Object.entries(servers)) {
      const prepared = [];
      for (let round = 0; round <= rounds; round += 1) {
        const count = round === 0 ? Math.ceil(operations / 4) : operations;
        prepared.push(await signedRequests(count, offset));
        offset += count;
      }
      works[name] = () => load(server, prepared.shift());
    }
    return rowsOf(
      "signed webhook to durable row",
      `${CONNECTIONS} connections`,
      await inTurns(works, { rounds, operations }),
    );
  } finally {
    for (const server of Object.values(servers)) server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
