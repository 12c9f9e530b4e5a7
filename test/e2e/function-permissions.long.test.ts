import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createFunctionGraphClient } from "../../lib/clients/functiongraph/create-functiongraph-client.ts";
import { createNodeTransport } from "../../lib/clients/transport/node-https.ts";
import { loadConfig } from "../../lib/config/load-config.ts";
import { CLOUD_NAMES } from "../../lib/domain/clouds.ts";
import { startFunctionGraph } from "../../lib/emulator/functiongraph/start-functiongraph.ts";
import { shardValues } from "../../lib/emulator/shard-map.ts";
import { SCHEMES } from "../../lib/sources/schemes.ts";
import { type PolicyDocument, permissionsOf } from "../../lib/stack/permissions.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { TEST_KEY } from "./support/emulated-cloud.ts";
import { HARNESSES } from "./support/function-harness.ts";
import { openFunctionWorld } from "./support/function-world.ts";
import { STORY_ORDERS } from "./support/orders.ts";
import { endings } from "./support/run-log.ts";
import { storyConfig } from "./support/story-config.ts";
import { MINUTE_MS } from "./support/test-clock.ts";
import { budgetAlert, signed } from "./support/webhook-sender.ts";

const opened = cleanUpAfterEach();

const HOME = "huaweicloud";
const REGION = "cn-north-4";
const BUCKET = "curfew-log";

/** Deploys, which the functions themselves may not. */
const ADMIN = {
  accessKey: "TESTONLY0ADMINKEY",
  secretKey: "test-only-admin-key-that-opens-nothing",
} as const;

/** Calls of the executor that one event may lead to. */
const CALLS_MAX = 30;

/** Longer than any machine takes to stop in this world. */
const LATER_MS = 60;

/** FunctionGraph with the executor on it; it keeps what one function hands to another, for whoever may. */
async function openPlatform(projectId: string) {
  const platform = opened(await startFunctionGraph({ credentials: [TEST_KEY, ADMIN], region: REGION }));
  const transport = opened(createNodeTransport());
  const client = createFunctionGraphClient({
    ...{ endpoint: platform.url, projectId, transport, random: Math.random },
    credentials: () => ADMIN,
    now: () => new Date(),
    sleep: () => Promise.resolve(),
  });
  await client.call("CreateFunction", {
    body: {
      ...{ func_name: "curfew-test-schedule", package: "default", runtime: "Node.js20.15" },
      ...{
        handler: "index.handler",
        timeout: 30,
        memory_size: 128,
        code_type: "zip",
        code_filename: "index.zip",
      },
      func_code: { file: btoa("PK\u0003\u0004 not really") },
    },
  });
  return { platform, waiting: () => [...platform.state().functions.values()].flatMap((one) => one.waiting) };
}

const actionsOf = (policy: PolicyDocument | null) => policy?.Statement.flatMap(({ Action }) => Action) ?? [];

/** Every printed action, of both clouds; the functions and their bucket are at home on one. */
async function printedActions(): Promise<readonly string[]> {
  const loaded = await loadConfig({
    ...{ text: storyConfig("http://127.0.0.1:9"), path: "curfew.yaml" },
    readFile: () => Promise.reject(new Error("no file")),
    schemes: SCHEMES.map(({ id }) => id),
  });
  if (!loaded.ok) throw new Error("the configuration of the stories is broken");
  const { config } = loaded;
  return CLOUD_NAMES.flatMap((cloud) => {
    const isHome = cloud === HOME;
    const bucket = isHome ? BUCKET : null;
    const { project, global } = permissionsOf(config, { cloud, bucket, invokes: isHome });
    return [...actionsOf(project), ...actionsOf(global)];
  });
}

async function openWorld(allowed: readonly string[] | null) {
  const [functionGraph] = HARNESSES;
  if (!functionGraph) throw new Error("no harness");
  const parts: { platform?: Awaited<ReturnType<typeof openPlatform>> } = {};
  const world = opened(
    await openFunctionWorld({
      ...functionGraph,
      open: async (given) => {
        parts.platform = await openPlatform(given.projectId);
        return functionGraph.open({ ...given, askUrl: parts.platform.platform.url });
      },
    }),
  );
  if (!parts.platform) throw new Error("no platform");
  const { platform, waiting } = parts.platform;
  const permit = async (actions: readonly string[] | null) => {
    await world.cloud.permit(actions);
    world.objects.emulator.permit(TEST_KEY.accessKey, actions);
    platform.permit(TEST_KEY.accessKey, actions);
  };
  await permit(allowed);
  return { ...world, waiting, permit };
}

