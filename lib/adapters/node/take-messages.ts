import type { OpenedHost } from "../../compose/open-host.ts";
import type { PassReport } from "../../shell/run-event.ts";
import { DEADLINE_MARGIN_MS } from "../../shell/shell-ports.ts";
import type { DeliveredMessage } from "../delivery/delivery.ts";
import { errorText } from "../delivery/error-text.ts";
import { type LeftDelivery, takeDelivery } from "../delivery/take-delivery.ts";
import { type EmbeddedContext, sweepOpen } from "./embedded.ts";

/** A queue message, with the key that makes it the same one when it comes twice. */
export interface QueueMessage {
  /** The queue's own id; an id inside an order, an alarm or a trace goes before it. */
  readonly id: string;
  /** Its text, or what was parsed of it: an order, an alarm, a trace, an event. */
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
  /** Nobody can make anything of these, and delivering them again would not change that. */
  readonly refused: readonly LeftMessage[];
  /** How the passes that followed ended. */
  readonly passes: readonly PassReport[];
}

/** The text of a message: a consumer of one's own may hand over a text, or what it has parsed already. */
function textOf(data: unknown): string {
  if (typeof data === "string") return data;
  try {
    return JSON.stringify(data) ?? "null";
  } catch {
    // A circle, or a number that JSON has no form for: no message that came over a wire, and refused like any text.
    return "";
  }
}

function delivered({ id, data, time }: QueueMessage): DeliveredMessage {
  return { id, body: textOf(data), origin: "inbox", time: time ?? null };
}

/**
 * Messages of a queue: each one is taken in, or named in the answer. Then what is open is gone on with, until the
 * deadline; what is left over is for the next tick. Never rejects. What a message may be is told by `eventOfMessage`.
 */
export async function takeMessages(
  messages: readonly QueueMessage[],
  context: EmbeddedContext,
  opened: OpenedHost,
): Promise<TakenMessages> {
  const { clock } = opened.host.ports;
  const taken = await takeDelivery(
    { kind: "messages", messages: messages.map(delivered) },
    {
      now: () => clock.now(),
      log: context.log,
      take: async (event) => {
        if (clock.now() > context.deadlineMs - DEADLINE_MARGIN_MS)
          throw new Error("the time of this call was up");
        await opened.host.accept(event);
      },
    },
  );
  const named = ({ index, why }: LeftDelivery): LeftMessage => ({ id: messages[index]?.id ?? "", why });
  return {
    again: taken.again.map(named),
    refused: taken.refused.map(named),
    passes: await passesAfter(context, opened),
  };
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
