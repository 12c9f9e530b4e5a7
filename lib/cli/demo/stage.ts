import { setTimeout as pause } from "node:timers/promises";
import { createUndiciTransport } from "../../clients/transport/undici.ts";
import { randomIds } from "../../compose/ids.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import type { StatusEntry } from "../../domain/status.ts";
import { acceptEvent } from "../../shell/accept-event.ts";
import { signForTest } from "../../sources/sign-event.ts";
import { BUILT_IN_SECRETS } from "../built-in-config.ts";
import type { DemoWorld } from "./demo-world.ts";
import type { Narrator } from "./narrator.ts";

/** What a story plays with. */
export interface Stage {
  readonly world: DemoWorld;
  readonly narrator: Narrator;
  readonly now: () => number;
  /** Aborted when the user wants to stop. */
  readonly stop: AbortSignal;
  /** When the rebuild's server is killed, in milliseconds after its ticket was acknowledged. Default: mid-rebuild. */
  readonly killAtMs?: number;
}

const STORY_MS_MAX = 90_000;

/** How often the log is looked at. */
export const LOOK_EVERY_MS = 150;

/** Whether an entry is the one that is waited for. */
export type Told = (entry: StatusEntry) => boolean;

/** How an entry is waited for. */
interface Patience {
  /** Default: half a minute. */
  readonly msMax?: number;
  /** Asked once when nothing has been written for a while. */
  readonly onQuiet?: () => Promise<void>;
}

/** Nothing new for so long is worth a word. */
const QUIET_MS = 4_000;

/** Follows the log until an entry is told, or gives up: a demo that hangs teaches nothing. */
export async function until(stage: Stage, told: Told, { msMax, onQuiet }: Patience = {}): Promise<void> {
  const { narrator, now, stop } = stage;
  const giveUpMs = now() + (msMax ?? STORY_MS_MAX);
  let quietMs = now() + QUIET_MS;
  while (now() < giveUpMs) {
    if (stop.aborted) throw new AutomationError("timeout", "the demo was interrupted");
    const entries = await narrator.catchUp();
    if (entries.some(told)) return;
    if (entries.length > 0) quietMs = now() + QUIET_MS;
    else if (now() >= quietMs) {
      quietMs = Number.POSITIVE_INFINITY;
      await onQuiet?.();
    }
    await pause(LOOK_EVERY_MS);
  }
  throw new AutomationError("timeout", "the demo waited too long for the log to go on");
}

/** The end of a run. */
export const finished =
  (run: string): Told =>
  (entry) =>
    entry.run === run && entry.phase === "finished";

/** Takes an event in as a queue would. Resolves to its run. */
export async function intoInbox(event: AutomationEvent, { world, now }: Stage): Promise<string> {
  const accepted = await acceptEvent(event, { store: world.store, clock: { now }, ids: randomIds });
  return accepted.run;
}

/** How the server answered. */
interface Posted {
  readonly status: number;
  readonly run: string;
  readonly outcome: string;
}

/** Signs as the sender would and posts over HTTP. */
export async function post(
  { world, now }: Stage,
  delivery: { readonly source: "budget" | "jira"; readonly id: string; readonly body: unknown },
): Promise<Posted> {
  const transport = createUndiciTransport();
  const body = new TextEncoder().encode(JSON.stringify(delivery.body));
  const scheme = delivery.source === "jira" ? "jira-cloud" : "standard-webhooks";
  const value = BUILT_IN_SECRETS[delivery.source === "jira" ? "JIRA_SECRET" : "BUDGET_SECRET"] ?? "";
  const secrets = [{ kind: "hmac", value }] as const;
  const signed = signForTest(scheme, { body, secrets, now: new Date(now()), deliveryId: delivery.id });
  try {
    const answer = await transport({
      method: "POST",
      url: `${world.server.url}/webhooks/${delivery.source}`,
      headers: { "content-type": "application/json", ...signed.headers },
      body,
      timeoutMs: 5_000,
      responseBytesMax: 65_536,
    });
    const parsed = JSON.parse(new TextDecoder().decode(answer.body)) as Partial<Posted>;
    return { status: answer.status, run: parsed.run ?? "", outcome: parsed.outcome ?? "" };
  } finally {
    await transport.close();
  }
}
