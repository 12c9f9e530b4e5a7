import { matchPolicies } from "../../core/match-policies.ts";
import { type Decision, decideRun } from "../decide-run.ts";
import { decideTicket } from "../decide-ticket.ts";
import { readPause } from "../read-pause.ts";
import type { ShellPorts } from "../shell-ports.ts";
import type { ChatEvent, ChatOptions } from "./talk.ts";

/**
 * What is said and is no command may be what a policy waits for: its `when` says which words. Whoever says them needs the
 * permission for each machine, as for an order. `undefined`: no policy means it.
 */
export async function decideByPolicy(
  event: ChatEvent,
  ports: ShellPorts,
  options: ChatOptions,
): Promise<Decision | undefined> {
  const { intents } = matchPolicies(event, ports.rulebook, { byChat: true });
  if (intents.length === 0) return undefined;
  const { lastSeq, bounds, keeps } = options;
  const { paused } = await readPause(ports.store);
  if (paused && keeps) {
    const text = "it waits until Curfew is resumed";
    const wait = { reason: "paused", text, forMs: Number.POSITIVE_INFINITY } as const;
    return { entries: [], seen: new Map(), observed: 0, failed: false, wait };
  }
  return decideTicket(event, { ports, options: { ...options, byChat: true } }, () =>
    decideRun(event, ports, { lastSeq, bounds, observes: keeps, byChat: true }),
  );
}
