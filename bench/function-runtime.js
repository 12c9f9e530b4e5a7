// Calls per second of the local runtime, warm, one at a time as an instance takes them; each round has a process of its own.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importTypeScript } from "../scripts/bundle-module.js";
import { median } from "./measure.js";

const HANDLER = `exports.handler = async (event, context) => ({ statusCode: 200, headers: {}, body: "{}" });\n`;
const EVENT = { key: "value" };

/** @returns rows with calls per second and the milliseconds of a cold start, medians over the rounds */
export async function runtimeRows({ node, version, rounds, invocations }) {
  const { startRuntime } = await importTypeScript(
    `export { startRuntime } from "./lib/functiongraph/start-runtime.ts";`,
  );
  const folder = mkdtempSync(join(tmpdir(), "curfew-bench-"));
  writeFileSync(join(folder, "index.js"), HANDLER);
  const rates = [];
  const coldMs = [];
  const call = async (runtime) => {
    const { outcome, error } = await runtime.invoke(EVENT);
    if (outcome !== "ok") throw new Error(`the local runtime answered ${outcome} ${JSON.stringify(error)}`);
  };
  try {
    for (let round = 0; round < rounds; round += 1) {
      const runtime = await startRuntime({ codeFolder: folder, handler: "index.handler", node });
      try {
        const cold = process.hrtime.bigint();
        await call(runtime);
        coldMs.push(Number(process.hrtime.bigint() - cold) / 1e6);
        for (let i = 0; i < invocations / 10; i += 1) await call(runtime);
        const started = process.hrtime.bigint();
        for (let i = 0; i < invocations; i += 1) await call(runtime);
        rates.push(invocations / (Number(process.hrtime.bigint() - started) / 1e9));
      } finally {
        await runtime.close();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const row = { bench: "functions", part: "local runtime", case: "local runtime, warm", name: "curfew" };
  return [
    {
      ...row,
      node: version,
      perSecond: Math.round(median(rates)),
      coldStartMs: Number(median(coldMs).toFixed(1)),
    },
  ];
}
