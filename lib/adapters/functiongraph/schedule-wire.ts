import { composeWorker } from "../../compose/function-worker.ts";
import { workOff } from "../delivery/work-off.ts";
import type { FunctionGraphWire } from "./create-functiongraph-handler.ts";
import { instanceOf } from "./instance.ts";
import { notMine } from "./not-mine.ts";

/** The executor: the clock, and Curfew's own wish to go on. */
export function scheduleWire(compiled: () => unknown): FunctionGraphWire {
  const hostOf = instanceOf(compiled, composeWorker);
  return async ({ delivery, context }) => {
    if (delivery.kind !== "tick" && delivery.kind !== "work") throw notMine(delivery, "a timer");
    const { deadlineMs, log } = context;
    const slotMs = delivery.kind === "tick" ? delivery.slotMs : null;
    return workOff(hostOf(context), { deadlineMs, slotMs, log, now: Date.now });
  };
}
