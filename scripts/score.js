// A month of 1,000 machines under Curfew's defaults and everybody it is compared with: docs/score.md.
// `--seed N` plays one month, `--seeds N --from S` tells the spread over many, `--json` prints one object, `--write`
// puts the table into the document. `--machines` and `--days` make it smaller.
import { fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { importTypeScript } from "./bundle-module.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const DOCUMENT = join(root, "docs/score.md");
/** Seeds 1 to 50 were looked at while the rules were made; what is published was not. */
const FIRST_UNTUNED = 1001;
const MARKS = ["<!-- score: start -->", "<!-- score: end -->"];

function wholeNumber(name, value) {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name}: a whole number, 1 or more`);
  return number;
}

async function work() {
  const { playSeed } = await importTypeScript(`export { playSeed } from "./test/score/play-seed.ts";`);
  const prices = parse(readFileSync(join(root, "examples/prices.yaml"), "utf8"));
  process.on("message", async (piece) =>
    process.send({ rows: await playSeed({ ...piece, prices }), seed: piece.seed }),
  );
  process.send({ ready: true });
}

/** Plays every seed, as many at a time as there are processors. */
async function playAll(pieces, onDone) {
  const waiting = [...pieces];
  const played = new Map();
  const worker = () =>
    new Promise((resolve, reject) => {
      const child = fork(fileURLToPath(import.meta.url), ["--worker"]);
      const next = () => {
        const piece = waiting.shift();
        if (piece) child.send(piece);
        else child.kill();
      };
      child.on("message", ({ ready, rows, seed }) => {
        if (!ready) {
          played.set(seed, rows);
          onDone(played.size);
        }
        next();
      });
      child.on("exit", (code, signal) =>
        signal === "SIGTERM" || code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`)),
      );
    });
  await Promise.all(Array.from({ length: Math.min(pieces.length, Math.max(1, cpus().length)) }, worker));
  return pieces.map(({ seed }) => played.get(seed));
}

function print(rows) {
  const width = Math.max(...rows.map(({ name }) => name.length));
  console.log(`${"".padEnd(width)}  false stops  share of oracle   of money  starts  hours taken`);
  for (const { name, falseStops, shareOfOracle, moneyShareOfOracle, restarts, hoursTaken } of rows) {
    console.log(
      [
        name.padEnd(width),
        String(falseStops).padStart(11),
        `${(shareOfOracle * 100).toFixed(1)} %`.padStart(15),
        `${(moneyShareOfOracle * 100).toFixed(1)} %`.padStart(9),
        String(restarts).padStart(6),
        String(Math.round(hoursTaken)).padStart(11),
      ].join("  "),
    );
  }
}

function writeTable(table) {
  const text = readFileSync(DOCUMENT, "utf8");
  const [before, after] = [text.indexOf(MARKS[0]), text.indexOf(MARKS[1])];
  if (before < 0 || after < before) throw new Error(`${DOCUMENT} has lost its marks`);
  writeFileSync(DOCUMENT, `${text.slice(0, before + MARKS[0].length)}\n${table}\n${text.slice(after)}`);
}

async function main() {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      seeds: { type: "string" },
      from: { type: "string", default: String(FIRST_UNTUNED) },
      machines: { type: "string", default: "1000" },
      days: { type: "string", default: "30" },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  const size = { machines: wholeNumber("machines", values.machines), days: wholeNumber("days", values.days) };
  const many = values.seeds !== undefined;
  const from = many
    ? wholeNumber("from", values.from)
    : wholeNumber("seed", values.seed ?? String(FIRST_UNTUNED));
  const count = many ? wholeNumber("seeds", values.seeds) : 1;
  const pieces = Array.from({ length: count }, (_, index) => ({ seed: from + index, ...size }));
  const started = Date.now();
  const seeds = await playAll(pieces, (done) => {
    if (!values.json && process.stderr.isTTY) process.stderr.write(`\r${done}/${count} `);
  });
  const seconds = (Date.now() - started) / 1_000;
  if (!many) {
    const rows = seeds[0];
    if (values.json) console.log(JSON.stringify({ seed: from, ...size, seconds, rows }));
    else print(rows);
    return;
  }
  const { spread, markdown } = await importTypeScript(
    `export { spread, markdown } from "./test/score/spread.ts";`,
  );
  const rows = spread(seeds);
  const told = `Seeds ${from} to ${from + count - 1}, ${size.machines} machines, ${size.days} days. Smallest, **middle** and largest value.`;
  if (values.write) writeTable(`${told}\n\n${markdown(rows)}`);
  if (values.json) console.log(JSON.stringify({ seeds: count, from, ...size, seconds, rows }));
  else console.log(`${told}\n\n${markdown(rows)}\n\n${(seconds / count).toFixed(1)} s a seed.`);
}

await (process.argv[2] === "--worker" ? work() : main());
