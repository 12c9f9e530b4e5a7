// Judging and planning from memory: no store, no network. Each size runs in a process of its own, for its memory.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { importTypeScript } from "../scripts/bundle-module.js";
import { median } from "./measure.js";

const NOW = Date.UTC(2026, 0, 15, 12);
const ROUNDS = 5;
/** V8 uses as much memory as it is given; with so little the whole process has to stay below 256 MB. */
const HEAP_MB = 172;

const CONFIG = {
  version: 1,
  targets: [
    {
      name: "prod",
      cloud: "huaweicloud",
      region: "cn-north-4",
      project: "p",
      credentials: "c",
      endpoint: null,
      prices: null,
    },
  ],
  store: "memory",
  allow: ["stop"],
  limits: { perRun: 10_000, percent: 20, perOwnerPerHour: 3 },
  owners: [{ kind: "name", pattern: "^(?<team>[a-z0-9]+)-(?<owner>[a-z0-9]+)-" }],
  teams: {},
  sources: [],
  prices: {},
  policies: [
    {
      name: "idle",
      on: { kind: "every", everyMs: 600_000 },
      resources: ["notebook"],
      where: "flavor.gpu > 0",
      idleMs: 7_200_000,
      idleThresholds: { cpuPercent: 5, gpuPercent: 1, npuPercent: 1, networkKbitPerS: 1.6 },
      action: { verb: "stop", parameters: {} },
      mode: "enforce",
      cooldownMs: 1_800_000,
    },
  ],
};

const FLAVORS = [0, 1].map((gpu) => ({ name: gpu ? "gpu" : "cpu", gpu, npu: 0, vcpus: 8 }));
const STOPPED_COST = { kind: "free", why: "compute stops being billed" };

function notebook(index) {
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  const gpu = index % 3 === 0 ? 1 : 0;
  return {
    ref: `prod/notebook/${id}`,
    target: "prod",
    kind: "notebook",
    id,
    name: `team${index % 20}-owner${index % 500}-nb${index}`,
    status: "RUNNING",
    standing: "running",
    // As in a real listing: a flavor is one record, however many machines have it.
    flavor: FLAVORS[gpu],
    billing: "pay-per-use",
    stoppedCost: STOPPED_COST,
    hardware: null,
    cloudServerId: null,
    imageId: null,
    user: { id: null, name: null },
    tags: {},
    createdAtMs: NOW - 86_400_000,
    updatedAtMs: NOW - 43_200_000,
    lease: null,
    supernode: null,
  };
}

function measured(index) {
  const point = (signal, max) => ({
    signal,
    max,
    points: 24,
    expected: 22,
    newestAtMs: NOW - 300_000,
    from: "AOM",
  });
  return [point("cpu", index % 2 === 0 ? 2 : 60), point("gpu", 0.2), point("network", 0.5)];
}

async function planOnce(size) {
  const { createRulebook, judge, makePlan, matchPolicies } = await importTypeScript(`
    export { createRulebook } from "./lib/core/rulebook.ts";
    export { judge } from "./lib/core/judge.ts";
    export { makePlan } from "./lib/core/make-plan.ts";
    export { matchPolicies } from "./lib/core/match-policies.ts";
  `);
  const resources = Array.from({ length: size }, (_, index) => notebook(index));
  const measurements = { idle: new Map(resources.map((resource, index) => [resource.ref, measured(index)])) };
  const rulebook = createRulebook(CONFIG, { digest: (text) => text });
  const event = {
    specversion: "1.0",
    id: "tick",
    source: "clock",
    type: "schedule.tick",
    time: new Date(NOW).toISOString(),
    trigger: "schedule",
    data: { slot: new Date(NOW).toISOString(), since: new Date(NOW - 600_000).toISOString() },
  };
  const facts = {
    nowMs: NOW,
    inventories: [{ target: "prod", kind: "notebook", resources, doubt: null, failed: null }],
    measurements,
    signalTrouble: {},
    holds: new Map(),
    recent: [],
    lastAction: new Map(),
    pause: { paused: false, why: null, by: null, at: null },
  };
  const times = [];
  let steps = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = process.hrtime.bigint();
    const { intents } = matchPolicies(event, rulebook);
    const plan = makePlan(
      intents.map((intent) => judge(intent, facts, rulebook)),
      facts,
      rulebook,
    );
    times.push(Number(process.hrtime.bigint() - started) / 1e6);
    steps = plan.steps.length;
  }
  return { ms: median(times), steps, peakMb: Math.round(process.resourceUsage().maxRSS / 1024) };
}

function inProcess(size) {
  const child = fork(fileURLToPath(import.meta.url), [String(size)], {
    execArgv: [`--max-old-space-size=${HEAP_MB}`],
  });
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => code !== 0 && reject(new Error(`planning ${size} ended with ${code}`)));
  });
}

/** @returns rows with the median time of a pass and the process's peak memory, one for each size of the fleet */
export async function planBench({ sizes = [1_000, 10_000, 100_000] } = {}) {
  const rows = [];
  for (const size of sizes) {
    const { ms, steps, peakMb } = await inProcess(size);
    rows.push({
      bench: "plan",
      case: `${size} resources`,
      name: "curfew",
      ms: Number(ms.toFixed(1)),
      usPerResource: Number(((ms * 1_000) / size).toFixed(2)),
      peakMb,
      steps,
    });
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.send?.(await planOnce(Number(process.argv[2])), () => process.exit(0));
}
