// Runs every benchmark and prints one table; --json prints the rows, --only NAME runs one, --seconds N bounds each.
// --tiny runs everything small and at once: its figures mean nothing, but a benchmark that broke shows.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    json: { type: "boolean" },
    only: { type: "string" },
    seconds: { type: "string", default: "10" },
    tiny: { type: "boolean" },
  },
});
const say = (text) => (values.json ? undefined : console.log(text));
const seconds = values.tiny ? 0.01 : Number(values.seconds);
if (!(seconds > 0 && seconds <= 600))
  throw new Error(`--seconds: a number up to 600 (got ${values.seconds})`);

const BENCHES = {
  signing: async (sizes) => (await import("./signing.js")).signingBench({ seconds, ...sizes }),
  calls: async (sizes) => (await import("./calls.js")).callsBench({ seconds, ...sizes }),
  plan: async (sizes) => (await import("./plan.js")).planBench(sizes),
  backtest: async (sizes) => (await import("./backtest.js")).backtestBench(sizes),
  webhook: async (sizes) => (await import("./webhook.js")).webhookBench({ seconds, ...sizes }),
  deliveries: async (sizes) => (await import("./deliveries.js")).deliveriesBench({ seconds, ...sizes }),
  chat: async (sizes) => (await import("./chat.js")).chatBench({ seconds, ...sizes }),
  sources: async (sizes) => (await import("./sources.js")).sourcesBench(sizes),
  store: async (sizes) => (await import("./store.js")).storeBench({ seconds, ...sizes }),
  pass: async (sizes) => (await import("./pass.js")).passBench(sizes),
  card: async (sizes) => (await import("./card.js")).cardBench(sizes),
  frames: async (sizes) => (await import("./frames.js")).framesBench(sizes),
  sweep: async (sizes) => (await import("./sweep.js")).sweepBench(sizes),
  functions: async (sizes) => (await import("./functions.js")).functionsBench(sizes),
  runtime: async (sizes) => (await import("./runtime.js")).runtimeBench(sizes),
};

/** A sweep over a large fleet takes a minute and more, so a run of everything plays it once. */
const USUAL = { sweep: { rounds: values.only === "sweep" ? 3 : 1 } };

const TINY = {
  signing: { sliceMs: 1, roundsMin: 1 },
  calls: { rounds: 1, operations: 4 },
  plan: { sizes: [100], rounds: 1 },
  backtest: { size: 60, days: 2, rounds: 1 },
  webhook: { rounds: 1, operations: 4, peers: false },
  deliveries: { rounds: 1, operations: 4 },
  chat: { rounds: 1, operations: 5 },
  sources: { rounds: 1, operations: 2 },
  store: { rounds: 1, warmUp: 1, entries: 2_000, queries: 4 },
  pass: { sizes: [20] },
  card: { size: 20, samples: 1 },
  frames: { sizes: [20], hours: 3 },
  sweep: { rounds: 1, size: 120, heapMb: null },
  functions: { samples: 1, rounds: 1, events: 20, invocations: 10, machines: 60, idleTicks: 2 },
  runtime: { rounds: 1, requests: 20, install: false },
};

/** What is measured through `dist` has to be the code as it is. */
function buildIfStale() {
  const built = join(here, "../dist/cli/curfew.js");
  const lib = join(here, "../lib");
  const changedMs = readdirSync(lib, { recursive: true }).map((file) => statSync(join(lib, file)).mtimeMs);
  if (existsSync(built) && statSync(built).mtimeMs >= Math.max(...changedMs)) return;
  say("building …");
  execFileSync(process.execPath, [join(here, "../scripts/build.js")]);
}

/** Programs to compare with are installed once, from a lock file of their own. */
function installPeers() {
  if (existsSync(join(here, "peers/node_modules/node-red"))) return;
  say("installing the programs to compare with (once) …");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], {
    cwd: join(here, "peers"),
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function shown(figure) {
  if (typeof figure !== "number" || Number.isInteger(figure)) return String(figure ?? "");
  return String(Number(figure.toFixed(2)));
}

/** Rows that measure different things have a `part`, and each part is a table of its own. */
function print(rows) {
  for (const part of new Set(rows.map((row) => row.part))) {
    if (part !== undefined) say(`  ${part}`);
    printTable(rows.filter((row) => row.part === part));
  }
}

function printTable(rows) {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (key) => key !== "bench" && key !== "part",
  );
  const cells = [keys, ...rows.map((row) => keys.map((key) => shown(row[key])))];
  const widths = keys.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  for (const row of cells) {
    say(
      `  ${row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join("  ")}`,
    );
  }
}

async function play([name, bench]) {
  const rows = await bench(values.tiny ? TINY[name] : USUAL[name]);
  say(`\n${name}`);
  print(rows);
  return rows;
}

async function playInTurn(benches) {
  const all = [];
  for (const bench of benches) all.push(...(await play(bench)));
  return all;
}

const benches = Object.entries(BENCHES).filter(([name]) => !values.only || values.only === name);
if (benches.length === 0) throw new Error(`--only: one of ${Object.keys(BENCHES).join(", ")}`);
buildIfStale();
if (!values.tiny) installPeers();
say(
  `Node ${process.version} on ${cpus().length} × ${cpus()[0]?.model}; medians of several rounds taken in turns.`,
);
say("ratio: Curfew's figure divided by the row's, so above 1 Curfew is faster.");
const rows = values.tiny ? (await Promise.all(benches.map(play))).flat() : await playInTurn(benches);
if (values.json) console.log(JSON.stringify({ node: process.version, rows }));
process.exit(0);
