import type * as z from "zod";
import { requestEvent } from "../../compose/node.ts";
import type { OpenedHost } from "../../compose/open-host.ts";
import { ActionRequestEvent, type AutomationEvent } from "../../domain/event.ts";
import { eventTimeProblem } from "../../domain/event-time.ts";
import type { PassReport } from "../../shell/run-event.ts";
import { DEADLINE_MARGIN_MS } from "../../shell/shell-ports.ts";
import { type EmbeddedContext, errorText, sweepOpen } from "./embedded.ts";

/** A queue message: an order with the key that makes it the same one when it comes twice. */
export interface QueueMessage {
  readonly id: string;
  readonly data: unknown;
  /** ISO 8601 in UTC, when it was written. Default: now. */
  readonly time?: string;
}

/** A message that was not taken in, and why. */
export interface LeftMessage {
  readonly id: string;
  readonly why: string;
}

/** What became of a batch. A message in neither list is in the log, durably, and may be acknowledged. */
export interface TakenMessages {
  /** Nothing of these was written: have them delivered again. */
  readonly again: readonly LeftMessage[];
  /** These are no orders, and delivering them again would not make them so. */
  readonly refused: readonly LeftMessage[];
  /** How the passes that followed ended. */
  readonly passes: readonly PassReport[];
}

function ruleOf({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join(".") || "message"}: ${issue?.message}`;
}

/** The order in a message, or the rule that it breaks. */
function orderOf({ id, data, time }: QueueMessage, nowMs: number): AutomationEvent | string {
  const order = ActionRequestEvent.shape.data.safeParse(data);
  if (!order.success) return ruleOf(order.error);
  const draft = requestEvent(order.data, { source: "inbox", nowMs, id });
  const event = ActionRequestEvent.safeParse(time === undefined ? draft : { ...draft, time });
  if (!event.success) return ruleOf(event.error);
  return eventTimeProblem(event.data, nowMs) ?? event.data;
}

/** Takes one message in; resolves to why it has to come again, or to `undefined` when it is durable. */
async function takeOne(
  event: AutomationEvent,
  { deadlineMs }: EmbeddedContext,
  { host }: OpenedHost,
): Promise<string | undefined> {
  if (host.ports.clock.now() > deadlineMs - DEADLINE_MARGIN_MS) return "the time of this call was up";
  try {
    await host.accept(event);
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}

/**
 * Messages of a queue: each one is taken in, or named in the answer. Then what is open is gone on with, until the
 * deadline; what is left over is for the next tick. Never rejects.
 */
export async function takeMessages(
  messages: readonly QueueMessage[],
  context: EmbeddedContext,
  opened: OpenedHost,
): Promise<TakenMessages> {
  const again: LeftMessage[] = [];
  const refused: LeftMessage[] = [];
  for (const message of messages) {
    const { id } = message;
    const order = orderOf(message, opened.host.ports.clock.now());
    if (typeof order === "string") {
      refused.push({ id, why: order });
      context.log({ what: "refused", message: id, error: order });
      continue;
    }
    const why = await takeOne(order, context, opened);
    if (why === undefined) continue;
    again.push({ id, why });
    context.log({ what: "not taken in", message: id, error: why });
  }
  return { again, refused, passes: await passesAfter(context, opened) };
}

/** The messages are durable whatever happens now, so a sweep that breaks off is told and fails none of them. */
async function passesAfter(context: EmbeddedContext, opened: OpenedHost): Promise<readonly PassReport[]> {
  try {
    return await sweepOpen(context, opened);
  } catch (error) {
    context.log({ what: "the sweep broke off", error: errorText(error) });
    return [];
  }
}
