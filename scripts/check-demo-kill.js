// Plays the demo's rebuild story several times side by side, its server killed at a random point each time, and holds
// what it leaves behind against what it promises: one reinstallation, one end, and an unbroken log. The demo itself
// compares the emulator's journal and the machine, and ends with 0 only when they agree. `--runs N`, `--seed S`.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const MS_MAX = 300_000;

/** The story takes about this long; the first points are where most happens in little time. */
const POINTS_MS = [
  [0, 250],
  [250, 2_000],
  [2_000, 7_000],
];

/** In a millisecond or two between two lines of the log a kill leaves what only a signature's end can tell. */
const DRAW_AGAIN = /play it again/;
const DRAWS_MAX = 3;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const [runs, seed] = [values.runs, values.seed].map(Number);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed))
  throw new Error("--runs and --seed: whole numbers");
if (!existsSync(join(root, "dist/cli/curfew.js"))) {
  console.error("dist/ is missing: `npm ci` or `npm run prepare` builds it");
  process.exit(2);
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
function seeded(start) {
  let state = start | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let hash = Math.imul(state ^ (state >>> 15), 1 | state);
    hash = (hash + Math.imul(hash ^ (hash >>> 7), 61 | hash)) ^ hash;
    return ((hash ^ (hash >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Plays the story once; it is killed when it takes far too long. */
function play(killAtMs) {
  return new Promise((resolve, reject) => {
    const args = [join(root, "bin/curfew.js"), "demo", "--json", "--story", "rebuild", "--kill-at", killAtMs];
    const child = spawn(process.execPath, args.map(String), {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: MS_MAX,
      killSignal: "SIGKILL",
    });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"])
      child[name].on("data", (chunk) => {
        said[name] += chunk;
      });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ ...said, code: code ?? signal }));
  });
}

function problemsOf(entries) {
  const count = (phase, action) =>
    entries.filter((entry) => entry.phase === phase && (!action || entry.action === action)).length;
  const gap = entries.find(({ seq }, index) => seq !== index + 1);
  const last = entries.at(-1);
  const checks = [
    [new Set(entries.map(({ run }) => run)).size === 1, "not exactly one run"],
    [!gap, `number ${gap?.seq} is out of order`],
    [
      count("submitting", "reinstall-os") === 1,
      `${count("submitting", "reinstall-os")} reinstallations sent`,
    ],
    [count("succeeded", "reinstall-os") === 1, "the reinstallation did not succeed once"],
    [count("finished") === 1, `${count("finished")} terminal entries`],
    [last?.phase === "finished" && last.reason === "done", `it ended with ${last?.phase} (${last?.reason})`],
  ];
  return checks.filter(([right]) => !right).map(([, what]) => what);
}

function parsed(stdout) {
  try {
    return stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

async function playAt(index) {
  const random = seeded(seed + index * 1_000_003);
  const [from, below] = POINTS_MS[index % POINTS_MS.length];
  for (let draw = 1; ; draw += 1) {
    const killAtMs = from + Math.floor(random() * (below - from));
    const started = Date.now();
    const { code, stdout, stderr } = await play(killAtMs);
    const seconds = ((Date.now() - started) / 1_000).toFixed(0);
    if (DRAW_AGAIN.test(stderr) && draw < DRAWS_MAX) {
      console.log(`killed after ${killAtMs} ms: between announcing and sending; another point is drawn`);
      continue;
    }
    const ended = code === 0 ? [] : [`it ended with ${code}: ${stderr.trim()}`];
    const problems = [...ended, ...problemsOf(parsed(stdout))];
    for (const problem of problems) console.error(`killed after ${killAtMs} ms: ${problem}`);
    if (problems.length === 0)
      console.log(`killed after ${killAtMs} ms: rebuilt once, ended once, ${seconds} s`);
    return problems.length;
  }
}

console.log(`the demo's rebuild story, killed at ${runs} random points, seed ${seed}`);
const problems = await Promise.all(Array.from({ length: runs }, (_, index) => playAt(index)));
process.exitCode = problems.every((count) => count === 0) ? 0 : 1;
