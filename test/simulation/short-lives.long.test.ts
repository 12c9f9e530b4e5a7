import { expect, it } from "vitest";
import type { Config } from "../../lib/domain/config.ts";
import { items } from "../../lib/emulator/chunked-list.ts";
import type { FleetInput } from "../../lib/emulator/fleet.ts";
import { seededRandom } from "../../lib/emulator/noise.ts";
import { acceptEvent } from "../../lib/shell/accept-event.ts";
import { sweepRuns } from "../../lib/shell/sweep-runs.ts";
import { createMemoryStore } from "../../lib/stores/memory/create-memory-store.ts";
import { WIDE_LIMITS } from "../fixtures/policies.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import { type SimCloud, startSimCloud } from "./sim-cloud.ts";
import { simulatedPorts } from "./sim-ports.ts";
import { startLife } from "./worker-life.ts";
import { CONFIG, machineId, PROJECT } from "./world-config.ts";
import { budgetDeliveries } from "./world-events.ts";
import { MINUTE_MS, START_MS } from "./world-times.ts";

const SERVERS = 5_000;
/** The platform's default: after this the process is killed, whatever it does. */
const LIMIT_MS = 3_000;
const TICKS_MAX = 60;

const fleet: FleetInput = {
  seed: 3,
  projects: { [PROJECT]: { cloud: "huaweicloud" } },
  machines: Array.from({ length: SERVERS }, (_, index) => ({
    ...{ kind: "dev-server" as const, id: machineId(index), name: `vision-anna-gpu${index}` },
    ...{ flavor: "pi2.2xlarge.4", serverType: "ECS" as const, project: PROJECT },
    ...{ createdMinutesAgo: 28_800, startedMinutesAgo: 2_880 },
  })),
};

const config: Config = {
  ...CONFIG,
  limits: { ...WIDE_LIMITS, perRun: SERVERS, percent: 100, perOwnerPerHour: SERVERS },
};

const NO_TROUBLE = { lostBefore: 0, late: 0, lostAfter: 0, throttle: 0, error: 0, shortPage: 0, slow: 0 };

interface Function {
  readonly scheduler: Scheduler;
  readonly cloud: SimCloud;
  readonly disk: ReturnType<typeof createMemoryStore>;
  calls: number;
}

/** One invocation: a new process that lives for three seconds, and is killed then if it is not done. */
async function invoke(host: Function): Promise<"done" | "killed"> {
  const { scheduler } = host;
  const bornMs = scheduler.now();
  const life = startLife({
    ...{ name: "invocation", scheduler, counts: {}, onDeath: () => undefined, isCalm: () => false },
    rates: { crashBefore: 0, crashAfter: 0, freeze: 0, freezeBeforeAnnouncing: 0 },
    skewMs: () => 0,
  });
  const id = () => {
    host.calls += 1;
    return host.calls;
  };
  const ports = simulatedPorts({ ...host, life, config, id, strikes: () => false });
  let ended: "done" | "killed" = "killed";
  const failures: unknown[] = [];
  const onError = (_run: string, error: unknown) => failures.push(error);
  scheduler.after(0, () => {
    void sweepRuns(ports, { deadlineMs: bornMs + LIMIT_MS, onError }).then(() => {
      ended = "done";
    });
  });
  scheduler.after(LIMIT_MS, life.kill);
  await scheduler.runUntil({ at: bornMs + MINUTE_MS, happeningsMax: 100_000 });
  expect(failures).toEqual([]);
  return ended;
}

it(`stops ${SERVERS} servers in processes that live for three seconds, each server with one call`, async () => {
  const scheduler = createScheduler({ startMs: START_MS, random: seededRandom(11) });
  const cloud = startSimCloud({ scheduler, fleet, rates: NO_TROUBLE, counts: {} });
  const host: Function = { scheduler, cloud, disk: createMemoryStore(), calls: 0 };
  const [alert] = budgetDeliveries(START_MS);
  if (!alert) throw new Error("there is no alert");
  const accepting = {
    store: host.disk,
    clock: { now: scheduler.now },
    ids: { run: () => "run-1", call: () => "" },
  };
  const { run } = await acceptEvent(alert, accepting);

  const ends: string[] = [];
  let finished = false;
  for (let tick = 0; tick < TICKS_MAX && !finished; tick += 1) {
    ends.push(await invoke(host));
    finished = (await host.disk.read(run))?.entries.at(-1)?.phase === "finished";
  }

  const entries = (await host.disk.read(run))?.entries ?? [];
  expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "done", text: `${SERVERS} succeeded` });
  expect(ends.length).toBeGreaterThan(1);
  // No process had to be killed: each stopped in time and left the rest to the next.
  expect(ends.filter((end) => end === "killed")).toEqual([]);
  expect(entries.some(({ phase, reason }) => phase === "deferred" && reason === "deadline")).toBe(true);
  const announced = entries.filter(({ phase }) => phase === "submitting").map(({ resource }) => resource);
  expect(announced).toHaveLength(SERVERS);
  expect(new Set(announced).size).toBe(SERVERS);
  const effects = [...items(cloud.state().journal)].filter(
    (call) => call.effects.length > 0 && call.status < 300,
  );
  const stopped = effects.flatMap((call) => call.effects);
  expect(stopped).toHaveLength(SERVERS);
  expect(new Set(stopped.map(({ resource }) => resource)).size).toBe(SERVERS);
}, 180_000);
