import { nextPass } from "../core/spend/go-on.ts";
import { acceptEvent } from "./accept-event.ts";
import type { Decision } from "./decide-run.ts";
import type { Pass } from "./pass.ts";

/**
 * Sees to it that what caps keep back of an alert has its turn in a later run. Called before the decision is written: of
 * a process that dies in between, the next one decides again and finds that run there already.
 */
export async function goOnLater({ event, ports }: Pass, { plan }: Decision): Promise<void> {
  if (plan === undefined) return;
  const next = nextPass(event, plan, { config: ports.rulebook.config, nowMs: ports.clock.now() });
  if (next) await acceptEvent(next, ports);
}
