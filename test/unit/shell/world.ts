import type { Config } from "../../../lib/domain/config.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import type { Resource } from "../../../lib/domain/resource.ts";
import type { NewEntry, StatusEntry } from "../../../lib/domain/status.ts";
import type { CloudPort } from "../../../lib/ports/cloud.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { advanceRun, type PassReport, runEvent } from "../../../lib/shell/run-event.ts";
import type { PassOptions, ShellPorts } from "../../../lib/shell/shell-ports.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { emptyMemoryState, type MemoryState } from "../../../lib/stores/memory/memory-state.ts";
import { createFakeCloud, type FakeCloud } from "../../fixtures/fake-cloud.ts";
import { rulebook } from "../../fixtures/policies.ts";
import { MINUTE, NOW } from "../../fixtures/resources.ts";

/** Passes that a test waits for a run to end; more than any run here needs. */
const PASSES_MAX = 60;

export interface WorldOptions {
  readonly config?: Partial<Config>;
  readonly machines?: readonly Resource[];
  readonly settleMs?: number;
  /** Further targets by name. */
  readonly others?: (now: () => number) => Readonly<Record<string, CloudPort>>;
  /** Puts something between the shell and the real memory store. */
  readonly wrap?: (store: Store) => Store;
}

/** A process with a store and a cloud, and a clock that stands still until a test moves it. */
export interface World {
  readonly cloud: FakeCloud;
  readonly store: Store;
  readonly state: MemoryState;
  readonly clock: { nowMs: number };
  /** New ports over the same store, as a process has them that was just started. */
  ports(): ShellPorts;
  /** Takes an event in and works on it once. */
  take(event: AutomationEvent, options?: PassOptions): ReturnType<typeof runEvent>;
  /** One pass by a new process. */
  pass(run: string, options?: PassOptions): Promise<PassReport>;
  /** Minute by minute, one pass each, until the run has ended; fails when it does not. */
  finish(run: string): Promise<readonly StatusEntry[]>;
  entries(run: string): Promise<readonly StatusEntry[]>;
  /** Without what a full hour writes of the fleet. */
  lines(run: string): Promise<readonly string[]>;
}

/** An entry in short: phase and reason, the verb and the machine where there is one. */
export function line({ phase, reason, action, resource }: NewEntry): string {
  const machine = resource?.split("/").at(-1);
  return [phase, reason, ...(action ? [action] : []), ...(machine ? [machine] : [])].join(" ");
}

export function createWorld(options: WorldOptions = {}): World {
  const clock = { nowMs: NOW };
  const now = () => clock.nowMs;
  const { machines = [], settleMs = MINUTE } = options;
  const cloud = createFakeCloud({ now, machines, settleMs });
  const state = emptyMemoryState();
  const kept = createMemoryStore({ state });
  const store = options.wrap?.(kept) ?? kept;
  const rules = rulebook(options.config);
  const others = Object.entries(options.others?.(now) ?? {});
  const count = { run: 0, call: 0 };

  const world: World = {
    cloud,
    store,
    state,
    clock,
    ports: () => ({
      store,
      clouds: new Map([["prod", cloud.port], ...others]),
      clock: { now },
      ids: {
        run: () => {
          count.run += 1;
          return `run-${count.run}`;
        },
        call: () => {
          count.call += 1;
          return `call-${count.call}`;
        },
      },
      rulebook: rules,
    }),
    take: (event, pass) => runEvent(event, world.ports(), pass),
    pass: (run, pass) => advanceRun(run, world.ports(), pass),
    finish: async (run) => {
      for (let pass = 0; pass < PASSES_MAX; pass += 1) {
        const { status } = await world.pass(run);
        if (status === "finished") return world.entries(run);
        clock.nowMs += MINUTE;
      }
      throw new Error(`${run} did not end:\n${(await world.lines(run)).join("\n")}`);
    },
    entries: async (run) => (await kept.read(run))?.entries ?? [],
    lines: async (run) => (await world.entries(run)).filter(({ phase }) => phase !== "seen").map(line),
  };
  return world;
}
