// The card of one machine (`curfew why`): made from what was read already, made with its reads, and the whole command.
import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { median } from "./measure.js";
import { openStage } from "./stage.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const POLICIES = `policies:
  idle-gpu: { on: { every: 10m }, resource: notebook, where: flavor.gpu > 0, idle: 2h, warn: [30m, 5m], then: stop, mode: enforce }
  idle-all: { on: { every: 10m }, resource: notebook, idle: 6h, then: stop }
  nights: { on: { every: 10m }, resource: notebook, hours: "Mon-Fri 20:00-07:00, Sat-Sun", then: stop }
`;

/** A cloud that reads everything once; the same question again is answered from memory. */
function remembering(cloud) {
  const known = new Map();
  const once = (key, read) => {
    if (!known.has(key)) known.set(key, read());
    return known.get(key);
  };
  return {
    ...cloud,
    list: (kind, bounds) => once(`list ${kind}`, () => cloud.list(kind, bounds)),
    measure: (resources, options) =>
      once(`measure ${options.windowMs} ${resources.map(({ ref }) => ref)}`, () =>
        cloud.measure(resources, options),
      ),
    ...(cloud.soldOut
      ? { soldOut: (kind, bounds) => once(`sold out ${kind}`, () => cloud.soldOut(kind, bounds)) }
      : {}),
  };
}

function terminal() {
  const lines = [];
  return {
    ...{ isTty: true, color: true, columns: 100, env: () => undefined, cwd: root, lines },
    out: (line) => lines.push(line),
    err: (line) => lines.push(line),
    now: () => Date.now(),
  };
}

/** The card on standard output of a process that a user started. */
async function command({ folder, env }, name) {
  const started = process.hrtime.bigint();
  const args = [join(root, "dist/cli/curfew.js"), "why", name];
  await promisify(execFile)(process.execPath, args, { cwd: folder, env: { ...process.env, ...env } });
  return Number(process.hrtime.bigint() - started) / 1e6;
}

async function inProcess({ host, code, clock }, ports, name) {
  const started = process.hrtime.bigint();
  const event = code.tickEvent(clock.nowMs, 0);
  const explained = await code.explainMachine(ports, event, { name });
  if (explained.kind !== "found") throw new Error(`${name}: ${explained.kind}`);
  const out = terminal();
  code.showExplained(code.explainedView(explained, host.ports.rulebook), out);
  if (out.lines.length < 3) throw new Error(`the card of ${name} has no lines`);
  return Number(process.hrtime.bigint() - started) / 1e6;
}

/** @returns rows with the median and the slowest of some samples, milliseconds */
export async function cardBench({ size = 200, samples = 15 } = {}) {
  const stage = await openStage({ size, rest: POLICIES, kinds: { notebook: 1 } });
  try {
    const { ports } = stage.host;
    const memory = [...ports.clouds].map(([name, cloud]) => [name, remembering(cloud)]);
    const { name } = stage.fleet.machines[0];
    const read = { ...ports, clouds: new Map(memory) };
    const cases = {
      "made from what was read": () => inProcess(stage, read, name),
      "read on loopback and made": () => inProcess(stage, ports, name),
      "whole command, on loopback": () => command(stage, name),
    };
    const rows = [];
    for (const [title, once] of Object.entries(cases)) {
      const times = [];
      await once();
      for (let sample = 0; sample < samples; sample += 1) times.push(await once());
      const ms = Number(median(times).toFixed(1));
      rows.push({
        bench: "card",
        case: title,
        name: "curfew",
        ms,
        slowestMs: Number(Math.max(...times).toFixed(1)),
      });
    }
    return rows;
  } finally {
    await stage.close();
  }
}