type World = Awaited<ReturnType<typeof openWorld>>;

/** Hands on what functions handed over to the platform, as it would: each once, in order. Answers how each call went. */
async function handOn({ harness, waiting }: World, from: number): Promise<readonly string[]> {
  const lines: string[] = [];
  for (let at = from; at < from + CALLS_MAX && at < waiting().length; at += 1) {
    lines.push(await outcomeOf(harness.call("schedule", waiting()[at]?.event)));
  }
  return lines;
}

const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    () => "failed",
  );

/**
 * Plays a webhook, a message, a tick and a later one with the built functions. Between them nobody calls the executor but
 * the functions themselves. Answers what was said, what was done by when, and what the log holds in the end.
 */
async function play(allowed: readonly string[] | null): Promise<readonly string[]> {
  const world = await openWorld(allowed);
  const { harness } = world;
  const nowMs = Date.now();
  const alert = signed({ source: "budget", id: "msg_1", nowMs, body: budgetAlert(nowMs) });
  const [order] = STORY_ORDERS;
  const deeds = {
    webhook: async () => {
      const { status } = await harness.webhook("/webhooks/budget", alert);
      if (status !== 202) throw new Error(String(status));
    },
    message: () => harness.messages({ one: JSON.stringify({ id: order.id, ...order.data }) }),
    tick: () => harness.tick(Math.floor(nowMs / (10 * MINUTE_MS)) * 10 * MINUTE_MS),
    later: () => harness.work(),
  };
  const lines: string[] = [];
  for (const [name, deed] of Object.entries(deeds)) {
    const handed = world.waiting().length;
    const said = await outcomeOf(deed());
    const woken = (await handOn(world, handed)).includes("failed") ? ", then failed" : "";
    lines.push(`${name} ${said}${woken}, ${(await world.cloud.writes()).length} writes`);
    await pause(LATER_MS);
  }
  await world.permit(null);
  const { entries } = await world.store.find({}, { limit: 10_000 });
  const objects = world.objects.emulator.state().buckets.get(BUCKET);
  const left = objects ? [...shardValues(objects)].filter(({ key }) => key.startsWith("inbox/")) : [];
  return [...lines, `${endings(entries)} runs ended, ${left.length} events left`];
}

const WHOLE = [
  "webhook ok, 3 writes",
  "message ok, 4 writes",
  "tick ok, 8 writes",
  "later ok, 8 writes",
  "3 runs ended, 0 events left",
];

describe("the built functions on FunctionGraph, with the log in a bucket", () => {
  it("do everything with all permissions, and with exactly those that are printed", async () => {
    expect(await play(null)).toEqual(WHOLE);
    expect(await play(await printedActions())).toEqual(WHOLE);
  });

  it.each([
    // Nobody wakes the executor any more, so that everything waits for the clock.
    ["functiongraph:function:invokeAsync", "webhook ok, 0 writes", "3 runs ended, 0 events left"],
    ["obs:bucket:ListBucket", "webhook ok, then failed, 0 writes", "0 runs ended, 2 events left"],
    ["obs:object:GetObject", "webhook ok, then failed, 0 writes", "0 runs ended, 2 events left"],
    ["obs:object:PutObject", "webhook failed, 0 writes", "0 runs ended, 0 events left"],
    ["obs:object:DeleteObject", "webhook ok, then failed, 0 writes", "0 runs ended, 2 events left"],
  ])("miss %s when it is taken away", async (action, first, last) => {
    const printed = await printedActions();
    expect(printed).toContain(action);
    const lines = await play(printed.filter((one) => one !== action));
    expect([lines.at(0), lines.at(-1)]).toEqual([first, last]);
  });

  it("need no other action of OBS and FunctionGraph than those", async () => {
    const own = (await printedActions()).filter((action) => /^(obs|functiongraph):/.test(action));
    expect(own).toHaveLength(5);
  });
});
