import { composeIntake } from "../../compose/function-intake.ts";
import { answerWebhook } from "../delivery/webhook-answer.ts";
import type { FunctionGraphWire } from "./create-functiongraph-handler.ts";
import { instanceOf } from "./instance.ts";
import { notMine } from "./not-mine.ts";

/** HTTP comes in, and nothing else. */
export function webhookWire(compiled: () => unknown): FunctionGraphWire {
  const hostOf = instanceOf(compiled, composeIntake);
  return async ({ delivery, context }) => {
    if (delivery.kind !== "http") throw notMine(delivery, "HTTP");
    return answerWebhook(delivery.request, hostOf(context), { log: context.log, now: Date.now });
  };
}
