import type { AutomationEvent } from "../../lib/domain/event.ts";
import { seededRandom } from "../../lib/emulator/noise.ts";
import type { Store } from "../../lib/ports/store.ts";
import { createMemoryStore } from "../../lib/stores/memory/create-memory-store.ts";
import type { Mutant, World } from "./played-world.ts";
import { deliver, type ProcessRates, startProcess } from "./processes.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import { type BucketKind, startSimBucket } from "./sim-bucket.ts";
import { type CloudRates, type SimCloud, startSimCloud } from "./sim-cloud.ts";
import type { FaultCounts } from "./worker-life.ts";
import { APPROVED_CONFIG, startPeople } from "./world-approvals.ts";
import { CONFIG, CONTENDED, FLEET, HELD, TIERED_FLEET } from "./world-config.ts";
import { budgetDeliveries, contendingOrders, tierDeliveries, type Wish, wishesOf } from "./world-events.ts";
import { exceptionRequests } from "./world-exceptions.ts";
import { END_MS, MINUTE_MS, START_MS, STORM_MS } from "./world-times.ts";

/** How a world is made. */
export interface WorldOptions {
  readonly seed: number;
  readonly mutant?: Mutant;
  /** See `World.lonely`. Default: the seed decides. */
  readonly lonely?: boolean;
  /** Where the log lies. Default: on a disk. */
  readonly bucket?: BucketKind;
  /** Whether people hold, extend and release machines all the while. Default: no. */
  readonly exceptions?: boolean;
  /** Whether people have to agree to rebuilds and to what a budget wants. Default: no. */
  readonly approvals?: boolean;
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
  /** Whether people had to agree to what some policies want. */
  readonly approvals: boolean;
  /** Errors that left a pass; the shell promises that there are none but failures of its store. */
  readonly escaped: readonly string[];
}

const HAPPENINGS_MAX = 400_000;
export const LOG_KEY = "simulated-log-key";

/** A seed decides how bad its weather is: some worlds are nearly quiet, some have a fault at every turn. */
function ratesOf(
  scheduler: Scheduler,
  lonely: boolean,
): { readonly process: ProcessRates; readonly cloud: CloudRates } {
  const up = (max: number) => (scheduler.chance(0.5) ? scheduler.random() * max : 0);
  return {
    process: {
      life: {
        crashBefore: up(0.02),
        crashAfter: up(0.02),
        freeze: up(0.015),
        freezeBeforeAnnouncing: lonely ? 0.35 : up(0.015),
      },
      store: { failBefore: up(0.02), failAfter: up(0.02) },
    },
    cloud: {
      lostBefore: up(0.1),
      lostAfter: up(0.1),
      late: up(0.5),
      throttle: up(0.1),
      error: up(0.1),
      shortPage: up(0.3),
      slow: up(0.05),
    },
  };
}

/** Plays the history of a seed. The same seed is the same history, to the last entry of its log. */
export async function playHistory({ seed, mutant = {}, ...kind }: WorldOptions): Promise<History> {
  const scheduler = createScheduler({ startMs: START_MS, random: seededRandom(seed) });
  const lonely = scheduler.chance(0.3) ? (kind.lonely ?? true) : (kind.lonely ?? false);
  const rates = ratesOf(scheduler, lonely);
  // Every second world, so that the others stay the histories that they were.
  const tiered = seed % 2 === 1;
  const counts: FaultCounts = {};
  const isCalm = () => world.calm;
  const bucket =
    kind.bucket && startSimBucket({ kind: kind.bucket, scheduler, counts, logKey: LOG_KEY, isCalm });
  // Without a lock in the bucket, the host lets one process run at a time.
  const alone = kind.bucket === "obs";
  const world: World = {
    scheduler,
    disk: bucket?.judge ?? createMemoryStore({ logKey: LOG_KEY }),
    ...(bucket ? { storeOf: bucket.storeOf } : {}),
    config: kind.approvals ? APPROVED_CONFIG : CONFIG,
    cloud: startSimCloud({ scheduler, fleet: tiered ? TIERED_FLEET : FLEET, rates: rates.cloud, counts }),
    counts,
    escaped: [],
    acknowledged: new Set(),
    lives: new Map(),
    mutant,
    born: 0,
    calls: 0,
    calm: false,
    lonely,
  };
  await world.disk.putHold({
    resource: `prod/notebook/${HELD}`,
    owner: "david",
    reason: "waits for data",
    createdAt: new Date(START_MS).toISOString(),
    until: new Date(START_MS + 86_400_000).toISOString(),
  });
  const others = lonely || scheduler.chance(0.7) ? ["b"] : [];
  for (const slot of ["a", ...(alone ? [] : others)]) startProcess(world, slot, rates.process);

  if (kind.approvals) startPeople(world);

  const wishes = wishesOf(START_MS, scheduler);
  const events = [
    ...wishes.flatMap(({ deliveries }) => deliveries),
    ...budgetDeliveries(START_MS),
    ...(tiered ? tierDeliveries(START_MS) : []),
    ...contendingOrders(START_MS, scheduler, {
      ordersMax: lonely ? 24 : 8,
      servers: lonely ? [CONTENDED.first] : Object.values(CONTENDED),
    }),
    ...(kind.exceptions ? exceptionRequests(START_MS, scheduler) : []),
  ];
  for (const event of events) {
    for (let copies = scheduler.between(1, 3); copies > 0; copies -= 1) {
      scheduler.after(scheduler.between(0, 60 * MINUTE_MS), () => deliver(world, event));
    }
  }
  let happenings = await scheduler.runUntil({ at: START_MS + STORM_MS, happeningsMax: HAPPENINGS_MAX });
  world.calm = true;
  world.cloud.calm();
  // Whoever survived the storm may be frozen still; they thaw in the calm, beside processes that are well.
  if (!alone) startProcess(world, "calm", rates.process);
  happenings += await scheduler.runUntil({
    at: END_MS,
    happeningsMax: HAPPENINGS_MAX,
  });
  const { disk, cloud, acknowledged, escaped } = world;
  const approvals = kind.approvals === true;
  return { seed, disk, cloud, wishes, acknowledged, faults: counts, happenings, approvals, escaped };
}
