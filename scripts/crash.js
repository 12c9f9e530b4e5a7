// Kills real server processes with SIGKILL at random moments, lets a last one finish, and compares what the emulated
// cloud received with what the log says. `--kills N`, `--seed S`, `--stores N` side by side, `--json` for one object.
// The seed fixes every draw; what it meets still depends on the computer, as it is real processes that are killed.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { importTypeScript } from "./bundle-module.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const script = join(root, "bin/curfew.js");
const SETTLE_MS = 300_000;
const SHOWN_MAX = 20;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    stores: { type: "string", default: "3" },
    json: { type: "boolean" },
  },
});
const [kills, seed, stores] = [values.kills, values.seed, values.stores].map(Number);
if (![kills, seed, stores].every(Number.isInteger) || stores < 1 || kills < stores)
  throw new Error("--kills, --seed and --stores: whole numbers, and at least one kill for each store");

if (!existsSync(join(root, "dist/cli/curfew.js"))) {
  console.error(
    "dist/ is missing: the servers that are killed are what `npm ci` or `npm run prepare` builds",
  );
  process.exit(2);
}

const { playCrashes } = await importTypeScript(`export { playCrashes } from "./test/crash/play-crashes.ts";`);

if (!values.json) console.log(`seed ${seed}, ${kills} kills over ${stores} stores`);
const started = Date.now();
const total = await playCrashes({
  ...{ seed, kills, stores, script },
  settleMs: SETTLE_MS,
  onKill: (count) => {
    if (!values.json && process.stderr.isTTY) process.stderr.write(`\r${count}/${kills} `);
  },
});
const seconds = (Date.now() - started) / 1_000;
const violations = Object.values(total.violations).reduce((sum, list) => sum + list.length, 0);

if (values.json) {
  const counted = Object.entries(total.violations).map(([name, list]) => [name, list.length]);
  const failing = Object.values(total.violations).flat().slice(0, SHOWN_MAX);
  const complaints = { count: total.complaints.length, first: total.complaints.slice(0, SHOWN_MAX) };
  const outcome = { ...total, violations: Object.fromEntries(counted), complaints, failing };
  console.log(JSON.stringify({ seed, seconds, ...outcome }));
} else {
  const row = (count, text) => console.log(`  ${String(count).padStart(6)}  ${text}`);
  console.log(`${total.kills} kills in ${seconds.toFixed(0)} s`);
  for (const [moment, count] of Object.entries(total.moments)) row(count, moment);
  console.log("load");
  const { figures } = total;
  row(figures.events, `events in ${figures.deliveries} deliveries`);
  row(figures.runs, `runs with ${figures.entries} entries`);
  row(figures.effects, "effects in the cloud");
  row(total.callsLost, "calls died on the way with their sender");
  row(total.callsLate, "calls arrived when their sender was dead");
  row(figures.neverArrived, "once-only steps that the log says never arrived");
  row(`${(total.settledMs / 1_000).toFixed(0)} s`, "for the last server to bring everything to an end");
  row(total.endedAhead, "runs ended only by a clock put ahead, since a signature had to expire");
  row(figures.unknown, "steps wait for a person");
  row(total.complaints.length, "complaints of servers");
  console.log("violations");
  for (const [name, list] of Object.entries(total.violations)) row(list.length, name);
  for (const [name, list] of Object.entries(total.violations))
    for (const what of list.slice(0, SHOWN_MAX)) console.log(`${name}: ${what}`);
  for (const line of total.complaints.slice(0, SHOWN_MAX)) console.log(`complaint: ${line.slice(0, 400)}`);
}
if (total.kills < kills) console.error(`only ${total.kills} of ${kills} kills were made`);
process.exitCode = violations === 0 && total.kills >= kills ? 0 : 1;
