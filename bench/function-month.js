// What a month costs on FunctionGraph with the log in a bucket: ticks of the executor over an emulated cloud and an
// emulated bucket, every request counted there. Money comes from a price file, whose source is printed with it.
import { readFileSync } from "node:fs";
import { importTypeScript } from "../scripts/bundle-module.js";

const TICK_MINUTES = 5;
const MINUTES_PER_MONTH = 43_800;
const TICKS_PER_MONTH = MINUTES_PER_MONTH / TICK_MINUTES;
/** An assumption, twenty a day: how often machines become idle is a matter of the people who use them. */
const WORK_TICKS_PER_MONTH = 600;
/** What `declareFunctions` gives the executor. */
const MEMORY_GB = 0.5;
const TIMEOUT_MS = 270_000;
/** Round trips that a function would wait for and loopback has not; charged one after the other, so too high. */
const CALL_MS = 120;
const OBJECT_MS = 30;
/** Machines that fall idle together and make the tick with work. */
const TO_STOP = 5;
/** Ticks until the first look at a fleet has nothing more to say. */
const SETTLING_TICKS = 3;
/** A Wednesday: whether somebody works at their machine must not depend on when the bench runs. */
const START_MS = Date.UTC(2026, 0, 14, 9);

const KEY = { accessKey: "EXAMPLEACCESSKEY0000", secretKey: "example-secret-key-0000000000000000000000" };
const MINUTE_MS = 60_000;

const MODULES = `
  export { startEmulator } from "./lib/emulator/start-emulator.ts";
  export { startObjectsEmulator } from "./lib/emulator/objects/start-objects-emulator.ts";
  export { generateFleet } from "./lib/emulator/generate-fleet.ts";
  export { SAMPLE_PROJECTS } from "./lib/emulator/sample-fleet.ts";
  export { composeWorker } from "./lib/compose/function-worker.ts";
  export { openBucket } from "./lib/compose/open-bucket.ts";
  export { createNodeTransport } from "./lib/clients/transport/node-https.ts";
  export { workOff } from "./lib/adapters/delivery/work-off.ts";
  export { loadConfig } from "./lib/config/load-config.ts";
  export { SCHEMES } from "./lib/sources/schemes.ts";
`;

/** A clock that runs with the computer's, and that waiting puts forward instead of taking time. */
function skippingClock() {
  let skippedMs = START_MS - Date.now();
  return {
    now: () => Date.now() + skippedMs,
    skip: async (ms) => {
      skippedMs += ms;
    },
  };
}

/** The default mix, in which a few notebooks are left by their people just now: two hours later they are stopped. */
function fleetOf({ generateFleet }, size) {
  const fleet = generateFleet({ seed: 1, size });
  let left = TO_STOP;
  const machines = fleet.machines.map((machine) => {
    if (left === 0 || machine.kind !== "notebook" || machine.truth?.pattern !== "forgotten") return machine;
    left -= 1;
    return { ...machine, startedMinutesAgo: 1_000, truth: { ...machine.truth, idleSinceHours: 0 } };
  });
  return { ...fleet, machines };
}

