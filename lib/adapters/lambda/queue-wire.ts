import { composeIntake, type Intake } from "../../compose/function-intake.ts";
import { composeWorker, type Worker } from "../../compose/function-worker.ts";
import type { Surroundings } from "../../compose/surroundings.ts";
import { askToGoOn } from "../delivery/ask-to-go-on.ts";
import type { DeliveredMessage } from "../delivery/delivery.ts";
import { errorText } from "../delivery/error-text.ts";
import { takeDelivery } from "../delivery/take-delivery.ts";
import { isWorkEvent } from "../delivery/work-event.ts";
import { workOff } from "../delivery/work-off.ts";
import type { TakenBatch } from "./batch-answer.ts";
import type { LambdaWire } from "./create-lambda-handler.ts";
import { instanceOf } from "./instance.ts";
import type { InvocationParts, LambdaInvocation } from "./lambda-invocation.ts";

interface Host {
  readonly intake: Intake;
  readonly worker: Worker;
}

const compose = (around: Surroundings): Host => ({
  intake: composeIntake(around),
  worker: composeWorker(around),
});

/** What was put down is durable, so a batch is done with that; only the wish to go on has to come again. */
async function workAfter(
  { worker }: Host,
  { deadlineMs, log }: LambdaInvocation,
  now: () => number,
): Promise<void> {
  try {
    await workOff(worker, { deadlineMs, slotMs: null, log, now });
  } catch (error) {
    log({ what: "the work broke off", error: errorText(error) });
    await askToGoOn(worker, { log, now });
  }
}

async function takeBatch(
  messages: readonly DeliveredMessage[],
  invocation: LambdaInvocation,
  { host, now }: { readonly host: Host; readonly now: () => number },
): Promise<TakenBatch> {
  const { log } = invocation;
  const orders = messages.filter(({ body }) => !isWorkEvent(body));
  const taken = await takeDelivery(
    { kind: "messages", messages: orders },
    {
      ...{ now, log },
      take: async (event) => {
        await host.intake.put(event);
      },
    },
  );
  await workAfter(host, invocation, now);
  const named = (left: (typeof taken)["again"]) =>
    left.map(({ index, why }) => ({ id: orders[index]?.id ?? `#${index}`, why }));
  return { again: named(taken.again), refused: named(taken.refused) };
}

/** Messages of SQS and SNS, events of the bus, and Curfew's own wish to go on. */
export function queueWire(compiled: () => unknown, parts: InvocationParts): LambdaWire {
  const open = instanceOf(compiled, parts, compose);
  const { now } = parts;
  return {
    ...parts,
    messages: async (messages, invocation) =>
      takeBatch(messages, invocation, { host: await open(invocation), now }),
    events: async (events, invocation) => {
      const host = await open(invocation);
      for (const event of events) await host.intake.put(event);
      await workAfter(host, invocation, now);
      return { taken: events.length };
    },
  };
}
