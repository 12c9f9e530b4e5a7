import { composeIntake } from "../../compose/function-intake.ts";
import { answerWebhook } from "../delivery/webhook-answer.ts";
import type { LambdaWire } from "./create-lambda-handler.ts";
import { instanceOf } from "./instance.ts";
import type { InvocationParts } from "./lambda-invocation.ts";

/** HTTP comes in, and nothing else. */
export function webhookWire(compiled: () => unknown, parts: InvocationParts): LambdaWire {
  const open = instanceOf(compiled, parts, composeIntake);
  const { now } = parts;
  return {
    ...parts,
    http: async (request, call) => answerWebhook(request, await open(call), { log: call.log, now }),
  };
}
