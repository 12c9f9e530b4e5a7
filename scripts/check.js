// Everything that can be said about the code without running its tests: format and lint, both type-checks, the
// arrows between layers, dead code, generated files that went stale, and whether the bundles load.
import { spawn } from "node:child_process";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const bin = (name) => join(root, "node_modules/.bin", name);
const node = (...args) => [process.execPath, ...args];

/** Name, what it guards, command. The build comes first: the last checks look at what it made. */
const CHECKS = [
  ["build", "what the package ships can be built", node("scripts/build.js")],
  ["format and lint", "Biome", [bin("biome"), "check", "--error-on-warnings", "."]],
  ["types", "the whole project", [bin("tsc"), "-p", "tsconfig.json"]],
  [
    "types of the pure layers",
    "no Node, no DOM in domain and core",
    [bin("tsc"), "-p", "tsconfig.core.json"],
  ],
  ["arrows", "who may import whom", [bin("depcruise"), "--output-type", "err", "lib", "functions"]],
  ["dead code", "nothing unused is kept", [bin("knip"), "--no-progress"]],
  ["schema", "curfew.schema.json is fresh", node("scripts/schema.js", "--check")],
  [
    "mutants",
    "every explained mutant's code still exists, docs/mutants.md is fresh",
    node("scripts/mutation.js", "--check"),
  ],
  [
    "actions",
    "docs/actions.md is fresh and every operation can be called",
    node("scripts/actions-doc.js", "--check"),
  ],
  ["emulator", "docs/emulator.md is fresh", node("scripts/emulator-doc.js", "--check")],
  [
    "functiongraph child",
    "the program of the local runtime is fresh",
    node("scripts/functiongraph-child.js", "--check"),
  ],
  ["tree", "no machine paths, addresses or secrets", node("scripts/check-tree.js")],
  ["bundles", "the command and every entry load", node("scripts/check-bundles.js")],
];

function run([name, guards, [command, ...args]]) {
  return new Promise((resolve) => {
    const started = process.hrtime.bigint();
    const child = spawn(command, args, { cwd: root, env: { ...process.env, FORCE_COLOR: "0" } });
    let output = "";
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) => resolve({ name, guards, ok: false, output: String(error), seconds: 0 }));
    child.on("close", (code) => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      resolve({ name, guards, ok: code === 0, output: output.trim(), seconds });
    });
  });
}

function report({ name, guards, ok, output, seconds }) {
  console.log(`${ok ? "ok  " : "FAIL"} ${name.padEnd(26)} ${seconds.toFixed(1).padStart(5)} s  ${guards}`);
  if (!ok) console.log(`${output.slice(0, 8_000).replace(/^/gm, "     ")}\n`);
}

const [build, ...rest] = CHECKS;
const results = [await run(build)];
report(results[0]);
const queue = [...rest];
const worker = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const result = await run(next);
    results.push(result);
    report(result);
  }
};
await Promise.all(Array.from({ length: Math.max(1, Math.min(3, cpus().length)) }, worker));

const failed = results.filter(({ ok }) => !ok).length;
console.log(`checks: ${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
