import { composeIntake } from "../../compose/function-intake.ts";
import { AutomationError } from "../../domain/errors.ts";
import { askToGoOn } from "../delivery/ask-to-go-on.ts";
import { takeDelivery } from "../delivery/take-delivery.ts";
import type { FunctionGraphWire } from "./create-functiongraph-handler.ts";
import { instanceOf } from "./instance.ts";
import { notMine } from "./not-mine.ts";

/** Messages of queues, topics and other services: each is put down durably, or refused and told. */
export function queueWire(compiled: () => unknown): FunctionGraphWire {
  const hostOf = instanceOf(compiled, composeIntake);
  return async ({ delivery, context }) => {
    const { kind } = delivery;
    if (kind === "http" || kind === "tick" || kind === "work") throw notMine(delivery, "messages");
    const host = hostOf(context);
    const call = { log: context.log, now: Date.now };
    const taken = await takeDelivery(delivery, {
      ...call,
      take: async (event) => {
        await host.put(event);
      },
    });
    if (taken.taken > 0) await askToGoOn(host, call);
    if (taken.again.length === 0) return { taken: taken.taken, refused: taken.refused.length };
    // The platform knows no partial answer: it delivers the whole batch again, and what went through is known then.
    throw new AutomationError("unavailable", `${taken.again.length} messages could not be put down`, {
      details: { retryable: true },
    });
  };
}
