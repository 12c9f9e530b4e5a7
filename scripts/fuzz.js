// Forges deliveries of every source, reads texts as if somebody had said them in a chat, and makes links and sealed replies up: `--inputs N`, `--seed S`, `--json` for one object. As many processes as processors.
import { fork } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { importTypeScript } from "./bundle-module.js";

const script = fileURLToPath(import.meta.url);
const examplesFile = join(dirname(script), "../test/vectors/inbound-examples.json");

async function work() {
  const { playFuzz } = await importTypeScript(`export { playFuzz } from "./test/fuzz/play-fuzz.ts";`);
  process.once("message", async (options) => {
    process.send(await playFuzz({ ...options, examplesFile }));
    process.disconnect();
  });
  process.send("ready");
}

function play(options) {
  return new Promise((resolve, reject) => {
    const child = fork(script, ["--worker"]);
    let result;
    child.on("message", (message) => {
      if (message === "ready") child.send(options);
      else result = message;
    });
    // Not "exit" alone: what a process said last may arrive after it has ended.
    Promise.all([once(child, "exit"), once(child, "disconnect")]).then(
      ([[code]]) => (result ? resolve(result) : reject(new Error(`a process ended with ${code}`))),
      reject,
    );
  });
}

const sum = (results, key) => {
  const totals = {};
  for (const result of results)
    for (const [name, count] of Object.entries(result[key])) totals[name] = (totals[name] ?? 0) + count;
  return totals;
};

async function main() {
  const { values } = parseArgs({
    options: {
      inputs: { type: "string", default: "1000000" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      json: { type: "boolean", default: false },
    },
  });
  const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
  if (!Number.isInteger(inputs) || inputs < 1 || !Number.isInteger(seed))
    throw new Error("--inputs and --seed: whole numbers, at least one input");
  const started = Date.now();
  const workers = Math.max(1, Math.min(cpus().length, 8));
  const results = await Promise.all(
    Array.from({ length: workers }, (_, index) =>
      play({ seed: seed + index * 1_000_003, inputs: Math.ceil(inputs / workers) }),
    ),
  );
  const total = {
    tried: results.reduce((all, { tried }) => all + tried, 0),
    ...{
      perSource: sum(results, "perSource"),
      perForger: sum(results, "perForger"),
      codes: sum(results, "codes"),
    },
    texts: results.reduce((all, { texts }) => all + texts, 0),
    commands: results.reduce((all, { commands }) => all + commands, 0),
    tokens: results.reduce((all, { tokens }) => all + tokens, 0),
    broken: results.flatMap(({ broken }) => broken),
  };
  const seconds = (Date.now() - started) / 1_000;
  if (values.json) console.log(JSON.stringify({ seed, seconds, ...total }));
  else {
    console.log(`seed ${seed}: ${total.tried} forged deliveries in ${seconds.toFixed(0)} s`);
    for (const title of ["perSource", "perForger", "codes"])
      for (const [name, count] of Object.entries(total[title]))
        console.log(`${String(count).padStart(9)}  ${name}`);
    console.log(`${String(total.texts).padStart(9)}  texts of chats, ${total.commands} of them commands`);
    console.log(`${String(total.tokens).padStart(9)}  links and sealed replies`);
    for (const line of total.broken) console.log(`BROKEN  ${line}`);
    console.log(`${total.broken.length} let in or thrown`);
  }
  process.exitCode = total.broken.length === 0 && total.tried >= inputs ? 0 : 1;
}

await (process.argv[2] === "--worker" ? work() : main());
