// A month of a fleet's log played again: matching, judging, planning and memory of the core, from entries in memory.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { importTypeScript } from "../scripts/bundle-module.js";
import { median } from "./measure.js";

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 0, 1);
const PIECE = 250;
const POLICIES = 20;

const THRESHOLDS = { cpuPercent: 5, gpuPercent: 1, npuPercent: 1, networkKbitPerS: 1.6 };
const WORK_WEEK = {
  on: "Mon-Fri 07:00-20:00",
  off: null,
  within: null,
  zones: ["Europe/Berlin"],
  calendar: null,
};

/** The fleet of the score (docs/score.md): how many of a hundred, and when somebody is at work, by hour of the month. */
const KINDS = [
  { percent: 35, isBusy: () => true },
  { percent: 25, isBusy: (hour, index) => isOffice(hour) && (hour + index) % 3 !== 0 },
  { percent: 10, isBusy: (hour, index) => (hour + index) % 7 !== 0 },
  { percent: 10, isBusy: (hour, index) => isOffice(hour) && (hour + index) % 2 === 0 },
  { percent: 10, isBusy: () => false },
  { percent: 5, isDead: true, isBusy: () => false },
  { percent: 5, isTiny: true, isBusy: (hour) => isOffice(hour) },
];

function isOffice(hour) {
  return hour % 24 >= 8 && hour % 24 < 18 && Math.floor(hour / 24) % 7 < 5;
}

function kindOf(index) {
  const place = (index * 37) % 100;
  let end = 0;
  for (const kind of KINDS) {
    end += kind.percent;
    if (place < end) return kind;
  }
  return KINDS[0];
}

function policyOf(index) {
  const isNights = index % 5 === 4;
  return {
    name: `policy-${index}`,
    on: { kind: "every", everyMs: 600_000 },
    resources: ["notebook"],
    // Teams of their own, flavors of their own, and some that mean everything.
    where: [
      `team == "team${index}"`,
      "flavor.gpu > 0",
      `tags["project"] == "p${index}"`,
      null,
      "saves > 1.0",
    ][index % 5],
    idleMs: isNights ? null : [2, 4, 6, 12][index % 4] * HOUR_MS,
    idleThresholds: THRESHOLDS,
    idleAcceleratedMs: index % 3 === 0 ? HOUR_MS : null,
    graceMs: 1_800_000,
    jupyter: false,
    hours: isNights ? { ...WORK_WEEK, minUptimeMs: 0, starts: false } : null,
    warnMs: index % 7 === 3 ? [1_800_000] : [],
    waves: null,
    respectMs: 4 * HOUR_MS,
    scarce: "ask",
    action: { verb: "stop", parameters: {} },
    mode: index % 4 === 1 ? "observe" : "enforce",
    ...{ cooldownMs: 1_800_000, parametersFrom: {}, approve: null, tell: [] },
  };
}

const CONFIG = {
  version: 1,
  targets: [
    {
      ...{ name: "prod", cloud: "huaweicloud", region: "cn-north-4", project: "p", credentials: "c" },
      ...{ endpoint: null, prices: null },
    },
  ],
  store: "memory",
  allow: ["stop"],
  limits: {
    ...{ perRun: 10, percent: 20, perOwnerPerHour: 3, perHour: 60, moneyPercent: 100 },
    ...{ holdDays: 30, holdsPerOwner: 10, freeze: [] },
  },
  owners: [{ kind: "name", pattern: "^(?<team>[a-z0-9]+)-(?<owner>[a-z0-9]+)-" }],
  ...{ teams: {}, sources: [], budgets: [], calendars: {} },
  prices: {
    prod: { version: 1, currency: "EUR", source: "example", flavors: { gpu: 3, cpu: 0.3, tiny: 0.1 } },
  },
  policies: Array.from({ length: POLICIES }, (_, index) => policyOf(index)),
};

function notebook(index) {
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  const name = kindOf(index).isTiny ? "tiny" : index % 3 === 0 ? "gpu" : "cpu";
  return {
    ...{ ref: `prod/notebook/${id}`, target: "prod", kind: "notebook", id },
    name: `team${index % 25}-owner${index % 250}-nb${index}`,
    ...{ status: "RUNNING", standing: "running" },
    flavor: { name, gpu: name === "gpu" ? 1 : 0, npu: 0, vcpus: name === "tiny" ? 2 : 8 },
    billing: "pay-per-use",
    stoppedCost: { kind: "storage", why: "its disk goes on being billed" },
    ...{ hardware: null, cloudServerId: null, imageId: null, user: { id: null, name: null } },
    tags: { project: `p${index % 40}` },
    ...{ createdAtMs: START - 90 * 24 * HOUR_MS, updatedAtMs: START - 30 * 24 * HOUR_MS },
    ...{ lease: null, supernode: null },
  };
}

