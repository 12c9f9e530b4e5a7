// What one webhook costs from its bytes to its last durable entry, without the HTTP around it: a delivery that comes
// again after its run has ended, and a first one that nothing has to be done for. Beside each stands the least that
// durable can mean with the same driver: one row, inserted and fsynced.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { importTypeScript } from "../scripts/bundle-module.js";
import { inTurns, rowsOf } from "./measure.js";

const SECRET = "whsec_dGhpcyBzZWNyZXQgaXMgcHVibGlzaGVkLCBkbyBub3QgdXNlIGl0";
const BARE = "bare libsql: INSERT of one row, fsync";

const CONFIG = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: bench, credentials: env:BENCH, endpoint: "http://127.0.0.1:9" }
store: memory
sources:
  budget: { scheme: standard-webhooks, secret: env:BUDGET_SECRET }
policies:
  never: { on: { budget: nobody, at: 90% }, resource: dev-server, then: stop }
`;

const MODULES = `
  export { createWebhookEndpoint } from "./lib/adapters/web/webhook-endpoint.ts";
  export { composeNode } from "./lib/compose/node.ts";
  export { resolveSources } from "./lib/compose/webhook-sources.ts";
  export { loadConfig } from "./lib/config/load-config.ts";
  export { readPause } from "./lib/shell/read-pause.ts";
  export { SCHEMES } from "./lib/sources/schemes.ts";
  export { signForTest } from "./lib/sources/sign-event.ts";
  export { openSqliteStore } from "./lib/stores/sqlite/open-sqlite-store.ts";
`;

async function openHost(modules, path) {
  const schemes = modules.SCHEMES.map(({ id }) => id);
  const readFile = async () => "";
  const loaded = await modules.loadConfig({ text: CONFIG, path: "bench.yaml", readFile, schemes });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  const variables = { BENCH_ACCESS_KEY: "EXAMPLE", BENCH_SECRET_KEY: "example", BUDGET_SECRET: SECRET };
  const env = (name) => variables[name];
  const store = await modules.openSqliteStore({ path, logKey: "example-log-key" });
  const host = modules.composeNode({ config: loaded.config, env, readFile, store });
  const refused = (why) => {
    throw new Error(JSON.stringify(why));
  };
  const endpoint = modules.createWebhookEndpoint({
    sources: modules.resolveSources(loaded.config, env),
    accept: host.accept,
    readPause: () => modules.readPause(store),
    now: () => new Date(),
    onAccepted: () => {},
    onRefused: refused,
    onFailure: (error) => {
      throw error;
    },
  });
  return { host, endpoint };
}

/** Requests are signed before the clock starts: measured is who receives, not who sends. */
function signedRequest({ signForTest }, index) {
  const timestamp = new Date().toISOString();
  const data = { budget: "vision", at: 0.92, period: `p${index}` };
  const body = Buffer.from(JSON.stringify({ type: "budget.alert", timestamp, data }));
  const { headers } = signForTest("standard-webhooks", {
    body,
    secrets: [{ kind: "hmac", value: SECRET }],
    now: new Date(),
    deliveryId: `msg_${index}`,
  });
  const path = "/webhooks/budget";
  return {
    method: "POST",
    path,
    query: {},
    headers: { "content-type": "application/json", ...headers },
    body,
  };
}

/** The same durability as the store's, one table, no index beside its key. */
function bareInserts(path) {
  const database = new Database(path);
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16000; CREATE TABLE deliveries (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT",
  );
  const insert = database.prepare("INSERT INTO deliveries (body) VALUES (?)");
  return {
    insert: (body, count) => {
      for (let done = 0; done < count; done += 1) insert.run([body]);
    },
    close: () => database.close(),
  };
}

async function answered(endpoint, request, status) {
  const answer = await endpoint(request);
  if (answer.status !== status) throw new Error(`answered ${answer.status}: ${answer.body}`);
  return JSON.parse(answer.body);
}

/** The whole way of a delivery that comes for the first time: verified, taken in, decided, ended. */
async function playFirst({ host, endpoint }, request) {
  const { run } = await answered(endpoint, request, 202);
  const { status } = await host.advance(run);
  if (status !== "finished") throw new Error(`the run is ${status}`);
}

async function times(count, work) {
  for (let done = 0; done < count; done += 1) await work();
}

/**
 * @param {{ seconds?: number, rounds?: number, operations?: number }} options
 * @returns {Promise<object[]>} deliveries (or rows) per second; `ratio` is Curfew's figure divided by the row's
 */
export async function deliveriesBench({
  seconds = 10,
  rounds = 9,
  operations = Math.max(50, Math.round(seconds * 20)),
} = {}) {
  const modules = await importTypeScript(MODULES);
  const folder = mkdtempSync(join(tmpdir(), "curfew-bench-"));
  const opened = await openHost(modules, join(folder, "curfew.db"));
  const bare = bareInserts(join(folder, "bare.db"));
  const { host, endpoint } = opened;
  const known = signedRequest(modules, 0);
  await playFirst(opened, known);
  const { outcome, run } = await answered(endpoint, known, 200);
  if (outcome !== "finished") throw new Error(`the duplicate is ${outcome}`);
  const { event } = await host.ports.store.read(run);
  const count = operations * (rounds + 1);
  const fresh = Array.from({ length: count }, (_, index) => signedRequest(modules, index + 1)).values();
  const text = known.body.toString("utf8");
  const cases = {
    "again after its end: verify and accept": (n) => times(n, () => answered(endpoint, known, 200)),
    "again after its end: accept alone": (n) => times(n, () => host.accept(event)),
    "first, nothing to do: verify, accept, decide, end": (n) =>
      times(n, () => playFirst(opened, fresh.next().value)),
  };
  try {
    const rows = [];
    for (const [name, curfew] of Object.entries(cases)) {
      const contestants = { curfew, [BARE]: (n) => bare.insert(text, n) };
      rows.push(...rowsOf("webhook delivery", name, await inTurns(contestants, { rounds, operations })));
    }
    return rows;
  } finally {
    bare.close();
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
