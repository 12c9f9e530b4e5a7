import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createSenderAddresses } from "../clients/sender-addresses.ts";
import type { ClientLimits } from "../clients/signed-client.ts";
import { createUndiciTransport } from "../clients/transport/undici.ts";
import { isTickDue } from "../core/is-tick-due.ts";
import { tellsAnybody } from "../core/notices/tells-anybody.ts";
import { createRulebook } from "../core/rulebook.ts";
import type { Config } from "../domain/config.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { Notice } from "../domain/notice.ts";
import type { HttpTransport } from "../ports/http-transport.ts";
import type { Messenger } from "../ports/messenger.ts";
import type { SenderAddresses } from "../ports/sender-addresses.ts";
import type { Accepted, IntakeOptions } from "../ports/status-log.ts";
import type { Store } from "../ports/store.ts";
import { acceptEvent } from "../shell/accept-event.ts";
import { answerOfRun } from "../shell/answer-of-run.ts";
import { createTeller, type Teller } from "../shell/create-teller.ts";
import { advanceRun, type PassReport } from "../shell/run-event.ts";
import type { PassOptions, ShellPorts } from "../shell/shell-ports.ts";
import { type SweepOptions, sweepRuns } from "../shell/sweep-runs.ts";
import { digest } from "../signing/hash-chain.ts";
import { createCosts } from "./costs.ts";
import { randomIds } from "./ids.ts";
import { linkMakerOf } from "./link-maker.ts";
import { isEmulated, markNotice } from "./mark-emulated.ts";
import { openMailer } from "./open-mailer.ts";
import { openMessenger } from "./open-messenger.ts";
import { type ReadVariable, resolveReference } from "./references.ts";
import { createTargetClouds } from "./target-clients.ts";
import { tickEvent } from "./tick-event.ts";

/** What a plain Node process is put together from. */
export interface NodeParts {
  readonly config: Config;
  readonly env: ReadVariable;
  readonly readFile: (path: string) => Promise<string>;
  readonly store: Store;
  /** Milliseconds since the epoch. Default: the computer's clock. */
  readonly now?: () => number;
  /** Time, size and repetition of every call to a cloud. Default: `CLIENT_LIMITS`. */
  readonly limits?: ClientLimits;
  /** Most runs that may be open before webhooks and queue messages are turned away. Default: {@link INBOX_OPEN_MAX}. */
  readonly openMax?: number;
  /** Brings notices to people; `null`: nobody is told. Default: every channel that the configuration names. */
  readonly messenger?: Messenger | null;
}

/**
 * Most runs that may be open before a webhook or a queue message is turned away and asked to come again: what waits
 * behind so many would be old before its turn. Clock slots and what people order at the command line are never turned
 * away: the first are few, and the second are how a full inbox is emptied.
 */
export const INBOX_OPEN_MAX = 10_000;

/** Everything a host on plain Node does with events and runs. */
export interface NodeHost {
  readonly ports: ShellPorts;
  /** Where senders of webhooks keep keys and confirmations. */
  readonly addresses: SenderAddresses;
  /** Signs the links of warnings, where there are any. */
  readonly linkKey?: string;
  /**
   * Takes a verified event in; durable when it resolves. Rejects with `throttled` when the event came from outside and
   * the inbox is full: nothing was written then.
   */
  accept(event: AutomationEvent): Promise<Accepted>;
  /** Goes on with a run. One that this process works on already is left to that pass: `yielded`. */
  advance(run: string, options?: PassOptions): Promise<PassReport>;
  sweep(options: SweepOptions): Promise<readonly PassReport[]>;
  /** Takes in a clock slot, or answers `undefined` when no policy is due and no budget is to be metered: nothing is logged then. */
  tick(slotMs: number, sinceMs: number): Promise<Accepted | undefined>;
  /**
   * Tells people what is new; called after passes. An address that does not answer holds up nothing but this. Rejects when
   * the store fails.
   */
  readonly tell: Teller["tell"];
  /** What a run says to whoever asked, as soon as it does and within this time; else `undefined`. */
  answerWithin(run: string, withinMs: number): Promise<Notice | undefined>;
  close(): Promise<void>;
}

/** The event of a command or a queue message. Without a key of its own it is a new wish each time. */
export function requestEvent(
  data: Extract<AutomationEvent, { type: "action.request" }>["data"],
  options: { readonly source: string; readonly nowMs: number; readonly id?: string },
): AutomationEvent {
  return {
    specversion: "1.0",
    id: options.id ?? randomUUID(),
    source: options.source,
    type: "action.request",
    time: new Date(options.nowMs).toISOString(),
    trigger: options.source === "cli" ? "cli" : "queue",
    data,
  };
}