function signalsOf(resource, index, hour, slotMs) {
  const kind = kindOf(index);
  if (kind.isDead) return [];
  const isBusy = kind.isBusy(hour, index);
  const names = resource.flavor.gpu > 0 ? ["cpu", "gpu", "network"] : ["cpu", "network"];
  return names.map((name) => [name, isBusy ? 42.125 : 0.4, 12, 10, slotMs - 300_000]);
}

/** The entries of one frame. */
function frameAt(machines, hour) {
  const slotMs = START + hour * HOUR_MS;
  const slot = new Date(slotMs).toISOString();
  const pieces = [];
  for (let from = 0; from < machines.length; from += PIECE) {
    const seen = machines.slice(from, from + PIECE).map((resource, at) => ({
      ...{ ref: resource.ref, status: "RUNNING", standing: "running", owner: null, team: null, price: null },
      signals: signalsOf(resource, from + at, hour, slotMs),
      ...(hour % 24 === 0 ? { resource } : {}),
    }));
    pieces.push({ slot, doubtful: [], machines: seen, last: from + PIECE >= machines.length });
  }
  return pieces.map((details, seq) => ({
    ...{ v: 1, run: `run-${hour}`, seq: seq + 1, at: slot, event: "tick", policy: "(fleet)", phase: "seen" },
    ...{ resource: null, action: null, reason: "fleet", text: "", step: null, call: null, request: null },
    ...{ durationMs: null, details: JSON.parse(JSON.stringify(details)) },
  }));
}

async function playOnce({ size, days, everyHours }) {
  const { createBacktest, createRulebook } = await importTypeScript(`
    export { createBacktest } from "./lib/core/backtest/create-backtest.ts";
    export { createRulebook } from "./lib/core/rulebook.ts";
  `);
  const machines = Array.from({ length: size }, (_, index) => notebook(index));
  const rulebook = createRulebook(CONFIG, { digest: (text) => text });
  const backtest = createBacktest({
    ...{ fromMs: START, untilMs: START + days * 24 * HOUR_MS, everyMs: everyHours * HOUR_MS, before: null },
    after: { name: "bench", rulebook },
  });
  let spentNs = 0n;
  let cpuUs = 0;
  const measure = (work) => {
    const [began, cpu] = [process.hrtime.bigint(), process.cpuUsage()];
    const done = work();
    spentNs += process.hrtime.bigint() - began;
    const { user, system } = process.cpuUsage(cpu);
    cpuUs += user + system;
    return done;
  };
  for (let hour = 0; hour <= days * 24; hour += 1) {
    // As they come out of the log: their text is read before the clock runs.
    const entries = frameAt(machines, hour);
    measure(() => entries.forEach(backtest.add));
  }
  const { passes, after } = measure(backtest.result);
  return {
    ...{ ms: Number(spentNs) / 1e6, cpuMs: cpuUs / 1_000 },
    ...{ judgements: passes * size * POLICIES, stops: after.totals.stops },
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function inProcess(play) {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(play)]);
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => code !== 0 && reject(new Error(`a backtest ended with ${code}`)));
  });
}

/** @returns rows with the median time of a backtest and the largest peak of its process, by how often it judges */
export async function backtestBench({ size = 1_000, days = 30, rounds = 3 } = {}) {
  const rows = [];
  for (const [title, everyHours] of [
    ["a pass a day", 24],
    ["a pass an hour", 1],
  ]) {
    const played = [];
    for (let round = 0; round < rounds; round += 1) played.push(await inProcess({ size, days, everyHours }));
    const ms = median(played.map((one) => one.ms));
    const cpuMs = median(played.map((one) => one.cpuMs));
    const [{ judgements, stops }] = played;
    rows.push({
      bench: "backtest",
      case: `${days} days, ${title}`,
      name: `${size} machines, ${POLICIES} policies`,
      seconds: Number((ms / 1_000).toFixed(2)),
      cpuSeconds: Number((cpuMs / 1_000).toFixed(2)),
      judgements,
      nsPerJudgement: Math.round((ms * 1e6) / judgements),
      stops,
      peakMb: Math.max(...played.map((one) => one.peakMb)),
    });
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.send?.(await playOnce(JSON.parse(process.argv[2])), () => process.exit(0));
}
