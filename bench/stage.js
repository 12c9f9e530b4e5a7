// An emulated cloud and a host that drives it, on one clock that only the bench moves.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importTypeScript } from "../scripts/bundle-module.js";

const KEY = { accessKey: "EXAMPLEACCESSKEY0000", secretKey: "example-secret-key-0000000000000000000000" };

/** An invented price for whatever flavor there is. */
const PRICES = `version: 1
currency: EUR
source: invented
flavors: { modelarts.vm.cpu.8u: 0.42, modelarts.bm.gpu.v100NV32: 3.6 }
`;

/** Names of everything a bench may want of the code, so that it is bundled once. */
const PARTS = `
  export { startEmulator } from "./lib/emulator/start-emulator.ts";
  export { generateFleet } from "./lib/emulator/generate-fleet.ts";
  export { SAMPLE_PROJECTS } from "./lib/emulator/sample-fleet.ts";
  export { composeNode } from "./lib/compose/node.ts";
  export { tickEvent } from "./lib/compose/tick-event.ts";
  export { createMemoryStore } from "./lib/stores/memory/create-memory-store.ts";
  export { openSqliteStore } from "./lib/stores/sqlite/open-sqlite-store.ts";
  export { loadConfig } from "./lib/config/load-config.ts";
  export { SCHEMES } from "./lib/sources/schemes.ts";
  export { explainMachine } from "./lib/shell/explain-machine.ts";
  export { explainedView, showExplained } from "./lib/cli/show-explained.ts";
`;

/** Counts what the servers of this process answer, headers included, by the path that was asked for. */
function countAnswers() {
  const written = new WeakMap();
  let byPath = new Map();
  const onFinish = ({ request, socket }) => {
    const [path] = request.url.split("?");
    const bytes = socket.bytesWritten - (written.get(socket) ?? 0);
    written.set(socket, socket.bytesWritten);
    byPath.set(path, (byPath.get(path) ?? 0) + bytes);
  };
  subscribe("http.server.response.finish", onFinish);
  return {
    /** Bytes since it was last asked: of all answers of the cloud, and of those with metrics of notebooks. */
    take() {
      const counted = [...byPath].filter(([path]) => !path.startsWith("/_emulator/"));
      byPath = new Map();
      const sum = (pairs) => pairs.reduce((bytes, [, own]) => bytes + own, 0);
      return { all: sum(counted), aom: sum(counted.filter(([path]) => path.endsWith("/query_range"))) };
    },
    close: () => unsubscribe("http.server.response.finish", onFinish),
  };
}

/**
 * Opens the stage. `rest` is what the config says beside its target; `store` makes the store from the code and a folder.
 * `startMs` is where the clock stands, the real time unless given: another process can only sign by the real one.
 */
export async function openStage({
  size,
  rest,
  kinds,
  startMs = Date.now(),
  store = (code) => code.createMemoryStore(),
}) {
  const code = await importTypeScript(PARTS);
  const clock = { nowMs: startMs };
  const fleet = code.generateFleet({ seed: 1, size, ...(kinds ? { kinds } : {}) });
  const answers = countAnswers();
  const emulator = await code.startEmulator({ credentials: [KEY], fleet, now: () => clock.nowMs });
  const text = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${code.SAMPLE_PROJECTS.huaweicloud}, credentials: env:B, endpoint: "${emulator.url}", prices: prices.yaml }
store: sqlite:curfew.db
owners: [{ name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-' }]
${rest}`;
  const loaded = await code.loadConfig({
    ...{ text, path: "bench.yaml" },
    readFile: async () => PRICES,
    schemes: code.SCHEMES.map(({ id }) => id),
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  const folder = mkdtempSync(join(tmpdir(), "curfew-bench-"));
  writeFileSync(join(folder, "curfew.yaml"), text);
  writeFileSync(join(folder, "prices.yaml"), PRICES);
  const env = { B_ACCESS_KEY: KEY.accessKey, B_SECRET_KEY: KEY.secretKey };
  const opened = await store(code, folder);
  const host = code.composeNode({
    ...{ config: loaded.config, store: opened, now: () => clock.nowMs },
    env: (name) => env[name],
    readFile: async () => "",
  });
  return {
    ...{ code, clock, host, fleet, folder, env, store: opened, emulator },
    /** One clock slot and one pass over it. */
    async tick(sinceMs = clock.nowMs - 600_000) {
      const accepted = await host.tick(clock.nowMs, sinceMs);
      if (accepted) await host.advance(accepted.run);
    },
    /** Calls since it was last asked. */
    async calls() {
      const counted = await (await fetch(`${emulator.url}/_emulator/calls`)).json();
      await fetch(`${emulator.url}/_emulator/calls`, { method: "DELETE" });
      return Object.values(counted).reduce((sum, count) => sum + count, 0);
    },
    /** Bytes of the cloud's answers since it was last asked. */
    bytes: answers.take,
    async close() {
      answers.close();
      await host.close();
      await emulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