async function configOf({ loadConfig, SCHEMES, SAMPLE_PROJECTS }, url) {
  const loaded = await loadConfig({
    text: `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${SAMPLE_PROJECTS.huaweicloud}, credentials: env:B, endpoint: "${url}" }
store: memory
limits: { perRun: 50, percent: 100, perOwnerPerHour: 50 }
owners: [{ name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-' }]
policies:
  idle-notebooks: { on: { every: 5m }, resource: notebook, idle: 2h, then: stop, mode: enforce }
  idle-servers: { on: { every: 5m }, resource: dev-server, idle: 2h, then: stop, mode: enforce }
`,
    path: "bench.yaml",
    readFile: async () => "",
    schemes: SCHEMES.map(({ id }) => id),
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  return loaded.config;
}

const kindOf = ({ operation }) => (/^(Get|Head)/.test(operation) ? "reads" : "writes");

/** The two emulators, and `tick`, which works through one slot and counts what it asked for. */
async function openWorld(size) {
  const modules = await importTypeScript(MODULES);
  const clock = skippingClock();
  const cloud = await modules.startEmulator({
    ...{ credentials: [KEY], fleet: fleetOf(modules, size), now: clock.now, seed: 1 },
  });
  const objects = await modules.startObjectsEmulator({
    ...{ dialect: "obs", credentials: [KEY], buckets: ["curfew-log"], now: clock.now },
    behaviour: { region: "cn-north-4" },
  });
  const transport = modules.createNodeTransport();
  const bucket = modules.openBucket({
    ...{ cloud: "huaweicloud", region: "cn-north-4", transport, now: clock.now, endpoint: objects.url },
    store: "obs://curfew-log",
    credentials: () => KEY,
  });
  const env = { B_ACCESS_KEY: KEY.accessKey, B_SECRET_KEY: KEY.secretKey };
  let asked = 0;
  const goOn = async () => {
    asked += 1;
  };
  const worker = modules.composeWorker(
    {
      ...{ bucket, transport, goOn, now: clock.now, singleWriter: true },
      config: await configOf(modules, cloud.url),
      env: (name) => env[name],
    },
    clock.skip,
  );
  const calls = async (method) => (await fetch(`${cloud.url}/_emulator/calls`, { method })).json();
  const stops = async () => {
    const journal = await (await fetch(`${cloud.url}/_emulator/journal`)).json();
    return journal.filter(({ status, operation }) => status < 300 && /stop/i.test(operation ?? "")).length;
  };

  /** One slot and whatever it asks to be gone on with, as the platform would call it. */
  async function tick() {
    await calls("DELETE");
    const stopsBefore = await stops();
    const before = objects.emulator.journal().length;
    const startedMs = clock.now();
    let slotMs = startedMs;
    let invocations = 0;
    do {
      asked = 0;
      invocations += 1;
      await modules.workOff(worker, {
        ...{ deadlineMs: clock.now() + TIMEOUT_MS, slotMs, now: clock.now, log: () => undefined },
      });
      slotMs = null;
    } while (asked > 0 && invocations < 10);
    const ms = clock.now() - startedMs;
    const requests = objects.emulator.journal().slice(before);
    const counted = Object.values(await calls("GET")).reduce((sum, count) => sum + count, 0);
    const reads = requests.filter((entry) => kindOf(entry) === "reads").length;
    await clock.skip(Math.max(0, TICK_MINUTES * MINUTE_MS - ms));
    const stopped = (await stops()) - stopsBefore;
    return { ms, invocations, calls: counted, reads, writes: requests.length - reads, stopped };
  }

  const close = async () => {
    await Promise.all([transport.close(), cloud.close(), objects.close()]);
  };
  return { tick, skip: clock.skip, close };
}

/** A mean: how much of the log a tick reads goes up and down with the age of its last snapshot. */
function meanOf(ticks) {
  const mean = (key) => ticks.reduce((sum, tick) => sum + tick[key], 0) / ticks.length;
  return Object.fromEntries(Object.keys(ticks[0]).map((key) => [key, mean(key)]));
}

const withRoundTrips = ({ ms, calls, reads, writes }) => ms + calls * CALL_MS + (reads + writes) * OBJECT_MS;

async function playTicks({ machines, idleTicks }) {
  const world = await openWorld(machines);
  try {
    const first = await world.tick();
    for (let i = 0; i < SETTLING_TICKS; i += 1) await world.tick();
    const quiet = [];
    for (let i = 0; i < idleTicks; i += 1) quiet.push(await world.tick());
    const idle = quiet.filter(({ stopped }) => stopped === 0);
    await world.skip(120 * MINUTE_MS);
    const work = await world.tick();
    if (idle.length === 0 || work.stopped === 0)
      throw new Error("no idle tick, or a tick with work that did none");
    return { first, idle: meanOf(idle), work };
  } finally {
    await world.close();
  }
}

function tickRow(title, tick) {
  return {
    ...{ bench: "functions", part: "ticks", case: title, name: "curfew" },
    apiCalls: Math.round(tick.calls),
    objectReads: Math.round(tick.reads),
    objectWrites: Math.round(tick.writes),
    measuredMs: Math.round(tick.ms),
    withRoundTripsMs: Math.round(withRoundTrips(tick)),
  };
}

/** A month of ticks, so many of them with work. */
function monthRow(title, { idle, work }, workTicks) {
  const over = (figure) => figure(idle) * (TICKS_PER_MONTH - workTicks) + figure(work) * workTicks;
  const reads = over((tick) => tick.reads);
  const writes = over((tick) => tick.writes);
  const invocations = over((tick) => tick.invocations);
  const gbSeconds = (over(withRoundTrips) / 1_000) * MEMORY_GB;
  const prices = JSON.parse(readFileSync(new URL("function-prices.json", import.meta.url), "utf8"));
  const cost =
    gbSeconds * prices.gbSecond +
    invocations * prices.functionRequest +
    writes * prices.objectWriteOrList +
    reads * prices.objectRead;
  return {
    ...{ bench: "functions", part: "a month of ticks", case: title, name: "curfew" },
    apiCalls: Math.round(over((tick) => tick.calls)),
    objectReads: Math.round(reads),
    objectWrites: Math.round(writes),
    invocations: Math.round(invocations),
    gbSecondsMeasured: Math.round((over(({ ms }) => ms) / 1_000) * MEMORY_GB),
    gbSecondsWithRoundTrips: Math.round(gbSeconds),
    perMonth: `${cost.toFixed(2)} ${prices.currency}`,
    source: prices.source,
  };
}

/** @returns rows of the ticks, and of months made of them; `objectWrites` are puts, appends, removals and listings */
export async function monthRows({ machines, idleTicks }) {
  const ticks = await playTicks({ machines, idleTicks });
  return [
    tickRow(`first tick, stops ${ticks.first.stopped} of ${machines} machines`, ticks.first),
    tickRow(`idle tick, ${machines} machines`, ticks.idle),
    tickRow(`tick that stops ${ticks.work.stopped}, ${machines} machines`, ticks.work),
    monthRow("month, every 5 min, all idle", ticks, 0),
    monthRow(`month, every 5 min, ${WORK_TICKS_PER_MONTH} with work`, ticks, WORK_TICKS_PER_MONTH),
  ];
}
