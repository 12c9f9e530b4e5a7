import { createHttpApp } from "../adapters/node/http-app.ts";
import { type Listening, type ListenOptions, listen } from "../adapters/node/listen.ts";
import { pausedPart } from "../adapters/web/paused-part.ts";
import {
  createWebhookEndpoint,
  refuseTooLarge,
  type WebhookOptions,
} from "../adapters/web/webhook-endpoint.ts";
import type { NodeHost } from "../compose/node.ts";
import type { ResolvedSource } from "../compose/webhook-sources.ts";
import { isAutomationError } from "../domain/errors.ts";
import { EVENT_BYTES_MAX } from "../domain/event.ts";
import { readApprovals } from "../shell/read-approvals.ts";
import { readPause } from "../shell/read-pause.ts";
import { readPending, readVerdicts } from "../shell/read-pending.ts";

/** What the HTTP side of a server stands on. */
export interface ServeHttpOptions extends ListenOptions {
  readonly node: Pick<NodeHost, "accept" | "addresses" | "ports"> &
    Partial<Pick<NodeHost, "answerWithin" | "linkKey">>;
  readonly sources: readonly ResolvedSource[];
  /** What the clouds are, for whoever asks `/readyz`. */
  readonly mode: "cloud" | "emulator";
  /** Whether `GET /status` is answered although other computers reach the port. Default: no. */
  readonly openStatus?: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told of a run that has something to do. */
  readonly onAccepted: (run: string) => void;
  /** Requests that are worked on at once. Default: `REQUESTS_AT_ONCE_MAX`. */
  readonly requestsAtOnceMax?: number;
  /** Takes operational lines: what was refused and what went wrong, never a value of a request. */
  readonly report: (line: Readonly<Record<string, unknown>>) => void;
}

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** An event that was not taken in: a full inbox passes, a store that fails needs somebody. */
function notTakenIn(error: unknown, source: string): Readonly<Record<string, unknown>> {
  const isFull = isAutomationError(error) && error.code === "throttled";
  const [level, what] = isFull ? ["warn", "inbox full"] : ["error", "not stored"];
  return { level, what, source, error: textOf(error) };
}

/** Names under which only this computer reaches a server. */
const LOOPBACK = /^(127\.|::1$|localhost$)/;

/** Machines and their owners are nobody's business on a network, where anybody who reaches the port could ask. */
function tellsStatus({ host, openStatus = false }: ServeHttpOptions): boolean {
  return openStatus || LOOPBACK.test(host);
}

/** What people and their tools want to know at a glance; reasons stay in the log. */
async function statusOf({ node, mode, now }: ServeHttpOptions): Promise<Readonly<Record<string, unknown>>> {
  const { store, rulebook } = node.ports;
  const policies = rulebook.config.policies.map(({ name }) => name);
  const verdicts = await readVerdicts(store, policies);
  const held = await store.listHolds(now());
  const holds = held.map(({ resource, owner, until }) => ({
    ...{ resource, owner, until },
  }));
  const pause = await readPause(store);
  const at = new Date(now()).toISOString();
  const pending = await readPending(store, verdicts, held);
  const approvals = await readApprovals(store, rulebook, now());
  return { at, mode, paused: false, ...pausedPart(pause), pending, approvals, holds };
}

/** Starts the HTTP side of a server. Rejects with `usage` when the port cannot be had. */
export function serveHttp(options: ServeHttpOptions): Promise<Listening> {
  const { node, mode, report, now } = options;
  const { store } = node.ports;
  const paused = () => readPause(store);
  const webhooks: WebhookOptions = {
    sources: options.sources,
    accept: node.accept,
    readPause: paused,
    now: () => new Date(now()),
    addresses: node.addresses,
    linkKey: node.linkKey,
    onNotice: (notice, source) => report({ level: "info", what: "notice", source, notice }),
    onAccepted: options.onAccepted,
    answerWithin: node.answerWithin,
    onRefused: (refused) => report({ level: "warn", what: "refused", ...refused }),
    onFailure: (error, source) => report(notTakenIn(error, source)),
  };
  const ready = async () => {
    try {
      return { ready: true, mode, paused: false, ...pausedPart(await store.readPause()) };
    } catch (error) {
      return { ready: false, mode, paused: false, ...pausedPart(await paused()), store: textOf(error) };
    }
  };
  const app = createHttpApp({
    webhook: createWebhookEndpoint(webhooks),
    tooLarge: (request) => refuseTooLarge(request, webhooks),
    onError: (error) => report({ level: "warn", what: "request broke off", error: textOf(error) }),
    ready,
    readPause: paused,
    ...(tellsStatus(options) ? { status: () => statusOf(options) } : {}),
    statusUnderAnyName: options.openStatus ?? false,
    bodyBytesMax: EVENT_BYTES_MAX,
    ...(options.requestsAtOnceMax === undefined ? {} : { requestsAtOnceMax: options.requestsAtOnceMax }),
  });
  return listen(app, options);
}
