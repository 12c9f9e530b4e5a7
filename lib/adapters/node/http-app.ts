import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { isLoopback } from "../../domain/is-loopback.ts";
import type { Pause } from "../../domain/pause.ts";
import { type HttpAnswer, type HttpRecord, jsonAnswer } from "../web/http-record.ts";
import { pausedPart } from "../web/paused-part.ts";
import { boundRequests, REQUESTS_AT_ONCE_MAX } from "./bound-requests.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { readRequest, type Unread } from "./read-request.ts";
import { boundUnfinished, type UnfinishedLimits } from "./unfinished-bodies.ts";

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
  /**
   * Whether the status is told under any name. Default: only to who asks by a name of this computer itself, since a page of
   * somebody else can have its own name lead a browser here, and would then read what is answered.
   */
  readonly statusUnderAnyName?: boolean;
  /** The kill switch; never rejects, one that cannot be read counts as set. */
  readonly readPause: () => Promise<Pause>;
  /** Longest body that is read; a longer one is refused before it is buffered. */
  readonly bodyBytesMax: number;
  /** Requests that are worked on at once. Default: {@link REQUESTS_AT_ONCE_MAX}. */
  readonly requestsAtOnceMax?: number;
  /** Bodies that may be arriving at once. */
  readonly unfinished?: UnfinishedLimits;
}

/** A request takes milliseconds, so there is room again soon. */
const BUSY = jsonAnswer(503, { error: "busy" }, { "retry-after": "1" });

/** What a browser calls this computer when nobody looked a name up. */
function asksThisComputer(host: string | undefined): boolean {
  return isLoopback((host ?? "").replace(/:[0-9]{1,5}$/, ""));
}

const OTHER_NAME = jsonAnswer(421, {
  error: "other-name",
  hint: "ask http://127.0.0.1, or start curfew serve with --open-status",
});

function responseOf({ status, headers, body }: HttpAnswer): Response {
  return new Response(body, { status, headers: { ...headers } });
}

/** The routes of the plain Node host: webhooks in, and three questions for whoever watches the process. */
export function createHttpApp(options: HttpAppOptions): NodeApp {
  const app: NodeApp = new Hono();
  const places = boundRequests(options.requestsAtOnceMax ?? REQUESTS_AT_ONCE_MAX);
  const limits = { bodyBytesMax: options.bodyBytesMax, hold: boundUnfinished(options.unfinished) };
  // Neither waits for a place: whoever restarts a process that does not answer, or takes it out of service, must not do so
  // because somebody keeps it busy.
  app.get("/healthz", async (context) =>
    context.json({ ok: true, ...pausedPart(await options.readPause()) }),
  );
  const ready = oneAtATime(options.ready);
  app.get("/readyz", async (context) => {
    const state = await ready();
    return context.json(state, state.ready ? 200 : 503);
  });
  const { status, statusUnderAnyName = false } = options;
  if (status) {
    app.get("/status", async ({ req }) => {
      if (!statusUnderAnyName && !asksThisComputer(req.header("host"))) return responseOf(OTHER_NAME);
      const told = await places.within(status);
      return responseOf(told === null ? BUSY : jsonAnswer(200, told));
    });
  }
  const unread = (why: Unread, path: string) => (why === "busy" ? BUSY : options.tooLarge({ path }));
  app.all("/webhooks/*", async ({ req: { path }, env: { incoming } }) => {
    // Nothing of a body is read for which there would be no place.
    if (places.isFull()) return responseOf(BUSY);
    const request = await readRequest(incoming, { path, ...limits });
    if (typeof request === "string") return responseOf(unread(request, path));
    return responseOf((await places.within(() => options.webhook(request))) ?? BUSY);
  });
  app.onError((error) => {
    options.onError(error);
    return responseOf(jsonAnswer(500, { error: "failed" }));
  });
  app.notFound(() => responseOf(jsonAnswer(404, { error: "not-found" })));
  return app;
}
