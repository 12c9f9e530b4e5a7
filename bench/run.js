// Runs every benchmark and prints one table; --json prints the rows, --only NAME runs one, --seconds N bounds each.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
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
  },
});
const say = (text) => (values.json ? undefined : console.log(text));
const seconds = Number(values.seconds);
if (!(seconds > 0 && seconds <= 600))
  throw new Error(`--seconds: a number up to 600 (got ${values.seconds})`);

const BENCHES = {
  signing: async () => (await import("./signing.js")).signingBench({ seconds }),
  calls: async () => (await import("./calls.js")).callsBench({ seconds }),
  plan: async () => (await import("./plan.js")).planBench(),
  webhook: async () => (await import("./webhook.js")).webhookBench({ seconds }),
  store: async () => (await import("./store.js")).storeBench({ seconds }),
  pass: async () => (await import("./pass.js")).passBench(),
};

/** Programs to compare with are installed once, from a lock file of their own. */
function installPeers() {
  if (existsSync(join(here, "peers/node_modules/node-red"))) return;
  say("installing the programs to compare with (once) …");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], {
    cwd: join(here, "peers"),
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function print(rows) {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((key) => key !== "bench");
  const cells = [keys, ...rows.map((row) => keys.map((key) => String(row[key] ?? "")))];
  const widths = keys.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  for (const row of cells) {
    say(
      `  ${row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join("  ")}`,
    );
  }
}

if (!existsSync(join(here, "../dist/cli/curfew.js")))
  execFileSync(process.execPath, [join(here, "../scripts/build.js")]);
installPeers();
say(
  `Node ${process.version} on ${cpus().length} × ${cpus()[0]?.model}; medians of several rounds taken in turns.`,
);
say("ratio: Curfew's figure divided by the row's, so above 1 Curfew is faster.");
const all = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (values.only && values.only !== name) continue;
  say(`\n${name}`);
  const rows = await bench();
  print(rows);
  all.push(...rows);
}
if (values.json) console.log(JSON.stringify({ node: process.version, rows: all }));
process.exit(0);
