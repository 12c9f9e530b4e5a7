import { setTimeout as sleep } from "node:timers/promises";
import { isTickDue } from "../core/is-tick-due.ts";
import { tellsAnybody } from "../core/notices/tells-anybody.ts";
import { createRulebook } from "../core/rulebook.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { Store } from "../ports/store.ts";
import { acceptEvent } from "../shell/accept-event.ts";
import { createTeller, type Teller } from "../shell/create-teller.ts";
import { advanceRun, type PassReport } from "../shell/run-event.ts";
import { DEADLINE_MARGIN_MS, type ShellPorts } from "../shell/shell-ports.ts";
import { sweepRuns } from "../shell/sweep-runs.ts";
import { digest } from "../signing/hash-chain.ts";
import { withJsonLines } from "../stores/json-lines.ts";
import { type BucketInbox, createBucketInbox, DRAIN_MAX } from "../stores/object/create-bucket-inbox.ts";
import { createObjectStore } from "../stores/object/create-object-store.ts";
import { createCosts } from "./costs.ts";
import { heartbeat } from "./heartbeat.ts";
import { randomIds } from "./ids.ts";
import { openMessenger } from "./open-messenger.ts";
import { resolveReference } from "./references.ts";
import { runOf } from "./run-of.ts";
import type { Surroundings } from "./surroundings.ts";
import { createTargetClouds } from "./target-clients.ts";
import { tickEvent } from "./tick-event.ts";

/** A slot of the clock, and how often it comes. */
export interface Slot {
  readonly slotMs: number;
  readonly everyMs: number;
}

/** How long one piece of work may take, and whom it tells. */
export interface WorkOptions {
  /** Milliseconds since the epoch after which no work is started. */
  readonly deadlineMs: number;
  /** A slot of the clock that is to be worked through first. */
  readonly slot?: Slot;
  /** Takes operational lines. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
  /** Takes every entry as one JSON line, after it is durable. */
  readonly writeLine?: (line: string) => void;
}

/** What a piece of work came to. */
export interface Worked {
  /** Events that were taken out of the inbox. */
  readonly taken: number;
  readonly passes: readonly PassReport[];
  /** Whether something is left that the end of the time alone has stopped. */
  readonly goesOn: boolean;
}

/** Working: judging what is due, sending, going on with what is open. */
export interface Worker {
  /** Works through a slot, the inbox, and everything that is open, until nothing moves or the time is up. */
  work(options: WorkOptions): Promise<Worked>;
  /** Calls the address in `CURFEW_HEARTBEAT_URL`, if there is one; rejects when it does not answer with success. */
  beat(): Promise<void>;
  /** Asks for another call of the executor. */
  goOn(): Promise<void>;
}

/** Pauses between two looks at machines that are changing; the last one is repeated. */
const LOOK_MS = [2_000, 5_000, 10_000, 20_000, 30_000] as const;

/** A tick covers at most so much: after a longer standstill the evening's stops would come in the morning. */
const CATCH_UP_MS = 60 * 60_000;

/** The newest slot lies among so many of the newest received events. */
const RECEIVED_MAX = 500;

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Where a slot begins: behind the last one that was taken in, so that a tick that never came is made up for. */
async function sinceOf(store: Store, { slotMs, everyMs }: Slot): Promise<number> {
  const { entries } = await store.find({ phases: ["received"] }, { limit: RECEIVED_MAX, newest: true });
  const slots = entries
    .filter(({ details }) => details["type"] === "schedule.tick")
    .map(({ details }) => Date.parse(String(details["time"])))
    .filter((atMs) => atMs < slotMs);
  const last = Math.max(...slots);
  return slots.length === 0 ? slotMs - everyMs : Math.max(last, slotMs - CATCH_UP_MS);
}

async function takeSlot(ports: ShellPorts, slot: Slot): Promise<void> {
  const event = tickEvent(slot.slotMs, await sinceOf(ports.store, slot));
  if (isTickDue(event, ports.rulebook)) await acceptEvent(event, ports);
}

