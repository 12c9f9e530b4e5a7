import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SAMPLE_FLEET, SAMPLE_PROJECTS } from "../../emulator/sample-fleet.ts";
import { type RunningEmulator, startEmulator } from "../../emulator/start-emulator.ts";
import type { Store } from "../../ports/store.ts";
import { openSqliteStore } from "../../stores/sqlite/open-sqlite-store.ts";
import { BUILT_IN_CONFIG, BUILT_IN_PRICES, BUILT_IN_SECRETS } from "../built-in-config.ts";
import { type DemoServer, startDemoServer } from "./demo-server.ts";

/** Transitions take this many times less than on the cloud: an OS reinstall four seconds instead of four minutes. */
const SPEED = 60;

const KEY = { accessKey: "DEMO0000000ACCESSKEY", secretKey: "demo-secret-key-that-opens-nothing" } as const;

/** Everything the demo plays with: a folder, an emulated cloud, a server process and the log they share. */
export interface DemoWorld {
  readonly folder: string;
  readonly emulator: RunningEmulator;
  readonly store: Store;
  readonly logKey: string;
  server: DemoServer;
  /** Kills the server and starts another one on the same folder. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The built-in configuration, pointed at the emulator the way a user would point it at a cloud. Its clock policy is due
 * once a day, so that the tick which the first story puts in by hand is the only one.
 */
function configFor(url: string): string {
  return BUILT_IN_CONFIG.replace("every: 10m", "every: 1d")
    .replace(
      "project: emulated, prices: prices.yaml }",
      `project: ${SAMPLE_PROJECTS.huaweicloud}, credentials: env:DEMO, endpoint: ${url}, prices: prices.yaml }`,
    )
    .replace(
      "project: emulated }",
      `project: ${SAMPLE_PROJECTS.otc}, credentials: env:DEMO, endpoint: ${url} }`,
    );
}

function serverEnv(logKey: string, path: string | undefined): Readonly<Record<string, string>> {
  return {
    ...BUILT_IN_SECRETS,
    DEMO_ACCESS_KEY: KEY.accessKey,
    DEMO_SECRET_KEY: KEY.secretKey,
    CURFEW_LOG_KEY: logKey,
    ...(path ? { PATH: path } : {}),
  };
}

/** Builds the world in a new folder under the system's temporary one. What was opened is closed again when it fails. */
export async function buildWorld(options: {
  readonly script: string;
  readonly path: string | undefined;
}): Promise<DemoWorld> {
  const folder = await mkdtemp(join(tmpdir(), "curfew-demo-"));
  const logKey = randomBytes(24).toString("hex");
  const emulator = await startEmulator({ credentials: [KEY], fleet: SAMPLE_FLEET, speed: SPEED, seed: 1 });
  const opened: (() => Promise<void>)[] = [
    () => rm(folder, { recursive: true, force: true }),
    emulator.close,
  ];
  const close = async () => {
    for (const undo of opened.splice(0).reverse()) await undo();
  };
  try {
    await writeFile(join(folder, "curfew.yaml"), configFor(emulator.url));
    await writeFile(join(folder, "prices.yaml"), BUILT_IN_PRICES);
    const store = await openSqliteStore({ path: join(folder, "curfew.db"), logKey });
    opened.push(() => store.close());
    const start = () =>
      startDemoServer({ folder, script: options.script, env: serverEnv(logKey, options.path) });
    const world: DemoWorld = {
      ...{ folder, emulator, store, logKey, close },
      server: await start(),
      restart: async () => {
        await world.server.kill();
        world.server = await start();
      },
    };
    opened.push(() => world.server.kill());
    return world;
  } catch (error) {
    await close();
    throw error;
  }
}
