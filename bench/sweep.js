// One clock tick with an idle policy over a large fleet of running notebooks, through the emulator's real HTTP. The
// emulator has a process of its own, and so has every contestant, for its memory. Beside the sweep stands the bare
// client, which only reads what the sweep has to read.
import { fork } from "node:child_process";
import { once } from "node:events";
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

/** Runs one contestant in a fresh process and answers what it sent before it ended; `null`: its heap was too small. */
function play(contestant, { heapMb, ...given }) {
  const child = fork(
    fileURLToPath(new URL("sweep-contestant.js", import.meta.url)),
    [JSON.stringify({ contestant, project: PROJECT, key: KEY, startedMs, ...given })],
    heapMb ? { execArgv: [`--max-old-space-size=${heapMb}`], silent: true } : {},
  );
  return new Promise((resolve, reject) => {
    let told;
    child.on("message", (message) => {
      told = message;
      if (contestant === "emulator") resolve({ ...message, stop: () => child.disconnect() });
    });
    child.once("error", reject);
    // Not "exit": what a process said last may arrive after it has ended.
    Promise.all([once(child, "exit"), once(child, "disconnect")]).then(([[code, signal]]) => {
      if (code === 0 && told) resolve(told);
      else if (heapMb && isOutOfMemory(code, signal)) resolve(null);
      else reject(new Error(`${contestant} ended with ${code ?? signal}`));
    }, reject);
  });
}

/** V8 ends the process by abort(). */
function isOutOfMemory(code, signal) {
  return signal === "SIGABRT" || code === 134;
}

/** The emulator's own count of the calls that a contestant made, by what they were for. */
async function counted(url, work) {
  await fetch(`${url}/_emulator/calls`, { method: "DELETE" });
  const figures = await work();
  if (figures === null) return null;
  const calls = await (await fetch(`${url}/_emulator/calls`)).json();
  const { ListAllNotebooks: lists = 0, ListNotebookFlavors: flavors = 0, QueryRange: metrics = 0 } = calls;
  const all = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return { ...figures, calls: all, lists, flavors, metrics, others: all - lists - flavors - metrics };
}

async function playRound({ url, files, heapMb }) {
  const folder = mkdtempSync(join(tmpdir(), "curfew-bench-"));
  const client = { url, module: files.client };
  const tick = { url, module: files.curfew, folder, log: "curfew.db" };
  const bound = { ...tick, log: "bound.db", heapMb };
  const contestants = {
    "bare client: pages, thrown away": () => play("pages", client),
    "bare client: pages, kept": () => play("pages", { ...client, keep: true }),
    "bare client: pages and metrics, thrown away": () => play("metrics", client),
    "curfew, first tick": () => play("tick", tick),
    "curfew, next tick": () => play("tick", tick),
    ...(heapMb && {
      [`curfew, first tick, heap bound to ${heapMb} MB`]: () => play("tick", bound),
      [`curfew, next tick, heap bound to ${heapMb} MB`]: () => play("tick", bound),
    }),
  };
  const played = {};
  try {
    for (const [name, work] of Object.entries(contestants)) played[name] = await counted(url, work);
    return played;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowOf(name, played, paging) {
  const rounds = played.map((round) => round[name]);
  if (rounds.includes(null)) return { name, outcome: "out of memory" };
  const middle = (figure) => median(rounds.map((round) => round[figure]));
  const seconds = (figure) => Number((middle(figure) / 1_000).toFixed(1));
  const timesPaging = median(played.map((round) => round[name].ms / round[paging].ms));
  const [{ calls, lists, flavors, metrics, others }] = rounds;
  return {
    name,
    seconds: seconds("ms"),
    listing: seconds("listMs"),
    measuring: seconds("measureMs"),
    timesPaging: Number(timesPaging.toFixed(1)),
    peakMb: Math.round(middle("peakMb")),
    ...{ calls, lists, flavors, metrics, others },
  };
}

/**
 * V8 uses as much memory as it is given, so the sweep is also played with a bound on its heap.
 *
 * @param {{ size?: number, rounds?: number, heapMb?: number | null }} options `heapMb`: that bound; `null`: not played
 * @returns {Promise<object[]>} seconds in all, and of them in listing and in measuring; peak memory of the process;
 *   calls by what they were for. `timesPaging`: how many times as long as the bare client that only pages
 */
export async function sweepBench({ size = 100_000, rounds = 3, heapMb = 150 } = {}) {
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