/** What came from outside can come again; the clock and people cannot be asked to. */
function boundOf({ trigger }: AutomationEvent, { openMax }: NodeParts): IntakeOptions {
  const isOutside = trigger === "webhook" || trigger === "queue";
  return isOutside ? { openMax: openMax ?? INBOX_OPEN_MAX } : {};
}

/** A delivery and a sweep may want the same run at once; the second would only read what the first is about to change. */
function oneAtATime(ports: ShellPorts): NodeHost["advance"] {
  const busy = new Set<string>();
  return async (run, options) => {
    if (busy.has(run)) return { run, status: "yielded" };
    busy.add(run);
    try {
      return await advanceRun(run, ports, options);
    } finally {
      busy.delete(run);
    }
  };
}

/** A run that answers at once takes milliseconds; looked at so often, nobody waits for the looking. */
const ANSWER_LOOK_MS = 50;

async function answerWithin(run: string, withinMs: number, ports: ShellPorts): Promise<Notice | undefined> {
  for (let leftMs = withinMs; ; leftMs -= ANSWER_LOOK_MS) {
    const answer = await answerOfRun(run, ports);
    if (answer || leftMs <= ANSWER_LOOK_MS) return answer;
    await sleep(ANSWER_LOOK_MS);
  }
}

type Outgoing = Pick<NodeParts, "config" | "env" | "readFile"> & {
  readonly transport: HttpTransport;
  readonly now: () => number;
};

/** The messenger of this host; `undefined` where nobody can be told of anything. */
function messengerOf(given: NodeParts["messenger"], parts: Outgoing): Messenger | undefined {
  if (given !== undefined) return given ?? undefined;
  const { config, env } = parts;
  if (config.sources.length === 0 && !tellsAnybody(config)) return undefined;
  const mail = openMailer(env);
  const links = linkMakerOf(env);
  return openMessenger({ ...parts, ...(mail ? { mail } : {}), ...(links ? { links } : {}) });
}

/** Puts Curfew together for plain Node: the store it was given, undici, the computer's clock. */
export function composeNode(parts: NodeParts): NodeHost {
  const now = parts.now ?? Date.now;
  const transport = createUndiciTransport();
  // Channels, comments and the keys of senders have one of their own: however many hosts they name, and however slow those
  // are, the clouds keep their connections.
  const outside = createUndiciTransport();
  const messenger = messengerOf(parts.messenger, { ...parts, transport: outside, now });
  const ports: ShellPorts = {
    store: parts.store,
    clouds: createTargetClouds({ ...parts, transport, now }),
    costs: createCosts({ ...parts, transport, now }),
    clock: { now },
    ids: randomIds,
    rulebook: createRulebook(parts.config, {
      digest,
      resolve: (reference) => resolveReference(reference, parts.env),
    }),
    ...(messenger ? { messenger } : {}),
  };
  const linkKey = linkMakerOf(parts.env)?.key;
  const advance = oneAtATime(ports);
  const teller = createTeller(ports, { advance });
  const done = { anything: false, swept: false };
  // Before anything happens that is to be told. A store that fails here fails what comes next, which says so.
  const begun = async () => {
    done.anything = true;
    await teller.begin().catch(() => undefined);
  };
  const accept = async (event: AutomationEvent) => {
    await begun();
    return acceptEvent(event, ports, boundOf(event, parts));
  };
  return {
    ports,
    addresses: createSenderAddresses({ transport: outside, now }),
    ...(linkKey === undefined ? {} : { linkKey }),
    accept,
    advance: async (run, options) => {
      if (options?.dryRun !== true) await begun();
      return advance(run, options);
    },
    sweep: async (options) => {
      await begun();
      done.swept = true;
      return sweepRuns(ports, { ...options, advance });
    },
    tick: async (slotMs, sinceMs) => {
      const event = tickEvent(slotMs, sinceMs);
      return isTickDue(event, ports.rulebook) ? accept(event) : undefined;
    },
    tell: teller.tell,
    answerWithin: async (run, withinMs) => {
      const answer = await answerWithin(run, withinMs, ports);
      return answer && isEmulated(parts.config, parts.env) ? markNotice(answer) : answer;
    },
    close: async () => {
      // What cannot be told now stays in the log, where the next process finds it. Whoever goes on with everything that is
      // open also tries again what did not arrive: a clock of one's own may start nothing but such processes.
      if (done.anything) await teller.tell({ open: done.swept }).catch(() => undefined);
      await Promise.all([transport.close(), outside.close()]);
      await parts.store.close();
    },
  };
}