async function drain(inbox: BucketInbox, ports: ShellPorts, { log }: WorkOptions): Promise<number> {
  const take = (event: AutomationEvent) =>
    acceptEvent(event, { ...ports, ids: { ...ports.ids, run: () => runOf(event) } });
  const { accepted, refused, failed } = await inbox.drain(take, DRAIN_MAX);
  for (const key of refused) log({ what: "refused", object: key, error: "no event of Curfew" });
  if (failed !== null) throw failed;
  return accepted;
}

interface Around {
  readonly inbox: BucketInbox;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly teller: Teller;
}

/** What could not be told stays in the log; the work is done all the same. */
async function tellPeople(teller: Teller, { deadlineMs, log }: WorkOptions): Promise<void> {
  const untold = (error: unknown) => log({ what: "not told", error: textOf(error) });
  await teller.tell({ deadlineMs, open: true }).catch(untold);
}

/**
 * Rounds of taking in and sweeping, as long as something changes and there is time to look again. People are told in the
 * pauses, and at the end.
 */
async function rounds(
  ports: ShellPorts,
  options: WorkOptions,
  { inbox, pause, teller }: Around,
): Promise<Worked> {
  const { deadlineMs, log } = options;
  const onError = (run: string, error: unknown) =>
    log({ what: "a pass broke off", run, error: textOf(error) });
  let taken = 0;
  for (let round = 0; ; round += 1) {
    taken += await drain(inbox, ports, options);
    const passes = await sweepRuns(ports, { deadlineMs, onError });
    const restMs = LOOK_MS[Math.min(round, LOOK_MS.length - 1)] ?? 0;
    const isOver = ports.clock.now() + restMs > deadlineMs - DEADLINE_MARGIN_MS;
    if (isOver || !passes.some(({ status }) => status === "waiting")) {
      await tellPeople(teller, options);
      return { taken, passes, goesOn: isOver && passes.some(({ status }) => status === "stopped") };
    }
    await Promise.all([pause(restMs), tellPeople(teller, options)]);
  }
}

/**
 * Puts together what works: the log in a bucket, the policies as they were checked when the function was packed. The log
 * is opened anew by each piece of work, since others may have written to it meanwhile.
 *
 * @param pause waits between two looks at machines that are changing
 */
export function composeWorker(
  surroundings: Surroundings,
  pause: (ms: number) => Promise<unknown> = (ms) => sleep(ms),
): Worker {
  const { config, env, bucket, transport, now, singleWriter, agency, secret, goOn } = surroundings;
  const rulebook = createRulebook(config, {
    digest,
    resolve: (reference) => resolveReference(reference, env),
  });
  const inbox = createBucketInbox(bucket);
  const readFile = (path: string) => Promise.reject(new Error(`${path}: a function has no such file`));
  const parts = {
    ...{ config, env, transport, now, readFile },
    ...(agency ? { agency } : {}),
    ...(secret ? { secret } : {}),
  };
  const clouds = createTargetClouds(parts);
  const costs = createCosts(parts);
  const tells = config.sources.length > 0 || tellsAnybody(config);
  const messenger = tells ? openMessenger(parts) : undefined;
  const open = ({ log, writeLine }: WorkOptions): Store => {
    const logKey = env("CURFEW_LOG_KEY");
    const store = createObjectStore({
      ...{ bucket, singleWriter, nonce: randomIds.call },
      onTrouble: (error) => log({ what: "the log could not be tidied", error: textOf(error) }),
      ...(logKey === undefined ? {} : { logKey }),
    });
    return writeLine ? withJsonLines(store, writeLine) : store;
  };
  return {
    work: async (options) => {
      const store = open(options);
      const ports: ShellPorts = {
        ...{ store, clouds, costs, clock: { now }, ids: randomIds, rulebook },
        ...(messenger ? { messenger } : {}),
      };
      const teller = createTeller(ports, { advance: (run, bounds) => advanceRun(run, ports, bounds) });
      try {
        // Before anything happens that is to be told; a log that cannot be written fails what comes next, too.
        await teller.begin();
        if (options.slot) await takeSlot(ports, options.slot);
        return await rounds(ports, options, { inbox, pause, teller });
      } finally {
        await ports.store.close();
      }
    },
    beat: async () => {
      const url = env("CURFEW_HEARTBEAT_URL");
      if (url) await heartbeat(url, transport);
    },
    goOn,
  };
}
