// Judging and planning from memory: no store, no network. Each size runs in a process of its own, for its memory.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { importTypeScript } from "../scripts/bundle-module.js";
import { median } from "./measure.js";

const NOW = Date.UTC(2026, 0, 15, 12);
/** V8 uses as much memory as it is given. What acts is kept until the plan is made, so that it grows with the policies. */
const HEAP_MB = { 1: 172, 20: 400 };
/** A fleet is judged in pieces of so many machines, as a pass does it: what was measured of one is then forgotten. */
const PIECE = 200;

const HEAD = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: p, credentials: env:BENCH }
store: memory
allow: [stop]
limits: { perRun: 10000, percent: 20, perOwnerPerHour: 3 }
owners: [{ name: '^(?<team>[a-z0-9]+)-(?<owner>[a-z0-9]+)-' }]
policies:
`;

/** One that means every machine, as in the bench since its beginning. */
const ONE = `${HEAD}  idle: { on: { every: 10m }, resource: notebook, where: flavor.gpu > 0, idle: 2h, then: stop, mode: enforce }
`;

/** Twenty as a company of twenty teams has them: of each team its own, of all, on trial, by hours. */
function twenty() {
  const on = "on: { every: 10m }, resource: notebook";
  const wheres = [
    (index) => `team == "team${index}"`,
    () => "flavor.gpu > 0",
    (index) => `tags["project"] == "p${index}"`,
    (index) => `name.startsWith("team${index}-")`,
    () => "ageHours > 12.0",
  ];
  const rules = Array.from({ length: 20 }, (_, index) => {
    const where = wheres[index % 5](index);
    const when = index % 4 === 3 ? 'hours: "Mon-Fri 20:00-07:00, Sat-Sun"' : `idle: ${[2, 4, 6][index % 3]}h`;
    const mode = index % 4 === 1 ? "observe" : "enforce";
    return `  policy-${index}: { ${on}, where: '${where}', ${when}, then: stop, mode: ${mode} }\n`;
  });
  return `${HEAD}${rules.join("")}`;
}

async function loaded(text) {
  const { loadConfig } = await importTypeScript(`export { loadConfig } from "./lib/config/load-config.ts";`);
  const result = await loadConfig({ text, path: "bench.yaml", readFile: async () => "", schemes: [] });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.config;
}

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
    tags: { project: `p${index % 40}` },
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

const EVENT = {
  specversion: "1.0",
  id: "tick",
  source: "clock",
  type: "schedule.tick",
  time: new Date(NOW).toISOString(),
  trigger: "schedule",
  data: { slot: new Date(NOW).toISOString(), since: new Date(NOW - 600_000).toISOString() },
};

/** What one pass does between the facts and the log: every machine of a piece by every policy, then the plan. */
function pass({ resources, rulebook, core }) {
  const { intents } = core.matchPolicies(EVENT, rulebook);
  const facts = {
    nowMs: NOW,
    inventories: [{ target: "prod", kind: "notebook", resources, doubt: null, failed: null }],
    measurements: {},
    signalTrouble: {},
    holds: new Map(),
    recent: [],
    lastAction: new Map(),
    pause: { paused: false, why: null, by: null, at: null },
    lastVerdicts: {},
    scarce: new Map(),
    personsMs: new Map(),
    leasedMs: new Map(),
  };
  const sums = intents.map((intent) => ({ intent, verdicts: [], counted: {}, notMeant: 0 }));
  let verdicts = 0;
  for (let from = 0; from < resources.length; from += PIECE) {
    const machines = resources.slice(from, from + PIECE);
    const window = new Map(machines.map(({ ref }, index) => [ref, measured(from + index)]));
    const measurements = Object.fromEntries(intents.map(({ policy }) => [policy.name, window]));
    const piece = { ...facts, measurements, inventories: [{ ...facts.inventories[0], resources: machines }] };
    for (const sum of sums) {
      const judged = core.judge(sum.intent, piece, rulebook);
      verdicts += judged.verdicts.length;
      sum.notMeant += judged.notMeant;
      for (const verdict of judged.verdicts) {
        if (verdict.act) sum.verdicts.push(verdict);
        else sum.counted[verdict.reason] = (sum.counted[verdict.reason] ?? 0) + 1;
      }
    }
  }
  return { steps: core.makePlan(sums, facts, rulebook).steps.length, verdicts };
}

async function planOnce(size, config, rounds) {
  const core = await importTypeScript(`
    export { createRulebook } from "./lib/core/rulebook.ts";
    export { judge } from "./lib/core/judge.ts";
    export { makePlan } from "./lib/core/make-plan.ts";
    export { matchPolicies } from "./lib/core/match-policies.ts";
  `);
  const resources = Array.from({ length: size }, (_, index) => notebook(index));
  const rulebook = core.createRulebook(config, { digest: (text) => text });
  const [times, processor] = [[], []];
  let told = {};
  for (let round = 0; round < rounds; round += 1) {
    const started = process.hrtime.bigint();
    const before = process.cpuUsage();
    told = pass({ resources, rulebook, core });
    times.push(Number(process.hrtime.bigint() - started) / 1e6);
    const { user, system } = process.cpuUsage(before);
    processor.push((user + system) / 1e3);
  }
  return {
    ms: median(times),
    cpuMs: median(processor),
    ...told,
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function inProcess(size, config, { rounds, heapMb }) {
  const child = fork(fileURLToPath(import.meta.url), [String(size), JSON.stringify(config), String(rounds)], {
    execArgv: [`--max-old-space-size=${heapMb}`],
  });
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => code !== 0 && reject(new Error(`planning ${size} ended with ${code}`)));
  });
}

/** @returns rows with the median time of a pass and the process's peak memory, one for each size of the fleet */
export async function planBench({ sizes = [1_000, 10_000, 100_000], rounds = 5 } = {}) {
  const rows = [];
  for (const [count, text] of [
    [1, ONE],
    [20, twenty()],
  ]) {
    const config = await loaded(text);
    for (const size of sizes) {
      const { ms, cpuMs, steps, verdicts, peakMb } = await inProcess(size, config, {
        rounds,
        heapMb: HEAP_MB[count],
      });
      rows.push({
        bench: "plan",
        case: `${size} resources × ${count} ${count === 1 ? "policy" : "policies"}`,
        name: "curfew",
        ms: Number(ms.toFixed(1)),
        // Of all threads; what a neighbour's load does to it is less than what it does to the clock.
        processorMs: Number(cpuMs.toFixed(1)),
        usPerJudgement: Number(((cpuMs * 1_000) / size / count).toFixed(2)),
        peakMb,
        verdicts,
        steps,
      });
    }
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const told = await planOnce(Number(process.argv[2]), JSON.parse(process.argv[3]), Number(process.argv[4]));
  process.send?.(told, () => process.exit(0));
}
