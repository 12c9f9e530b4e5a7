// One process of the sweep: the emulator, the bare client, or Curfew. What it is to do stands in its one argument.
import { join } from "node:path";

const POLICIES = `
owners: [{ name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-' }]
policies:
  idle-notebooks: { on: { every: 10m }, resource: notebook, idle: 2h, then: stop, mode: enforce }
`;
const EVERY_MS = 600_000;
const WINDOW_S = 7_200;
const STEP_S = 300;
const NOTEBOOKS_PER_QUERY = 200;
const METRICS =
  "ma_container_cpu_util|ma_container_gpu_util|ma_container_npu_util|ma_container_network_receive_bytes";

/**
 * Who is idle depends on the hour and the day, so for everybody it is the same working day, and time passes from there.
 */
const WORKING_HOUR_MS = Date.UTC(2026, 0, 14, 10);
const clockFrom = (startedMs) => () => WORKING_HOUR_MS + Date.now() - startedMs;

async function emulator({ startEmulator, generateFleet }, { key, project, size, startedMs }) {
  const fleet = generateFleet({ size, kinds: { notebook: 1 }, project });
  const { url } = await startEmulator({ credentials: [key], fleet, now: clockFrom(startedMs) });
  process.once("disconnect", () => process.exit(0));
  return { url };
}

function clientOf({ createModelArtsClient, staticCredentials }, { url, project, key, startedMs }) {
  const clock = clockFrom(startedMs);
  return createModelArtsClient({
    cloud: "huaweicloud",
    endpoint: url,
    projectId: project,
    credentials: staticCredentials(key),
    now: () => new Date(clock()),
  });
}

/** Hands the items of each page on and forgets them. Returns how many there were. */
async function readPages(client, onPage) {
  const pages = client.listings.allNotebooks();
  let count = 0;
  for (;;) {
    const step = await pages.next();
    if (!step.done) {
      count += step.value.length;
      onPage(step.value);
    } else if (step.value.complete) return count;
    else throw new Error(`the listing is not complete: ${step.value.why}`);
  }
}

async function pages(modules, given) {
  const client = clientOf(modules, given);
  const kept = [];
  const started = performance.now();
  await readPages(client, (items) => given.keep && kept.push(...items));
  const ms = performance.now() - started;
  await client.close();
  return { ms, listMs: ms, measureMs: 0 };
}

/** The same calls as a sweep makes; nothing is done with the answers. */
async function metrics(modules, given) {
  const client = clientOf(modules, given);
  const ids = [];
  const started = performance.now();
  await readPages(client, (items) => {
    for (const { id } of items) ids.push(id);
  });
  const listMs = performance.now() - started;
  const end = Math.floor(clockFrom(given.startedMs)() / 1_000);
  for (let first = 0; first < ids.length; first += NOTEBOOKS_PER_QUERY) {
    const some = ids.slice(first, first + NOTEBOOKS_PER_QUERY).join("|");
    const query = `{__name__=~"${METRICS}",service_id=~"${some}"}`;
    await client.queryRange({ query, start: end - WINDOW_S, end, step: STEP_S });
  }
  const ms = performance.now() - started;
  await client.close();
  return { ms, listMs, measureMs: ms - listMs };
}

/** Counts the time that a cloud port spends on a method, and lets `check` look at what it answers. */
function timed(port, method, check) {
  const spent = { ms: 0 };
  const call = async (...given) => {
    const started = performance.now();
    const answer = await port[method](...given);
    spent.ms += performance.now() - started;
    check(answer);
    return answer;
  };
  return [spent, call];
}

/** A sweep over half a fleet would be quick and small: whatever was not read is an error here. */
function checkInventory({ doubt, failed }) {
  if (doubt !== null || failed !== null) throw new Error(`the list could not be read: ${doubt ?? failed}`);
}

function checkMeasured({ byResource, failed }) {
  if (failed !== null || byResource.size === 0) throw new Error(`nothing was measured: ${failed}`);
}

async function tick(modules, { url, project, key, startedMs, folder, log }) {
  const target = `{ cloud: huaweicloud, region: cn-north-4, project: ${project}, credentials: env:BENCH, endpoint: "${url}" }`;
  const loaded = await modules.loadConfig({
    text: `version: 1\ntargets: { prod: ${target} }\nstore: memory${POLICIES}`,
    path: "bench.yaml",
    readFile: async () => "",
    schemes: modules.SCHEMES.map(({ id }) => id),
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  const env = { BENCH_ACCESS_KEY: key.accessKey, BENCH_SECRET_KEY: key.secretKey };
  const store = await modules.openSqliteStore({ path: join(folder, log), logKey: "example-log-key" });
  const host = modules.composeNode({
    config: loaded.config,
    env: (name) => env[name],
    readFile: async () => "",
    store,
    now: clockFrom(startedMs),
  });
  const port = host.ports.clouds.get("prod");
  const [listed, list] = timed(port, "list", checkInventory);
  const [measured, measure] = timed(port, "measure", checkMeasured);
  host.ports.clouds.set("prod", { ...port, list, measure });
  const nowMs = clockFrom(startedMs)();
  const started = performance.now();
  const taken = await host.tick(nowMs, nowMs - EVERY_MS);
  await host.advance(taken.run);
  const ms = performance.now() - started;
  await host.close();
  return { ms, listMs: listed.ms, measureMs: measured.ms };
}

const CONTESTANTS = { emulator, pages, metrics, tick };

const { contestant, module, ...given } = JSON.parse(process.argv[2]);
const told = await CONTESTANTS[contestant](await import(module), given);
const peakMb = process.resourceUsage().maxRSS / 1_024;
process.send({ ...told, peakMb }, () => contestant !== "emulator" && process.exit(0));
