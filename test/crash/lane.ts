import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../../lib/emulator/noise.ts";
import { startEmulator } from "../../lib/emulator/start-emulator.ts";
import type { Store } from "../../lib/ports/store.ts";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { cloudAt, type EmulatedCloud } from "../e2e/support/emulated-cloud.ts";
import { CRASH_ENV, CRASH_KEY, CRASH_STORE, crashConfig, crashFleet } from "./crash-config.ts";
import { type Gate, openGate } from "./gate.ts";
import type { Moment } from "./kill-moment.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { type ServeChild, startServeChild } from "./serve-child.ts";
import { createWishes } from "./wishes.ts";

/** One cloud, one store and the servers that are killed over them. */
export interface Lane {
  readonly folder: string;
  readonly configText: string;
  readonly cloud: EmulatedCloud;
  readonly gate: Gate;
  readonly store: Store;
  readonly outbox: Outbox;
  readonly random: () => number;
  /** Calls that could have changed something and have reached the cloud. */
  writes(): number;
  start(): ServeChild;
  /** Makes one of the notebooks look forgotten, so that the clock has something to find. */
  forgetNotebook(): Promise<void>;
  readonly forgotten: readonly string[];
  /** Moments of the kills so far. */
  readonly moments: Moment[];
  /** What went wrong with a server without anybody's doing: it ended by itself, or complained. */
  readonly ownEndings: string[];
  readonly complaints: string[];
  close(): Promise<void>;
}

export interface LaneOptions {
  readonly seed: number;
  /** Kills to be expected: the fleet is made large enough for them. */
  readonly kills: number;
  /** Transitions take so many times less than on the cloud. */
  readonly speed: number;
  /** Script of the command. */
  readonly script: string;
}

/** Builds a lane in a new folder under the system's temporary one. */
export async function openLane({ seed, kills, speed, script }: LaneOptions): Promise<Lane> {
  const folder = await mkdtemp(join(tmpdir(), "curfew-crash-"));
  const random = seededRandom(seed);
  const machines = crashFleet(kills + 10);
  const emulator = await startEmulator({
    credentials: [CRASH_KEY],
    fleet: machines.fleet,
    speed,
    seed: 1,
  });
  const cloud = cloudAt(emulator);
  const gate = await openGate(emulator.url);
  const configText = crashConfig(gate.url);
  await writeFile(join(folder, "curfew.yaml"), configText);
  const store = await openSqliteStore({
    path: join(folder, CRASH_STORE),
    logKey: CRASH_ENV["CURFEW_LOG_KEY"] ?? "",
  });
  const forgotten: string[] = [];
  return {
    ...{ folder, configText, cloud, gate, store, random, forgotten },
    outbox: createOutbox(createWishes(machines, { random, now: Date.now }), random),
    writes: () => emulator.emulator.state().journal.size,
    start: () => startServeChild({ folder, script }),
    forgetNotebook: async () => {
      const id = machines.notebooks[forgotten.length];
      if (id === undefined) return;
      forgotten.push(id);
      await cloud.patch(id, { truth: { pattern: "forgotten", idleSinceHours: 9 } });
    },
    ...{ moments: [], ownEndings: [], complaints: [] },
    close: async () => {
      await store.close();
      await gate.close();
      await cloud.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
