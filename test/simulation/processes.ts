import { tickEvent } from "../../lib/compose/tick-event.ts";
import { isAutomationError } from "../../lib/domain/errors.ts";
import type { AutomationEvent } from "../../lib/domain/event.ts";
import { acceptEvent } from "../../lib/shell/accept-event.ts";
import { advanceRun } from "../../lib/shell/run-event.ts";
import type { ShellPorts } from "../../lib/shell/shell-ports.ts";
import { sweepRuns } from "../../lib/shell/sweep-runs.ts";
import type { World } from "./played-world.ts";
import { simulatedPorts } from "./sim-ports.ts";
import type { StoreRates } from "./sim-store.ts";
import { type FaultRates, type Life, startLife } from "./worker-life.ts";
import { END_MS, MINUTE_MS } from "./world-times.ts";

const SWEEP_MS = { storm: 20_000, lonely: 30 * MINUTE_MS, calm: 150_000 } as const;
/** No clock slot any more so long before the end: what was begun then could not come to its own. */
const LAST_TICK_MS = 190 * MINUTE_MS;
/** How far the clocks of processes are off: half of what the promises allow for. */
const SKEW_MS = 60_000;
/** A clock that is set right, or wrong, while the process runs. */
const JUMP_EVERY_MS = [20 * MINUTE_MS, 120 * MINUTE_MS] as const;

/** What a process suffers from. */
export interface ProcessRates {
  readonly life: FaultRates;
  readonly store: StoreRates;
}

function portsFor(life: Life, rates: ProcessRates, world: World): ShellPorts {
  const { scheduler, counts, cloud } = world;
  const disk = world.storeOf?.(life) ?? world.disk;
  const strikes = (what: keyof StoreRates) => {
    if (world.calm || !scheduler.chance(rates.store[what])) return false;
    const name = what === "failBefore" ? "store fails before the write" : "store fails after the write";
    counts[name] = (counts[name] ?? 0) + 1;
    return true;
  };
  const id = () => {
    world.calls += 1;
    return world.calls;
  };
  const answer = world.mutant.answer ?? ((response) => response);
  const parts = { life, scheduler, cloud, disk, strikes, id, answer };
  const ports = simulatedPorts({ ...parts, config: world.config });
  return world.mutant.ports?.(ports) ?? ports;
}

/** A failing store is an error that leaves the pass, as promised; anything else is not. */
export function work(world: World, promise: Promise<unknown>): void {
  promise.catch((error: unknown) => {
    if (isAutomationError(error) && error.code === "store-failed") return;
    world.escaped.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  });
}

/** A process: sweeps now and then, ticks every ten minutes, dies at some point, and is started again. */
export function startProcess(world: World, slot: string, rates: ProcessRates): void {
  const { scheduler } = world;
  world.born += 1;
  let skewMs = scheduler.between(-SKEW_MS, SKEW_MS);
  const life = startLife({
    name: `${slot}.${world.born}`,
    scheduler,
    rates: rates.life,
    isCalm: () => world.calm,
    counts: world.counts,
    skewMs: () => skewMs,
    onDeath: () => {
      world.lives.delete(slot);
      scheduler.after(scheduler.between(5_000, 120_000), () => startProcess(world, slot, rates));
    },
  });
  const ports = portsFor(life, rates, world);
  world.lives.set(slot, { life, ports });

  const jump = () => {
    if (!life.isAlive() || world.calm) return;
    skewMs = scheduler.between(-SKEW_MS, SKEW_MS);
    world.counts["clock jumps"] = (world.counts["clock jumps"] ?? 0) + 1;
    scheduler.after(scheduler.between(...JUMP_EVERY_MS), jump);
  };
  let sweeping = false;
  const sweep = () => {
    if (!life.isAlive()) return;
    scheduler.after(SWEEP_MS[world.calm ? "calm" : world.lonely ? "lonely" : "storm"], sweep);
    if (sweeping) return;
    sweeping = true;
    const done = sweepRuns(ports, { onError: (_, error) => work(world, Promise.reject(error)) });
    work(
      world,
      done.finally(() => (sweeping = false)),
    );
  };
  const tick = () => {
    if (!life.isAlive() || scheduler.now() > END_MS - LAST_TICK_MS) return;
    scheduler.after(10 * MINUTE_MS, tick);
    const slotMs = Math.floor(ports.clock.now() / (10 * MINUTE_MS)) * 10 * MINUTE_MS;
    const taken = acceptEvent(tickEvent(slotMs, slotMs - 10 * MINUTE_MS), ports);
    work(
      world,
      taken.then(({ run }) => advanceRun(run, ports)),
    );
  };
  scheduler.after(scheduler.between(...JUMP_EVERY_MS), jump);
  scheduler.after(scheduler.between(0, SWEEP_MS[world.lonely && !world.calm ? "lonely" : "storm"]), sweep);
  scheduler.after(scheduler.between(0, 10 * MINUTE_MS), tick);
}

/** A sender: tries until somebody says that the event was taken in. */
export function deliver(world: World, event: AutomationEvent): void {
  const { scheduler, acknowledged } = world;
  const lives = [...world.lives.values()];
  const chosen = lives[scheduler.between(0, Math.max(0, lives.length - 1))];
  const again = () => {
    if (!acknowledged.has(event)) deliver(world, event);
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
