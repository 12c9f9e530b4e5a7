import { composeWorker } from "../../compose/function-worker.ts";
import { workOff } from "../delivery/work-off.ts";
import type { LambdaWire } from "./create-lambda-handler.ts";
import { instanceOf } from "./instance.ts";
import type { InvocationParts } from "./lambda-invocation.ts";

/** The clock. */
export function scheduleWire(compiled: () => unknown, parts: InvocationParts): LambdaWire {
  const open = instanceOf(compiled, parts, composeWorker);
  const { now } = parts;
  return {
    ...parts,
    tick: async ({ slotMs }, call) => {
      const { deadlineMs, log } = call;
      return workOff(await open(call), { deadlineMs, slotMs, log, now });
    },
  };
}
