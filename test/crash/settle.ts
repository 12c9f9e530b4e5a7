import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { StatusEntry } from "../../lib/domain/status.ts";
import type { OpenRun } from "../../lib/ports/log-reader.ts";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { openTestHost } from "../e2e/support/open-test-host.ts";
import { CRASH_ENV, CRASH_STORE } from "./crash-config.ts";
import type { Lane } from "./lane.ts";
import { isUnanswered, stepLives } from "./step-lives.ts";

/** What came of it. */
export interface Settled {
  /** How long the last server had to work, in milliseconds. */
  readonly tookMs: number;
  /** Runs that ended only when the clock was put ahead. */
  readonly endedAhead: number;
  readonly overdue: readonly string[];
}

/** Nothing new for so long means that what is open waits for something. */
const QUIET_MS = 5_000;
const LOOK_EVERY_MS = 50;
const OPEN_RUNS_MAX = 1_000;

/** Further than a signature, a lease on a machine and a decision that others died over can last. */
const AHEAD_MS = 30 * 60_000;
const AHEAD_WORK_MS_MAX = 120_000;

async function entriesOf({ store }: Lane, run: string): Promise<readonly StatusEntry[]> {
  return (await store.read(run))?.entries ?? [];
}

/** Runs that are open, without those that only a person can bring to an end. */
async function openRuns(lane: Lane): Promise<readonly OpenRun[]> {
  const open = await lane.store.openRuns({ limit: OPEN_RUNS_MAX });
  const steps = await Promise.all(open.map(async ({ run }) => stepLives(run, await entriesOf(lane, run))));
  return open.filter((_, index) => !steps[index]?.some(({ last }) => last?.phase === "unknown"));
}

/** Whether a run has something to wait for that takes longer than anybody wants to watch. */
async function hasToWait(lane: Lane, { run }: OpenRun): Promise<boolean> {
  const entries = await entriesOf(lane, run);
  return stepLives(run, entries).some((life) => isUnanswered(life) || life.last?.reason === "leased");
}

async function all(lane: Lane, runs: readonly OpenRun[]): Promise<boolean> {
  const answers = await Promise.all(runs.map((run) => hasToWait(lane, run)));
  return answers.every(Boolean);
}

/** Whether everything has ended, or what has not waits for a signature or a lease to run out. */
async function isSettled(lane: Lane): Promise<boolean> {
  const open = await openRuns(lane);
  if (open.length === 0) return true;
  const newestMs = Math.max(...open.map(({ lastAtMs }) => lastAtMs));
  return Date.now() - newestMs > QUIET_MS && (await all(lane, open));
}

/** One more server, which nobody kills before it is done, or out of time. */
async function workInPeace(lane: Lane, settleMs: number): Promise<void> {
  const giveUpAt = performance.now() + settleMs;
  const inTime = () => performance.now() < giveUpAt;
  const child = lane.start();
  const url = await child.listening;
  if (url === undefined) lane.ownEndings.push(`the last server did not start: ${child.complaints()[0]}`);
  else {
    while (inTime() && (await lane.outbox.sendRest(url)) > 0) await pause(LOOK_EVERY_MS);
    while (inTime() && !(await isSettled(lane))) await pause(LOOK_EVERY_MS);
  }
  await child.kill();
  lane.complaints.push(...child.complaints());
}

/** Only after so long a wait for the last server something can be called overdue. */
const OVERDUE_FROM_MS = 60_000;

/** Nothing stands in the way of these, and yet they are open. */
async function overdueIn(lane: Lane, open: readonly OpenRun[]): Promise<readonly string[]> {
  const checked = await Promise.all(
    open.map(async (run) => {
      const entries = await entriesOf(lane, run.run);
      // A decision that somebody died over is left alone for a while, which doubles each time.
      const undecided = !entries.some(({ phase }) => phase === "decided");
      return undecided || (await hasToWait(lane, run)) ? [] : [run.run];
    }),
  );
  return checked.flat();
}

async function putClockAhead({ cloud }: Lane): Promise<void> {
  for (const body of [{ advanceMs: AHEAD_MS }, { skewMs: AHEAD_MS }]) {
    const answer = await fetch(`${cloud.url}/_emulator/clock`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the cloud's clock: ${answer.status} ${await answer.text()}`);
  }
}

/**
 * What waits for a signature to expire is gone on with here, by the same code under a clock half an hour ahead: nobody
 * wants to watch that, and what the log says in the end has to be true all the same.
 */
async function workAhead(lane: Lane): Promise<void> {
  await putClockAhead(lane);
  const store = await openSqliteStore({
    path: join(lane.folder, CRASH_STORE),
    logKey: CRASH_ENV["CURFEW_LOG_KEY"] ?? "",
  });
  const { host } = await openTestHost({
    yaml: lane.configText,
    store,
    now: () => Date.now() + AHEAD_MS,
    env: CRASH_ENV,
  });
  const giveUpAt = performance.now() + AHEAD_WORK_MS_MAX;
  const onError = (run: string, error: unknown) => lane.complaints.push(`${run}: ${String(error)}`);
  try {
    while (performance.now() < giveUpAt && (await openRuns(lane)).length > 0) {
      await host.sweep({ onError });
      await pause(LOOK_EVERY_MS);
    }
  } finally {
    await host.close();
  }
}

/** Lets everything come to its end after the last kill; the last server has so many milliseconds for it. */
export async function settle(lane: Lane, settleMs: number): Promise<Settled> {
  const startedAt = performance.now();
  lane.gate.set(null);
  await lane.cloud.clearFaults();
  await workInPeace(lane, settleMs);
  const tookMs = performance.now() - startedAt;
  const left = await openRuns(lane);
  const overdue = settleMs < OVERDUE_FROM_MS ? [] : await overdueIn(lane, left);
  if (left.length > 0) await workAhead(lane);
  return { tookMs, endedAhead: left.length - (await openRuns(lane)).length, overdue };
}
