import { AutomationError } from "../domain/errors.ts";
import { type AutomationEvent, claimKey } from "../domain/event.ts";
import type { Accepted, Intake, IntakeOptions } from "../ports/status-log.ts";
import { entryAt } from "./entry.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** When a sender that found the inbox full should come again: a pass over a few runs takes about so long. */
const COME_AGAIN_MS = 30_000;

/** An event as it is taken in, with the first entry of the run it starts. */
export function intakeOf(event: AutomationEvent, { clock, ids }: Pick<ShellPorts, "clock" | "ids">): Intake {
  const nowMs = clock.now();
  const subject = event.subject === undefined ? "" : `, ${event.subject}`;
  return {
    key: claimKey(event),
    run: ids.run(nowMs),
    event,
    entry: entryAt(nowMs, {
      phase: "received",
      reason: "received",
      text: `${event.type} from ${event.source}${subject}`,
      details: {
        ...{ source: event.source, type: event.type, trigger: event.trigger, time: event.time },
        ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
      },
    }),
  };
}

/**
 * Takes an event in: one atomic, durable write, after which it may be acknowledged. The same delivery again
 * starts nothing and answers with the run it belongs to. Rejects with `throttled` when the inbox is full: nothing was
 * written then, and the sender has to come again.
 */
export async function acceptEvent(
  event: AutomationEvent,
  ports: Pick<ShellPorts, "store" | "clock" | "ids">,
  options: IntakeOptions = {},
): Promise<Accepted> {
  const accepted = await ports.store.accept(intakeOf(event, ports), options);
  if (accepted.outcome !== "full") return accepted;
  throw new AutomationError(
    "throttled",
    `the inbox is full: ${options.openMax} runs have not ended yet; come again in ${COME_AGAIN_MS / 1_000} s`,
    { details: { retryable: true, retryAfterMs: COME_AGAIN_MS } },
  );
}
