import type { OpenedHost } from "../../compose/open-host.ts";
import { readPause } from "../../shell/read-pause.ts";
import type { PassReport } from "../../shell/run-event.ts";
import { errorText } from "../delivery/error-text.ts";
import type { HttpAnswer, HttpRecord } from "../web/http-record.ts";
import { createWebhookEndpoint } from "../web/webhook-endpoint.ts";

/** What a program that embeds Curfew tells about a call. */
export interface EmbeddedContext {
  /** Milliseconds since the epoch after which no work is started. */
  readonly deadlineMs: number;
  /** Takes operational lines: refused deliveries, passes that broke off. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

/** One delivery of a webhook: taken in, answered; the work goes on with the next tick. */
export async function takeWebhook(
  request: HttpRecord,
  { log }: EmbeddedContext,
  { host, sources }: OpenedHost,
): Promise<HttpAnswer> {
  const endpoint = createWebhookEndpoint({
    sources,
    accept: host.accept,
    readPause: () => readPause(host.ports.store),
    now: () => new Date(host.ports.clock.now()),
    addresses: host.addresses,
    linkKey: host.linkKey,
    onNotice: (notice, source) => log({ what: "notice", source, notice }),
    onAccepted: () => undefined,
    onRefused: (refused) => log({ what: "refused", ...refused }),
    onFailure: (error) => log({ what: "not taken in", error: errorText(error) }),
  });
  return endpoint(request);
}

/** Goes on with everything that is open, then tells people what is new, until the deadline. */
export async function sweepOpen(
  { deadlineMs, log }: EmbeddedContext,
  { host }: OpenedHost,
): Promise<readonly PassReport[]> {
  const passes = await host.sweep({
    deadlineMs,
    onError: (run, error) => log({ what: "a pass broke off", run, error: errorText(error) }),
  });
  // What could not be told is told by the next call; the work is done all the same.
  const untold = (error: unknown) => log({ what: "not told", error: errorText(error) });
  await host.tell({ deadlineMs, open: true }).catch(untold);
  return passes;
}

/** One tick of a clock: what became due, then everything that is open, until the deadline. */
export async function takeTick(
  slot: { readonly slotMs: number; readonly sinceMs: number },
  context: EmbeddedContext,
  opened: OpenedHost,
): Promise<readonly PassReport[]> {
  await opened.host.tick(slot.slotMs, slot.sinceMs);
  return sweepOpen(context, opened);
}
