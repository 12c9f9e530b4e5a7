import { signForTest } from "../../lib/sources/sign-event.ts";
import { CRASH_SOURCES } from "./crash-config.ts";
import type { Delivery, Wish } from "./wishes.ts";

/** What became of one delivery over all the times it was sent. */
export interface Posted {
  readonly delivery: Delivery;
  readonly wish: Wish;
  /** How often it was sent, with or without an answer. */
  attempts: number;
  /** Runs that an answer of success named; the same one every time, or something is wrong. */
  readonly runs: Set<string>;
  /** How often it is still to be sent although it was acknowledged. */
  repeats: number;
}

/** The senders' side: whatever is not acknowledged is sent again, under the same id. */
export interface Outbox {
  /** Draws a new wish and sends its first delivery, perhaps the other one at the same time. Never rejects. */
  sendNew(url: string): Promise<void>;
  /** Sends again what was not acknowledged, or what its sender sends more than once; a new wish if there is none. */
  sendAgain(url: string): Promise<void>;
  /** Sends everything that is not acknowledged, once each. Resolves to how much still is not. */
  sendRest(url: string): Promise<number>;
  /** Deliveries under way. */
  inFlight(): number;
  readonly posted: readonly Posted[];
}

const ANSWER_MS_MAX = 5_000;
const REPEATS_MAX = 2;

/** Share of wishes whose two deliveries come at the same time; otherwise the second one comes when it comes. */
const TOGETHER_SHARE = 0.5;

async function post(url: string, { source, id, body }: Delivery): Promise<string | undefined> {
  const { scheme, secret } = CRASH_SOURCES[source];
  const signed = signForTest(scheme, {
    body: new TextEncoder().encode(JSON.stringify(body)),
    secrets: [{ kind: "hmac", value: secret }],
    now: new Date(),
    deliveryId: id,
  });
  try {
    const answer = await fetch(`${url}/webhooks/${source}`, {
      method: signed.method,
      headers: signed.headers,
      body: signed.body,
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const { run } = (await answer.json()) as { readonly run?: string };
    return answer.ok ? run : undefined;
  } catch {
    // Killed in the middle: without an answer it counts as not delivered.
    return undefined;
  }
}

const isAcknowledged = ({ runs }: Posted) => runs.size > 0;

/** An outbox that draws wishes as it needs them. */
export function createOutbox(nextWish: () => Wish, random: () => number): Outbox {
  const posted: Posted[] = [];
  const busy = new Set<Posted>();

  async function send(url: string, entry: Posted): Promise<void> {
    if (isAcknowledged(entry)) entry.repeats -= 1;
    entry.attempts += 1;
    busy.add(entry);
    const run = await post(url, entry.delivery);
    if (run !== undefined) entry.runs.add(run);
    busy.delete(entry);
  }

  function draw(): readonly Posted[] {
    const wish = nextWish();
    const entries = wish.deliveries.map((delivery) => {
      const repeats = Math.floor(random() * (REPEATS_MAX + 1));
      return { delivery, wish, attempts: 0, runs: new Set<string>(), repeats };
    });
    posted.push(...entries);
    return entries;
  }

  const waiting = () =>
    posted.filter((entry) => !busy.has(entry) && (!isAcknowledged(entry) || entry.repeats > 0));

  return {
    posted,
    inFlight: () => busy.size,
    sendNew: async (url) => {
      const entries = draw();
      const together = random() < TOGETHER_SHARE ? entries.length : 1;
      await Promise.all(entries.slice(0, together).map((entry) => send(url, entry)));
    },
    sendAgain: async (url) => {
      const old = waiting();
      const entry = old[Math.floor(random() * old.length)] ?? draw()[0];
      if (entry) await send(url, entry);
    },
    sendRest: async (url) => {
      for (const entry of posted.filter((one) => !isAcknowledged(one))) await send(url, entry);
      return posted.filter((entry) => !isAcknowledged(entry)).length;
    },
  };
}
