import { randomUUID } from "node:crypto";
import { createSenderAddresses } from "../clients/sender-addresses.ts";
import type { ClientLimits } from "../clients/signed-client.ts";
import { createUndiciTransport } from "../clients/transport/undici.ts";
import { isTickDue } from "../core/is-tick-due.ts";
import { createRulebook } from "../core/rulebook.ts";
import type { Config } from "../domain/config.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { SenderAddresses } from "../ports/sender-addresses.ts";
import type { Accepted, IntakeOptions } from "../ports/status-log.ts";
import type { Store } from "../ports/store.ts";
import { acceptEvent } from "../shell/accept-event.ts";
import { advanceRun, type PassReport } from "../shell/run-event.ts";
import type { PassOptions, ShellPorts } from "../shell/shell-ports.ts";
import { type SweepOptions, sweepRuns } from "../shell/sweep-runs.ts";
import { digest } from "../signing/hash-chain.ts";
import { createCosts } from "./costs.ts";
import { randomIds } from "./ids.ts";
import type { ReadVariable } from "./references.ts";
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

/** Puts Curfew together for plain Node: the store it was given, undici, the computer's clock. */
export function composeNode(parts: NodeParts): NodeHost {
  const now = parts.now ?? Date.now;
  const transport = createUndiciTransport();
  const ports: ShellPorts = {
    store: parts.store,
    clouds: createTargetClouds({ ...parts, transport, now }),
    costs: createCosts({ ...parts, transport, now }),
    clock: { now },
    ids: randomIds,
    rulebook: createRulebook(parts.config, { digest }),
  };
  const accept = (event: AutomationEvent) => acceptEvent(event, ports, boundOf(event, parts));
  const advance = oneAtATime(ports);
  return {
    ports,
    addresses: createSenderAddresses({ transport, now }),
    accept,
    advance,
    sweep: (options) => sweepRuns(ports, { ...options, advance }),
    tick: async (slotMs, sinceMs) => {
      const event = tickEvent(slotMs, sinceMs);
      return isTickDue(event, ports.rulebook) ? accept(event) : undefined;
    },
    close: async () => {
      await transport.close();
      await parts.store.close();
    },
  };
}
