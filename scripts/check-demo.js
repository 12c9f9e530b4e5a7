// Plays `curfew demo --json` and holds what it prints against what it promises: nothing but status entries, each run
// without gaps and ended once. It takes about 15 seconds, so it is no part of `npm test`.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const MS_MAX = 240_000;

const FIELDS = ["run", "seq", "at", "event", "policy", "resource", "action", "phase", "reason"];

/** Runs the demo to its end; it is killed when it takes far too long. */
function play() {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "bin/curfew.js"), "demo", "--json"], {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: MS_MAX,
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code: code ?? signal, stdout, stderr }));
  });
}

function problemsOf(line, index) {
  try {
    const entry = JSON.parse(line);
    const missing = FIELDS.filter((field) => entry[field] === undefined);
    return missing.length > 0 ? [`line ${index + 1}: without ${missing.join(", ")}`] : [];
  } catch {
    return [`line ${index + 1}: not JSON: ${line.slice(0, 120)}`];
  }
}

function problemsOfRun([run, entries]) {
  const gap = entries.find(({ seq }, index) => seq !== index + 1);
  const endings = entries.filter(({ phase }) => phase === "finished").length;
  return [
    ...(gap ? [`run ${run}: number ${gap.seq} is out of order`] : []),
    ...(endings === 1 ? [] : [`run ${run}: ${endings} terminal entries`]),
  ];
}

const { code, stdout, stderr } = await play();
const lines = stdout.split("\n").filter((line) => line !== "");
let problems = lines.flatMap(problemsOf);
if (problems.length === 0) {
  const runs = new Map();
  for (const entry of lines.map((line) => JSON.parse(line))) {
    runs.set(entry.run, [...(runs.get(entry.run) ?? []), entry]);
  }
  // Idle notebooks, the budget, the rebuild and three orders.
  if (runs.size !== 6) problems.push(`${runs.size} runs instead of 6`);
  problems.push(...[...runs].flatMap(problemsOfRun));
}
if (code !== 0) problems = [`it ended with ${code}`, stderr.trim(), ...problems];
for (const problem of problems) console.error(`curfew demo --json: ${problem}`);
if (problems.length === 0) console.log(`curfew demo --json: ${lines.length} status entries, nothing else`);
process.exitCode = problems.length === 0 ? 0 : 1;
