import { setTimeout as pause } from "node:timers/promises";
import type { StatusEntry } from "../../lib/domain/status.ts";
import type { Fault } from "../../lib/emulator/fault.ts";
import { momentOf } from "./kill-moment.ts";
import { type Aim, drawKillPlan, type KillPlan } from "./kill-plan.ts";
import type { Lane } from "./lane.ts";
import type { ServeChild } from "./serve-child.ts";

const OPEN_RUNS_MAX = 1_000;
const CALL_MS_MAX = 1_500;
const LOOK_EVERY_MS = 2;

/** Share of lives in which two servers work on the same store. */
const PAIR_SHARE = 0.25;

type Operation = NonNullable<Fault["match"]["operation"]>;

/** What a decision rests on. */
const LISTS: readonly Operation[] = ["ListAllDevServers", "ListDevServers"];

/** What a decision comes to. */
const WRITES: readonly Operation[] = [
  ...(["StopDevServer", "BatchDevServersAction", "RebootDevServer", "ReinstallDevServerOS"] as const),
  ...(["ChangeDevServerOS", "DeleteDevServer", "CreateNotebook", "CreateDevServer"] as const),
];

/** Waits until a call has set out or has arrived; not for ever, since there may be nothing to send. */
async function callUnderWay({ gate, writes }: Lane, before: number): Promise<void> {
  const giveUpAt = performance.now() + CALL_MS_MAX;
  while (gate.held() + writes() === before && performance.now() < giveUpAt) await pause(LOOK_EVERY_MS);
}

async function setNetwork({ cloud, gate }: Lane, plan: KillPlan): Promise<void> {
  gate.set(plan.weather);
  await cloud.clearFaults();
  if (plan.slowAnswerMs === 0) return;
  const slowed = plan.aim === "deciding" ? LISTS : WRITES;
  const slow = { fault: "delay", delayMs: plan.slowAnswerMs, times: plan.deliveries } as const;
  await cloud.fault(...slowed.map((operation) => ({ match: { operation }, ...slow })));
}

type Approach = (lane: Lane, plan: KillPlan, url: string) => Promise<void>;

/** Share of deliveries that are sent for another time, while there is something to repeat. */
const AGAIN_SHARE = 0.4;

/** Sends at once, the first one always for the first time. Resolves when all are answered or will never be. */
async function sendSome({ outbox, random }: Lane, count: number, url: string): Promise<void> {
  const sendings = Array.from({ length: count }, (_, index) =>
    index > 0 && random() < AGAIN_SHARE ? outbox.sendAgain(url) : outbox.sendNew(url),
  );
  await Promise.all(sendings);
}

/** How the moment of the kill is come near to, once the server listens. */
const APPROACH: Readonly<Record<Exclude<Aim, "starting">, Approach>> = {
  accepting: async (lane, { deliveries, delayMs }, url) => {
    await pause(Math.floor(lane.random() * 250));
    void sendSome(lane, deliveries, url);
    await pause(delayMs);
  },
  deciding: async (lane, plan, url) => {
    await setNetwork(lane, plan);
    await sendSome(lane, plan.deliveries, url);
    await pause(plan.delayMs);
  },
  sending: async (lane, plan, url) => {
    await setNetwork(lane, plan);
    const before = lane.gate.held() + lane.writes();
    void sendSome(lane, plan.deliveries, url);
    await callUnderWay(lane, before);
    await pause(plan.delayMs);
  },
  following: async (lane, { deliveries, delayMs }, url) => {
    void Promise.all(Array.from({ length: deliveries }, () => lane.outbox.sendAgain(url)));
    await pause(delayMs);
  },
  idle: async (_lane, { delayMs }) => void (await pause(delayMs)),
};

/** What the log says that was written about open runs since a server was started. */
async function tracesSince({ store }: Lane, bornMs: number): Promise<readonly StatusEntry[]> {
  const open = await store.openRuns({ limit: OPEN_RUNS_MAX });
  const touched = open.filter(({ lastAtMs }) => lastAtMs >= bornMs);
  const runs = await Promise.all(touched.map(({ run }) => store.read(run)));
  return runs.flatMap((run) => run?.entries.filter(({ at }) => Date.parse(at) >= bornMs) ?? []);
}

async function kill(lane: Lane, child: ServeChild): Promise<void> {
  const listening = child.url() !== undefined;
  const inFlight = lane.outbox.inFlight();
  const ending = await child.kill();
  lane.complaints.push(...child.complaints());
  if (ending !== "SIGKILL") {
    lane.ownEndings.push(`a server ended with ${ending} before it was killed`);
    return;
  }
  const entries = await tracesSince(lane, child.bornMs);
  lane.moments.push(momentOf({ listening, inFlight, entries }));
}

async function liveOne(lane: Lane, plan: KillPlan): Promise<void> {
  const child = lane.start();
  if (plan.aim === "starting") await pause(plan.delayMs);
  else {
    const url = await child.listening;
    if (url !== undefined) await APPROACH[plan.aim](lane, plan, url);
  }
  await kill(lane, child);
}

/** Starts a server, or two on the same store, and kills each at the moment that was drawn for it. */
export async function live(lane: Lane, killsLeft: number): Promise<void> {
  const pair = killsLeft > 1 && lane.random() < PAIR_SHARE;
  const plans = Array.from({ length: pair ? 2 : 1 }, () => drawKillPlan(lane.random));
  await Promise.all(plans.map((plan) => liveOne(lane, plan)));
  lane.gate.set(null);
  await lane.cloud.clearFaults();
}
