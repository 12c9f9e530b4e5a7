import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createNodeTransport } from "../../../lib/clients/transport/node-https.ts";
import { COMPILED_VERSION } from "../../../lib/compose/compiled-config.ts";
import { openBucket } from "../../../lib/compose/open-bucket.ts";
import { loadConfig } from "../../../lib/config/load-config.ts";
import type { StatusEntry } from "../../../lib/domain/status.ts";
import {
  type RunningObjectsEmulator,
  startObjectsEmulator,
} from "../../../lib/emulator/objects/start-objects-emulator.ts";
import { SAMPLE_FLEET, SAMPLE_PROJECTS } from "../../../lib/emulator/sample-fleet.ts";
import { startEmulator } from "../../../lib/emulator/start-emulator.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { SCHEMES } from "../../../lib/sources/schemes.ts";
import { createObjectStore } from "../../../lib/stores/object/create-object-store.ts";
import { cloudAt, type EmulatedCloud, TEST_ENV, TEST_KEY } from "./emulated-cloud.ts";
import type { FunctionHarness, FunctionName, OpenHarness } from "./function-harness.ts";
import { STORY_SECRETS, storyConfig } from "./story-config.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const BUCKET = "curfew-log";
const LOG_KEY = "test-only-log-key-that-protects-nothing";

/** Transitions take so many times less than on the cloud: a stop of minutes is over before anybody looks again. */
const SPEED = 20_000;

/** Calls of the executor until everything has ended; each rebuild takes a handful. */
const CALLS_MAX = 30;
const BETWEEN_CALLS_MS = 60;

/** The built functions of one platform, with everything they speak to on this machine. */
export interface FunctionWorld {
  readonly cloud: EmulatedCloud;
  readonly objects: RunningObjectsEmulator;
  readonly harness: FunctionHarness;
  /** How often the executor was asked for. */
  readonly asked: () => number;
  /** The same log, as a person's machine reads it. */
  readonly store: Store;
  /** Calls the executor until every run has ended; resolves to the entries of them all. */
  settle(): Promise<readonly StatusEntry[]>;
  close(): Promise<void>;
}

/** Stands in for whatever calls the executor again: FunctionGraph's asynchronous call, or a queue. */
async function startAsking() {
  const asked = { count: 0 };
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      asked.count += 1;
      response.writeHead(202, { "content-type": "application/json" });
      response.end(JSON.stringify({ request_id: `asked-${asked.count}`, MessageId: `asked-${asked.count}` }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The built code of every function with its configuration beside it, as `curfew package` lays it out. */
async function packed(platform: string, yaml: string): Promise<string> {
  const loaded = await loadConfig({
    text: yaml,
    path: "curfew.yaml",
    readFile: () => Promise.reject(new Error("no file")),
    schemes: SCHEMES.map(({ id }) => id),
  });
  if (!loaded.ok) throw new Error(loaded.errors.map(({ message }) => message).join("\n"));
  const folder = await mkdtemp(join(tmpdir(), "curfew-functions-"));
  const compiled = JSON.stringify({ compiled: COMPILED_VERSION, config: loaded.config });
  for (const name of ["webhook", "schedule", "queue"]) {
    await cp(join(ROOT, "dist/functions", platform, name, "index.js"), join(folder, name, "index.js"));
    await writeFile(join(folder, name, "curfew.config.json"), compiled);
  }
  return folder;
}

/** Starts both emulators and opens the functions of a platform on them. */
export async function openFunctionWorld(openHarness: OpenHarness): Promise<FunctionWorld> {
  const { platform, service, credentials } = openHarness;
  const cloud = cloudAt(
    await startEmulator({ credentials: [TEST_KEY], fleet: SAMPLE_FLEET, speed: SPEED, seed: 1 }),
  );
  const region = service === "s3" ? "eu-central-1" : "cn-north-4";
  const objects = await startObjectsEmulator({
    dialect: service,
    credentials: [TEST_KEY],
    buckets: [BUCKET],
    behaviour: { region },
  });
  const asking = await startAsking();
  const yaml = storyConfig(cloud.url).replace("credentials: env:TEST", `credentials: ${credentials}`);
  // The server of plain Node has no bundle of its own; what is packed for it is not looked at.
  const folder = await packed(platform === "node" ? "lambda" : platform, yaml);
  const harness = await openHarness.open({
    folder,
    yaml,
    projectId: SAMPLE_PROJECTS.huaweicloud,
    variables: {
      ...TEST_ENV,
      ...STORY_SECRETS,
      CURFEW_LOG_KEY: LOG_KEY,
      CURFEW_STORE: `${service}://${BUCKET}`,
      CURFEW_STORE_ENDPOINT: objects.url,
    },
    region,
    askUrl: asking.url,
  });
  const transport = createNodeTransport();
  const bucket = openBucket({
    ...{ cloud: "huaweicloud", region, transport, now: Date.now, endpoint: objects.url },
    store: `${service}://${BUCKET}`,
    credentials: () => TEST_KEY,
  });
  let opened = 0;
  const openLog = () => {
    opened += 1;
    return createObjectStore({ bucket, nonce: () => `reader-${opened}`, logKey: LOG_KEY });
  };
  const store = openLog();

  async function settle(): Promise<readonly StatusEntry[]> {
    for (let call = 0; call < CALLS_MAX; call += 1) {
      await harness.work();
      const log = openLog();
      const open = await log.openRuns({ limit: 100 });
      const { entries } = await log.find({}, { limit: 10_000 });
      const { objects: inbox } = await bucket.list("inbox/", { limit: 1 });
      if (open.length === 0 && inbox.length === 0) return entries;
      await pause(BETWEEN_CALLS_MS);
    }
    throw new Error("the runs did not end");
  }

  return {
    ...{ cloud, objects, harness, store, settle },
    asked: () => asking.asked.count,
    close: async () => {
      await harness.close();
      await Promise.all([transport.close(), cloud.close(), objects.close(), asking.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type { FunctionName };
