// Size of every built bundle, and how much longer a fresh process takes to import it than to import an empty handler.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { median } from "./measure.js";

const BUILT = fileURLToPath(new URL("../dist/functions", import.meta.url));
const BUNDLES = ["functiongraph", "lambda"].flatMap((platform) =>
  ["webhook", "schedule", "queue"].map((name) => `${platform}/${name}`),
);

const EMPTY = "exports.handler = async (event, context) => undefined;\n";
/** Times `require` alone: the start of Node itself is the same for everyone. */
const PROBE = `const cpu = process.cpuUsage();
const started = process.hrtime.bigint();
const { handler } = require(process.argv[2]);
const ns = process.hrtime.bigint() - started;
const { user, system } = process.cpuUsage(cpu);
if (typeof handler !== "function" || handler.length !== 2) throw new Error("no handler of two parameters");
process.stdout.write(JSON.stringify({ ms: Number(ns) / 1e6, cpuMs: (user + system) / 1e3 }));
`;

/** Copies, because a build elsewhere in the project takes `dist` away for a moment. */
function layOut(folder) {
  mkdirSync(join(folder, "empty"));
  writeFileSync(join(folder, "empty/index.js"), EMPTY);
  writeFileSync(join(folder, "probe.js"), PROBE);
  for (const name of BUNDLES) {
    for (const file of ["index.js", "curfew.config.json"]) {
      cpSync(join(BUILT, name, file), join(folder, name, file));
    }
  }
}

const ms = (figure) => Number(figure.toFixed(1));

/** @returns one row a bundle: bytes, gzipped bytes, milliseconds over the empty handler of the same round */
export async function bundleRows({ node, version, samples }) {
  const folder = mkdtempSync(join(tmpdir(), "curfew-bench-"));
  try {
    layOut(folder);
    const names = ["empty", ...BUNDLES];
    const timed = new Map(names.map((name) => [name, []]));
    const once = async (name) => {
      const { stdout } = await promisify(execFile)(node, [
        join(folder, "probe.js"),
        join(folder, name, "index.js"),
      ]);
      return JSON.parse(stdout);
    };
    // The first start of each reads the disk, which a platform that keeps the code close does not.
    for (const name of names) await once(name);
    for (let round = 0; round < samples; round += 1) {
      const order = round % 2 === 0 ? names : names.toReversed();
      for (const name of order) timed.get(name).push(await once(name));
    }
    const empty = timed.get("empty");
    return names.map((name) => {
      const bytes = readFileSync(join(folder, name, "index.js"));
      const taken = timed.get(name);
      return {
        bench: "functions",
        part: "bundles",
        case: "import",
        name,
        node: version,
        bytes: bytes.length,
        gzipBytes: gzipSync(bytes, { level: 9 }).length,
        importMs: ms(median(taken.map((sample) => sample.ms))),
        overEmptyMs: ms(median(taken.map((sample, round) => sample.ms - empty[round].ms))),
        fastestMs: ms(Math.min(...taken.map((sample) => sample.ms))),
        // All threads, and next to nothing of a neighbour's load: on a busy machine the figure to look at.
        cpuMs: ms(median(taken.map((sample) => sample.cpuMs))),
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
