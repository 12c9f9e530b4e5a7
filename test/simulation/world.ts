import { createModelArtsClient } from "../../lib/clients/modelarts/client.ts";
import { createTargetCloud } from "../../lib/clients/target/target-cloud.ts";
import { tickEvent } from "../../lib/compose/node.ts";
import { createRulebook } from "../../lib/core/rulebook.ts";
import type { AutomationEvent } from "../../lib/domain/event.ts";
import { seededRandom } from "../../lib/emulator/noise.ts";
import type { Store } from "../../lib/ports/store.ts";
import { acceptEvent } from "../../lib/shell/accept-event.ts";
import { advanceRun, sweepRuns } from "../../lib/shell/run-event.ts";
import type { ShellPorts } from "../../lib/shell/shell-ports.ts";
import { digest } from "../../lib/signing/hash-chain.ts";
import { createMemoryStore } from "../../lib/stores/memory/create-memory-store.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import { type CloudRates, KEY, type SimCloud, startSimCloud } from "./sim-cloud.ts";
import { storeFor } from "./sim-store.ts";
import { type FaultCounts, type FaultRates, type Life, startLife } from "./worker-life.ts";
import { CONFIG, FLEET, HELD, PROJECT } from "./world-config.ts";
import { budgetDeliveries, type Wish, wishesOf } from "./world-events.ts";

/** A deliberately broken variant: changes the ports that the shell gets, to see whether the invariants notice. */
export type Mutant = (ports: ShellPorts) => ShellPorts;

/** How a world is made. */
export interface WorldOptions {
  readonly seed: number;
  readonly mutant?: Mutant;
}

/** A history, ready to be judged. */
export interface History {
  readonly seed: number;
  readonly disk: Store;
  readonly cloud: SimCloud;
  readonly wishes: readonly Wish[];
  /** Events whose sender was told that they were taken in. */
  readonly acknowledged: ReadonlySet<AutomationEvent>;
  readonly faults: FaultCounts;
  readonly happenings: number;
  /** Errors that left a pass; the shell promises that there are none but failures of its store. */
  readonly escaped: readonly string[];
}

const START_MS = Date.UTC(2026, 0, 15, 8);
const MINUTE_MS = 60_000;
/** Faults for so long, then calm for so long, so that everything that can end does end. */
const STORM_MS = 100 * MINUTE_MS;
const CALM_MS = 240 * MINUTE_MS;
const HAPPENINGS_MAX = 400_000;
const SWEEP_MS = { storm: 20_000, calm: 60_000 } as const;
const SKEW_MS = 60_000;
export const LOG_KEY = "simulated-log-key";

interface World {
  readonly scheduler: Scheduler;
  readonly disk: Store;
  readonly cloud: SimCloud;
  readonly counts: FaultCounts;
  readonly escaped: string[];
  readonly lives: Map<string, { readonly life: Life; readonly ports: ShellPorts }>;
  readonly mutant: Mutant;
  born: number;
  calls: number;
  calm: boolean;
}

/** A seed decides how bad its weather is: some worlds are nearly quiet, some have a fault at every turn. */
function ratesOf(scheduler: Scheduler): { readonly process: FaultRates; readonly cloud: CloudRates } {
  const up = (max: number) => (scheduler.chance(0.5) ? scheduler.random() * max : 0);
  return {
    process: { crashBefore: up(0.02), crashAfter: up(0.02), freeze: up(0.01) },
    cloud: {
      lostBefore: up(0.1),
      lostAfter: up(0.1),
      throttle: up(0.1),
      error: up(0.1),
      shortPage: up(0.2),
      slow: up(0.05),
    },
  };
}

function portsFor(life: Life, world: World): ShellPorts {
  const { scheduler } = world;
  const now = () => scheduler.now() + life.skewMs;
  const client = createModelArtsClient({
    cloud: "huaweicloud",
    endpoint: "http://127.0.0.1:1",
    projectId: PROJECT,
    credentials: () => KEY,
    transport: world.cloud.transportFor(life),
    now: () => new Date(now()),
    random: scheduler.random,
    sleep: (ms) => life.call("sleep", [ms, ms], () => undefined),
  });
  const target = createTargetCloud({
    name: "prod",
    cloud: "huaweicloud",
    client,
    allow: CONFIG.allow,
    tagKeys: [],
    resolveSecret: (reference) => reference,
    now,
  });
  return world.mutant({
    store: storeFor(life, world.disk),
    clouds: new Map([["prod", target]]),
    clock: { now },
    ids: {
      run: (nowMs) => `r${nowMs.toString(36)}${(world.calls++).toString(36).padStart(6, "0")}`,
      call: () => `c${world.calls++}`,
    },
    rulebook: createRulebook(CONFIG, { digest }),
  });
}

