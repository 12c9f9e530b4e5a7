import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Pause } from "../../domain/pause.ts";
import { type HttpAnswer, type HttpRecord, jsonAnswer } from "../web/http-record.ts";
import { pausedPart } from "../web/paused-part.ts";
import { boundRequests, REQUESTS_AT_ONCE_MAX } from "./bound-requests.ts";

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

function queryOf(url: string): HttpRecord["query"] {
  // Without a prototype: a parameter called `constructor` finds nothing that was there before.
  const query: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URL(url).searchParams) {
    const known = query[name];
    query[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return query;
}

async function recordOf(context: Context): Promise<HttpRecord> {
  const { req } = context;
  return {
    method: req.method,
    path: req.path,
    query: queryOf(req.url),
    headers: req.header(),
    body: new Uint8Array(await req.arrayBuffer()),
  };
}

function responseOf({ status, headers, body }: HttpAnswer): Response {
  return new Response(body, { status, headers: { ...headers } });
}

/** The routes of the plain Node host: webhooks in, and three questions for whoever watches the process. */
export function createHttpApp(options: HttpAppOptions): Hono {
  const app = new Hono();
  const tooLarge = ({ req }: Context) => responseOf(options.tooLarge({ path: req.path }));
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
  app.all("/webhooks/*", bodyLimit({ maxSize: options.bodyBytesMax, onError: tooLarge }), async (context) =>
    responseOf(await options.webhook(await recordOf(context))),
  );
  app.onError((error) => {
    options.onError(error);
    return responseOf(jsonAnswer(500, { error: "failed" }));
  });
  app.notFound(() => responseOf(jsonAnswer(404, { error: "not-found" })));
  return app;
}
