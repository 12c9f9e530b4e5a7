// What a pass over 200 machines costs: API calls, and the time a function would run per month, from the emulator's own
// count. Money only from a price file, whose source is named.
import { readFileSync } from "node:fs";
import { importTypeScript } from "../scripts/bundle-module.js";

const MINUTES_PER_MONTH = 43_800;
const EVERY_MINUTES = 10;
/** Round trip to the cloud that every call is charged with; measured times on loopback would flatter. */
const CALL_MS = 120;

const POLICIES = `
policies:
  idle-notebooks: { on: { every: 10m }, resource: notebook, idle: 2h, then: stop }
  idle-servers: { on: { every: 10m }, resource: dev-server, idle: 2h, then: stop }
`;

/** @returns one row; `prices` may name a JSON file { source, currency, gbSecond, request } */
export async function passBench({ prices, size = 200 } = {}) {
  const {
    startEmulator,
    generateFleet,
    SAMPLE_PROJECTS,
    composeNode,
    createMemoryStore,
    loadConfig,
    SCHEMES,
    tickEvent,
  } = await importTypeScript(`
    export { startEmulator } from "./lib/emulator/start-emulator.ts";
    export { generateFleet } from "./lib/emulator/generate-fleet.ts";
    export { SAMPLE_PROJECTS } from "./lib/emulator/sample-fleet.ts";
    export { composeNode } from "./lib/compose/node.ts";
    export { tickEvent } from "./lib/compose/tick-event.ts";
    export { createMemoryStore } from "./lib/stores/memory/create-memory-store.ts";
    export { loadConfig } from "./lib/config/load-config.ts";
    export { SCHEMES } from "./lib/sources/schemes.ts";
  `);
  const key = { accessKey: "EXAMPLEACCESSKEY0000", secretKey: "example-secret-key-0000000000000000000000" };
  const emulator = await startEmulator({ credentials: [key], fleet: generateFleet({ seed: 1, size }) });
  const text = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${SAMPLE_PROJECTS.huaweicloud}, credentials: env:B, endpoint: "${emulator.url}" }
store: memory
owners: [{ name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-' }]${POLICIES}`;
  const loaded = await loadConfig({
    text,
    path: "bench.yaml",
    readFile: async () => "",
    schemes: SCHEMES.map(({ id }) => id),
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  const env = { B_ACCESS_KEY: key.accessKey, B_SECRET_KEY: key.secretKey };
  const host = composeNode({
    config: loaded.config,
    env: (name) => env[name],
    readFile: async () => "",
    store: createMemoryStore(),
  });
  const now = Date.now();
  const { run } = await host.accept(tickEvent(now, now - 600_000));
  const started = process.hrtime.bigint();
  await host.advance(run);
  const ms = Number(process.hrtime.bigint() - started) / 1e6;
  const counted = await (await fetch(`${emulator.url}/_emulator/calls`)).json();
  const calls = Object.values(counted.calls ?? counted).reduce(
    (sum, count) => sum + (typeof count === "number" ? count : 0),
    0,
  );
  await host.close();
  await emulator.close();
  const seconds = ((ms + calls * CALL_MS) / 1_000) * (MINUTES_PER_MONTH / EVERY_MINUTES);
  const row = {
    bench: "pass",
    case: `${size} machines, every 10 min`,
    name: "curfew",
    calls,
    functionSecondsPerMonth: Math.round(seconds),
    assumedMsPerCall: CALL_MS,
  };
  if (!prices) return [row];
  const list = JSON.parse(readFileSync(prices, "utf8"));
  const cost = seconds * 0.256 * list.gbSecond + (MINUTES_PER_MONTH / EVERY_MINUTES) * list.request;
  return [{ ...row, perMonth: `${cost.toFixed(2)} ${list.currency}`, source: list.source }];
}
