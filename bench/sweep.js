// One clock tick with an idle policy over a large fleet of running notebooks, through the emulator's real HTTP. The
// emulator has a process of its own, and so has every contestant, for its memory. Beside the sweep stands the bare
// client, which only reads what the sweep has to read.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleFile } from "./bundle-file.js";
import { median } from "./measure.js";

const PROJECT = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
const KEY = { accessKey: "EXAMPLEACCESSKEY0000", secretKey: "example-secret-key-0000000000000000000000" };

const MODULES = {
  emulator: `
    export { startEmulator } from "./lib/emulator/start-emulator.ts";
    export { generateFleet } from "./lib/emulator/generate-fleet.ts";
  `,
  client: `
    export { createModelArtsClient } from "./lib/clients/modelarts/client.ts";
    export { staticCredentials } from "./lib/clients/credentials.ts";
  `,
  curfew: `
    export { composeNode } from "./lib/compose/node.ts";
    export { loadConfig } from "./lib/config/load-config.ts";
    export { SCHEMES } from "./lib/sources/schemes.ts";
    export { openSqliteStore } from "./lib/stores/sqlite/open-sqlite-store.ts";
  `,
};

const startedMs = Date.now();

/** Runs one contestant in a fresh process and answers what it sent before it ended. */
function play(contestant, given, execArgv = []) {
  const child = fork(
    fileURLToPath(new URL("sweep-contestant.js", import.meta.url)),
    [JSON.stringify({ contestant, project: PROJECT, key: KEY, startedMs, ...given })],
    { execArgv },
  );
  return new Promise((resolve, reject) => {
    let told;
    child.on("message", (message) => {
      told = message;
      if (contestant === "emulator") resolve({ ...message, stop: () => child.disconnect() });
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0 && told) resolve(told);
      else reject(new Error(`${contestant} ended with ${code}`));
    });
  });
}

/** The emulator's own count of the calls that a contestant made, by what they were for. */
async function counted(url, work) {
  await fetch(`${url}/_emulator/calls`, { method: "DELETE" });
  const figures = await work();
  const calls = await (await fetch(`${url}/_emulator/calls`)).json();
  const { ListAllNotebooks: lists = 0, ListNotebookFlavors: flavors = 0, QueryRange: metrics = 0 } = calls;
  const all = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return { ...figures, calls: all, lists, flavors, metrics, others: all - lists - flavors - metrics };
}

async function playRound({ url, files, heapMb }) {
  const folder = mkdtempSync(join(tmpdir(), "curfew-bench-"));
  const client = { url, module: files.client };
  const tick = { url, module: files.curfew, folder };
  const bound = [`--max-old-space-size=${heapMb}`];
  try {
    return {
      "bare client: pages, thrown away": await counted(url, () => play("pages", client)),
      "bare client: pages, kept": await counted(url, () => play("pages", { ...client, keep: true })),
      "bare client: pages and metrics, thrown away": await counted(url, () => play("metrics", client)),
      "curfew, first tick": await counted(url, () => play("tick", { ...tick, log: "curfew.db" })),
      "curfew, next tick": await counted(url, () => play("tick", { ...tick, log: "curfew.db" })),
      [`curfew, first tick, heap bound to ${heapMb} MB`]: await counted(url, () =>
        play("tick", { ...tick, log: "bound.db" }, bound),
      ),
      [`curfew, next tick, heap bound to ${heapMb} MB`]: await counted(url, () =>
        play("tick", { ...tick, log: "bound.db" }, bound),
      ),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowOf(name, played, paging) {
  const middle = (figure) => median(played.map((round) => round[name][figure]));
  const [{ calls, lists, flavors, metrics, others }] = played.map((round) => round[name]);
  const timesPaging = median(played.map((round) => round[name].ms / round[paging].ms));
  return {
    name,
    seconds: Number((middle("ms") / 1_000).toFixed(1)),
    listing: Number((middle("listMs") / 1_000).toFixed(1)),
    measuring: Number((middle("measureMs") / 1_000).toFixed(1)),
    timesPaging: Number(timesPaging.toFixed(1)),
    peakMb: Math.round(middle("peakMb")),
    ...{ calls, lists, flavors, metrics, others },
  };
}

/**
 * @param {{ size?: number, rounds?: number, heapMb?: number }} options `heapMb`: the bound of the contestants that
 *   have one
 * @returns {Promise<object[]>} seconds in all, and of them in listing and in measuring; peak memory of the process;
 *   calls by what they were for. `timesPaging`: how many times as long as the bare client that only pages
 */
export async function sweepBench({ size = 100_000, rounds = 3, heapMb = 200 } = {}) {
  const bundles = Object.fromEntries(
    await Promise.all(Object.entries(MODULES).map(async ([name, text]) => [name, await bundleFile(text)])),
  );
  const files = Object.fromEntries(Object.entries(bundles).map(([name, { file }]) => [name, file]));
  let emulator;
  try {
    emulator = await play("emulator", { module: files.emulator, size });
    const played = [];
    for (let round = 0; round < rounds; round += 1) {
      played.push(await playRound({ url: emulator.url, files, heapMb }));
    }
    const [paging, ...others] = Object.keys(played[0]);
    return [paging, ...others].map((name) => ({
      bench: "sweep",
      case: `${size.toLocaleString("en")} notebooks`,
      ...rowOf(name, played, paging),
    }));
  } finally {
    emulator?.stop();
    for (const { remove } of Object.values(bundles)) remove();
  }
}