function work(world: World, promise: Promise<unknown>): void {
  promise.catch((error: unknown) =>
    world.escaped.push(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
}

/** A process: sweeps now and then, ticks every ten minutes, dies at some point, and is started again. */
function startProcess(world: World, slot: string, rates: FaultRates): void {
  const { scheduler } = world;
  world.born += 1;
  const life = startLife({
    name: `${slot}.${world.born}`,
    scheduler,
    rates: world.calm ? { crashBefore: 0, crashAfter: 0, freeze: 0 } : rates,
    counts: world.counts,
    skewMs: scheduler.between(-SKEW_MS, SKEW_MS),
    onDeath: () => {
      world.lives.delete(slot);
      scheduler.after(scheduler.between(5_000, 120_000), () => startProcess(world, slot, rates));
    },
  });
  const ports = portsFor(life, world);
  world.lives.set(slot, { life, ports });

  let sweeping = false;
  const sweep = () => {
    if (!life.isAlive()) return;
    scheduler.after(world.calm ? SWEEP_MS.calm : SWEEP_MS.storm, sweep);
    if (sweeping) return;
    sweeping = true;
    const done = sweepRuns(ports, { onError: (_, error) => work(world, Promise.reject(error)) });
    work(
      world,
      done.finally(() => (sweeping = false)),
    );
  };
  const tick = () => {
    if (!life.isAlive()) return;
    scheduler.after(10 * MINUTE_MS, tick);
    const slotMs = Math.floor(ports.clock.now() / (10 * MINUTE_MS)) * 10 * MINUTE_MS;
    work(
      world,
      acceptEvent(tickEvent(slotMs, slotMs - 10 * MINUTE_MS), ports).then(({ run }) =>
        advanceRun(run, ports),
      ),
    );
  };
  scheduler.after(scheduler.between(0, 20_000), sweep);
  scheduler.after(scheduler.between(0, 10 * MINUTE_MS), tick);
}

/** A sender: tries until somebody says that the event was taken in. */
function deliver(world: World, event: AutomationEvent, acknowledged: Set<AutomationEvent>): void {
  const { scheduler } = world;
  const lives = [...world.lives.values()];
  const chosen = lives[scheduler.between(0, Math.max(0, lives.length - 1))];
  const again = () => {
    if (!acknowledged.has(event)) deliver(world, event, acknowledged);
  };
  scheduler.after(scheduler.between(60_000, 300_000), again);
  if (!chosen) return;
  const { ports } = chosen;
  const taken = acceptEvent(event, ports).then(({ run, outcome }) => {
    acknowledged.add(event);
    return outcome === "finished" ? undefined : advanceRun(run, ports);
  });
  work(world, taken);
}

/** Plays the history of a seed. The same seed is the same history, to the last entry of its log. */
export async function playHistory({ seed, mutant = (ports) => ports }: WorldOptions): Promise<History> {
  const scheduler = createScheduler({ startMs: START_MS, random: seededRandom(seed) });
  const rates = ratesOf(scheduler);
  const counts: FaultCounts = {};
  const world: World = {
    scheduler,
    disk: createMemoryStore({ logKey: LOG_KEY }),
    cloud: startSimCloud({ scheduler, fleet: FLEET, rates: rates.cloud, counts }),
    counts,
    escaped: [],
    lives: new Map(),
    mutant,
    born: 0,
    calls: 0,
    calm: false,
  };
  await world.disk.putHold({
    resource: `prod/notebook/${HELD}`,
    owner: "david",
    reason: "waits for data",
    createdAt: new Date(START_MS).toISOString(),
    until: new Date(START_MS + 86_400_000).toISOString(),
  });
  for (const slot of scheduler.chance(0.7) ? ["a", "b"] : ["a"]) startProcess(world, slot, rates.process);

  const acknowledged = new Set<AutomationEvent>();
  const wishes = wishesOf(START_MS, scheduler);
  const events = [...wishes.flatMap(({ deliveries }) => deliveries), ...budgetDeliveries(START_MS)];
  for (const event of events) {
    for (let copies = scheduler.between(1, 3); copies > 0; copies -= 1) {
      scheduler.after(scheduler.between(0, 60 * MINUTE_MS), () => deliver(world, event, acknowledged));
    }
  }
  let happenings = await scheduler.runUntil({ at: START_MS + STORM_MS, happeningsMax: HAPPENINGS_MAX });
  world.calm = true;
  world.cloud.calm();
  // Whoever survived the storm may be frozen still; they thaw in the calm, beside processes that are well.
  startProcess(world, "calm", rates.process);
  happenings += await scheduler.runUntil({
    at: START_MS + STORM_MS + CALM_MS,
    happeningsMax: HAPPENINGS_MAX,
  });
  return {
    seed,
    disk: world.disk,
    cloud: world.cloud,
    wishes,
    acknowledged,
    faults: counts,
    happenings,
    escaped: world.escaped,
  };
}
