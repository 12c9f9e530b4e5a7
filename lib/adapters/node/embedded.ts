import { requestEvent } from "../../compose/node.ts";
import type { OpenedHost } from "../../compose/open-host.ts";
import { ActionRequestEvent } from "../../domain/event.ts";
import type { PassReport } from "../../shell/run-event.ts";
import type { HttpAnswer, HttpRecord } from "../web/http-record.ts";
import { createWebhookEndpoint } from "../web/webhook-endpoint.ts";

/** What a program that embeds Curfew tells about a call. */
export interface EmbeddedContext {
  /** Milliseconds since the epoch after which no work is started. */
  readonly deadlineMs: number;
  /** Takes operational lines: refused deliveries, passes that broke off. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

/** A queue message: an order with the key that makes it the same one when it comes twice. */
export interface QueueMessage {
  readonly id: string;
  readonly data: unknown;
}

const text = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** One delivery of a webhook: taken in, answered; the work goes on with the next tick. */
export async function takeWebhook(
  request: HttpRecord,
  { log }: EmbeddedContext,
  { host, sources }: OpenedHost,
): Promise<HttpAnswer> {
  const endpoint = createWebhookEndpoint({
    sources,
    accept: host.accept,
    now: () => new Date(host.ports.clock.now()),
    onAccepted: () => undefined,
    onRefused: (refused) => log({ what: "refused", ...refused }),
    onFailure: (error) => log({ what: "not stored", error: text(error) }),
  });
  return endpoint(request);
}

/** One tick of a clock: what became due, then everything that is open, until the deadline. */
export async function takeTick(
  slot: { readonly slotMs: number; readonly sinceMs: number },
  { deadlineMs, log }: EmbeddedContext,
  { host }: OpenedHost,
): Promise<readonly PassReport[]> {
  await host.tick(slot.slotMs, slot.sinceMs);
  return host.sweep({
    deadlineMs,
    onError: (run, error) => log({ what: "a pass broke off", run, error: text(error) }),
  });
}

/** Messages of a queue. One that is no order is told and left out; the others are taken in. */
export async function takeMessages(
  messages: readonly QueueMessage[],
  { deadlineMs, log }: EmbeddedContext,
  { host }: OpenedHost,
): Promise<readonly PassReport[]> {
  for (const { id, data } of messages) {
    const parsed = ActionRequestEvent.shape.data.safeParse(data);
    if (parsed.success) {
      await host.accept(requestEvent(parsed.data, { source: "inbox", nowMs: host.ports.clock.now(), id }));
    } else {
      log({ what: "refused", message: id, error: parsed.error.issues[0]?.message });
    }
  }
  return host.sweep({
    deadlineMs,
    onError: (run, error) => log({ what: "a pass broke off", run, error: text(error) }),
  });
}
