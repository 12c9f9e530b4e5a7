// Plays seeded histories of the whole shell under a virtual clock, with crashes, freezes, lost answers and lies, and
// checks each against every promise. `--seeds N --from S`, `--store obs|s3` for a log in a bucket, `--json` for one object, `--seed S` for one history in full.
import { fork } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { importTypeScript } from "./bundle-module.js";

const PIECE = 25;
const SHOWN_MAX = 20;

async function playPiece({ from, count }) {
  const { playHistory, judgeHistory } = await importTypeScript(`
    export { playHistory } from "./test/simulation/world.ts";
    export { judgeHistory } from "./test/simulation/invariants.ts";
  `);
  return async (piece = { from, count }) => {
    const result = { histories: 0, happenings: 0, faults: {}, violations: [] };
    for (let seed = piece.from; seed < piece.from + piece.count; seed += 1) {
      const history = await playHistory({ seed, ...(piece.bucket ? { bucket: piece.bucket } : {}) });
      result.histories += 1;
      result.happenings += history.happenings;
      for (const [name, count] of Object.entries(history.faults))
        result.faults[name] = (result.faults[name] ?? 0) + count;
      result.violations.push(...(await judgeHistory(history)));
    }
    return result;
  };
}

if (process.argv[2] === "--worker") {
  const play = await playPiece({});
  process.on("message", async (piece) => process.send({ piece, result: await play(piece) }));
  process.send({ ready: true });
} else {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "1000" },
      from: { type: "string", default: "1" },
      json: { type: "boolean" },
      store: { type: "string" },
    },
  });
  const seeds = Number(values.seeds);
  const from = Number(values.from);
  if (!Number.isInteger(seeds) || seeds < 1 || !Number.isInteger(from))
    throw new Error("--seeds and --from: whole numbers");
  const bucket = values.store;
  if (bucket !== undefined && bucket !== "obs" && bucket !== "s3")
    throw new Error("--store: obs or s3; without it the log lies on a disk");
  const { INVARIANTS } = await importTypeScript(
    `export { INVARIANTS } from "./test/simulation/invariants.ts";`,
  );

  const pieces = [];
  for (let at = from; at < from + seeds; at += PIECE)
    pieces.push({ bucket, from: at, count: Math.min(PIECE, from + seeds - at) });
  const total = { histories: 0, happenings: 0, faults: {}, violations: [] };
  const started = Date.now();
  const worker = () =>
    new Promise((resolve, reject) => {
      const child = fork(fileURLToPath(import.meta.url), ["--worker"]);
      const next = () => {
        const piece = pieces.shift();
        if (piece) child.send(piece);
        else child.kill();
      };
      child.on("message", ({ ready, result }) => {
        if (!ready) {
          total.histories += result.histories;
          total.happenings += result.happenings;
          for (const [name, count] of Object.entries(result.faults))
            total.faults[name] = (total.faults[name] ?? 0) + count;
          total.violations.push(...result.violations);
          if (!values.json && process.stderr.isTTY) process.stderr.write(`\r${total.histories}/${seeds} `);
        }
        next();
      });
      child.on("exit", (code, signal) =>
        signal === "SIGTERM" || code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`)),
      );
    });
  await Promise.all(Array.from({ length: Math.max(1, cpus().length) }, worker));

  const byInvariant = Object.fromEntries(
    Object.keys(INVARIANTS).map((name) => [
      name,
      total.violations.filter(({ invariant }) => invariant === name).length,
    ]),
  );
  const faults = Object.values(total.faults).reduce((sum, count) => sum + count, 0);
  if (values.json) {
    console.log(
      JSON.stringify({
        seeds: total.histories,
        from,
        happenings: total.happenings,
        faults,
        faultsByKind: total.faults,
        violations: byInvariant,
        failing: total.violations.slice(0, SHOWN_MAX),
      }),
    );
  } else {
    console.log(
      `${total.histories} histories, ${total.happenings} happenings, ${faults} faults, ${((Date.now() - started) / 1_000).toFixed(0)} s`,
    );
    for (const [name, count] of Object.entries(total.faults).sort((a, b) => b[1] - a[1]))
      console.log(`  ${String(count).padStart(8)}  ${name}`);
    console.log("violations");
    for (const [name, count] of Object.entries(byInvariant))
      console.log(`  ${String(count).padStart(8)}  ${name}`);
    for (const { seed, invariant, what } of total.violations.slice(0, SHOWN_MAX))
      console.log(`seed ${seed}: ${invariant}: ${what}`);
  }
  process.exitCode = total.violations.length === 0 ? 0 : 1;
}
