import { createHttpApp } from "../adapters/node/http-app.ts";
import { type Listening, type ListenOptions, listen } from "../adapters/node/listen.ts";
import {
  createWebhookEndpoint,
  refuseTooLarge,
  type WebhookOptions,
} from "../adapters/web/webhook-endpoint.ts";
import type { NodeHost } from "../compose/node.ts";
import type { ResolvedSource } from "../compose/webhook-sources.ts";
import { EVENT_BYTES_MAX } from "../domain/event.ts";

/** What the HTTP side of a server stands on. */
export interface ServeHttpOptions extends ListenOptions {
  readonly node: Pick<NodeHost, "accept" | "ports">;
  readonly sources: readonly ResolvedSource[];
  /** What the clouds are, for whoever asks `/readyz`. */
  readonly mode: "cloud" | "emulator";
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told of a run that has something to do. */
  readonly onAccepted: (run: string) => void;
  /** Takes operational lines: what was refused and what went wrong, never a value of a request. */
  readonly report: (line: Readonly<Record<string, unknown>>) => void;
}

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Starts the HTTP side of a server. Rejects with `usage` when the port cannot be had. */
export function serveHttp(options: ServeHttpOptions): Promise<Listening> {
  const { node, mode, report, now } = options;
  const webhooks: WebhookOptions = {
    sources: options.sources,
    accept: node.accept,
    now: () => new Date(now()),
    onAccepted: options.onAccepted,
    onRefused: (refused) => report({ level: "warn", what: "refused", ...refused }),
    onFailure: (error, source) =>
      report({ level: "error", what: "not stored", source, error: textOf(error) }),
  };
  const ready = async () => {
    try {
      const { paused } = await node.ports.store.readPause();
      return { ready: true, mode, paused };
    } catch (error) {
      return { ready: false, mode, store: textOf(error) };
    }
  };
  const app = createHttpApp({
    webhook: createWebhookEndpoint(webhooks),
    tooLarge: (request) => refuseTooLarge(request, webhooks),
    onError: (error) => report({ level: "warn", what: "request broke off", error: textOf(error) }),
    ready,
    bodyBytesMax: EVENT_BYTES_MAX,
  });
  return listen(app, options);
}
