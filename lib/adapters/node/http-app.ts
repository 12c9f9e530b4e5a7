import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { Pause } from "../../domain/pause.ts";
import { type HttpAnswer, type HttpRecord, jsonAnswer } from "../web/http-record.ts";
import { pausedPart } from "../web/paused-part.ts";
import { boundRequests, REQUESTS_AT_ONCE_MAX } from "./bound-requests.ts";
import { readRequest } from "./read-request.ts";

/** The server of Node hands its own request along. */
export type NodeApp = Hono<{ Bindings: HttpBindings }>;

/** What the server answers with. */
export interface HttpAppOptions {
  readonly webhook: (request: HttpRecord) => Promise<HttpAnswer>;
  /** Answers a webhook whose body is above the limit. */
  readonly tooLarge: (request: Pick<HttpRecord, "path">) => HttpAnswer;
  /** Told of a request that broke off, such as one whose sender went away in the middle of its body. */
  readonly onError: (error: unknown) => void;
  /** Whether the store can be read. */
  readonly ready: () => Promise<{ readonly ready: boolean; readonly [key: string]: unknown }>;
  /** What is pending, held and paused, for people and their tools. Default: nobody is told. */
  readonly status?: () => Promise<Readonly<Record<string, unknown>>>;
  /** The kill switch; never rejects, one that cannot be read counts as set. */
  readonly readPause: () => Promise<Pause>;
  /** Longest body that is read; a longer one is refused before it is buffered. */
  readonly bodyBytesMax: number;
  /** Requests that are handled at once. Default: {@link REQUESTS_AT_ONCE_MAX}. */
  readonly requestsAtOnceMax?: number;
}

function responseOf({ status, headers, body }: HttpAnswer): Response {
  return new Response(body, { status, headers: { ...headers } });
}

/** The routes of the plain Node host: webhooks in, and three questions for whoever watches the process. */
export function createHttpApp(options: HttpAppOptions): NodeApp {
  const app: NodeApp = new Hono();
  const { bodyBytesMax } = options;
  // Before the bound: whoever restarts a process that does not answer must not do so because it is busy.
  app.get("/healthz", async (context) =>
    context.json({ ok: true, ...pausedPart(await options.readPause()) }),
  );
  app.use(boundRequests(options.requestsAtOnceMax ?? REQUESTS_AT_ONCE_MAX));
  app.get("/readyz", async (context) => {
    const state = await options.ready();
    return context.json(state, state.ready ? 200 : 503);
  });
  const { status } = options;
  if (status) app.get("/status", async (context) => context.json(await status()));
  app.all("/webhooks/*", async ({ req: { path }, env: { incoming } }) => {
    const request = await readRequest(incoming, { path, bodyBytesMax });
    return responseOf(request === null ? options.tooLarge({ path }) : await options.webhook(request));
  });
  app.onError((error) => {
    options.onError(error);
    return responseOf(jsonAnswer(500, { error: "failed" }));
  });
  app.notFound(() => responseOf(jsonAnswer(404, { error: "not-found" })));
  return app;
}
