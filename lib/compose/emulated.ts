import type { Config } from "../domain/config.ts";
import { SAMPLE_FLEET, SAMPLE_PROJECTS } from "../emulator/sample-fleet.ts";
import { startEmulator } from "../emulator/start-emulator.ts";
import type { ReadVariable } from "./references.ts";

/** The configuration turned towards an emulator that runs in this process. */
export interface Emulated {
  readonly url: string;
  readonly config: Config;
  readonly env: ReadVariable;
  close(): Promise<void>;
}

/** Obviously made up: they open nothing but the emulator beside them. */
const KEY = {
  accessKey: "EMULATOR0000ACCESSKEY",
  secretKey: "emulator-secret-key-that-opens-nothing",
} as const;

/** How an emulator in the same process is started. */
export interface EmulatedOptions {
  readonly env: ReadVariable;
  /** Transitions take this many times less than on the cloud. Default 20. */
  readonly speed?: number;
  readonly seed?: number;
}

/**
 * Starts an emulator with the sample fleet and points every target of the config at it. Nothing of the real clouds
 * can be reached through the result: endpoint, project and credentials are all replaced.
 */
export async function emulate(config: Config, options: EmulatedOptions): Promise<Emulated> {
  const running = await startEmulator({
    credentials: [KEY],
    fleet: SAMPLE_FLEET,
    speed: options.speed ?? 20,
    seed: options.seed ?? 1,
  });
  const targets = config.targets.map((target) => ({
    ...target,
    endpoint: running.url,
    project: SAMPLE_PROJECTS[target.cloud],
    credentials: "env:CURFEW_EMULATOR",
  }));
  const made: Readonly<Record<string, string>> = {
    CURFEW_EMULATOR_ACCESS_KEY: KEY.accessKey,
    CURFEW_EMULATOR_SECRET_KEY: KEY.secretKey,
  };
  return {
    url: running.url,
    config: { ...config, targets },
    env: (name) => made[name] ?? options.env(name),
    close: running.close,
  };
}
