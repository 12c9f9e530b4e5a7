// What the functions cost: size and import time of every bundle, what the adapters add to an event, the local runtime,
// and a month of calls, gigabyte-seconds and object requests.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { importTypeScript } from "../scripts/bundle-module.js";
import { adapterRows } from "./function-adapters.js";
import { bundleRows } from "./function-bundles.js";
import { monthRows } from "./function-month.js";
import { runtimeRows } from "./function-runtime.js";
import { startRows } from "./function-start.js";

/** The platform's own Node where it has been fetched, else the one that runs this. */
async function platformNode() {
  const { findNode2015 } = await importTypeScript(
    `export { findNode2015 } from "./lib/functiongraph/find-node-2015.ts";`,
  );
  const node = (await findNode2015({ env: (name) => process.env[name] })) ?? process.execPath;
  const { stdout } = await promisify(execFile)(node, ["--version"]);
  return { node, version: stdout.trim() };
}

/** @returns rows; every one says in `node` which version it was measured on */
export async function functionsBench({
  samples = 15,
  rounds = 7,
  events = 20_000,
  invocations = 1_000,
  machines = 200,
  idleTicks = 16,
} = {}) {
  const runner = await platformNode();
  return [
    ...(await bundleRows({ ...runner, samples })),
    ...(await startRows({ ...runner, samples })),
    ...(await adapterRows({ ...runner, rounds, events })),
    ...(await runtimeRows({ ...runner, rounds, invocations })),
    ...(await monthRows({ machines, idleTicks })),
  ];
}
