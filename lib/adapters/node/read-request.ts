import type { IncomingMessage } from "node:http";
import type { HttpRecord } from "../web/http-record.ts";
import type { HoldBody } from "./unfinished-bodies.ts";

const GONE = "the sender went away in the middle of its body";

/** Why there is no request: its body is longer than the limit, or had to make room for others before it was complete. */
export type Unread = "too-large" | "busy";

/** What reading a request is bounded by. */
export interface ReadLimits {
  readonly bodyBytesMax: number;
  readonly hold: HoldBody;
}

/**
 * The bytes of a request, from its socket: a web `Request` for them costs more than checking the signature. What is above
 * the limit is not kept. Rejects when the sender goes away in the middle.
 */
function bodyOf(incoming: IncomingMessage, { bodyBytesMax, hold }: ReadLimits): Promise<Uint8Array | Unread> {
  if (Number(incoming.headers["content-length"] ?? 0) > bodyBytesMax) return Promise.resolve("too-large");
  if (incoming.destroyed) return Promise.reject(new Error(GONE));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = (outcome: () => void) => {
      incoming.off("data", take).off("end", end).off("error", fail).off("close", gone);
      release();
      outcome();
    };
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > bodyBytesMax) done(() => resolve("too-large"));
    };
    const end = () => done(() => resolve(Buffer.concat(chunks)));
    const fail = (error: unknown) => done(() => reject(error));
    const gone = () => fail(new Error(GONE));
    const release = hold(incoming.socket.remoteAddress ?? "", () => done(() => resolve("busy")));
    incoming.on("data", take).on("end", end).on("error", fail).on("close", gone);
  });
}

function queryOf(target: string): HttpRecord["query"] {
  // Without a prototype: a parameter called `constructor` finds nothing that was there before.
  const query: Record<string, string | string[]> = Object.create(null);
  const begin = target.indexOf("?");
  if (begin < 0) return query;
  for (const [name, value] of new URLSearchParams(target.slice(begin + 1))) {
    const known = query[name];
    if (Array.isArray(known)) known.push(value);
    else query[name] = known === undefined ? value : [known, value];
  }
  return query;
}

/** A header that came several times is one, joined; Node keeps lists of `set-cookie` alone, which nobody sends us. */
function headersOf({ headers }: IncomingMessage): HttpRecord["headers"] {
  const record: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) if (typeof value === "string") record[name] = value;
  return record;
}

/** A request as the endpoint takes it, or why there is none. */
export async function readRequest(
  incoming: IncomingMessage,
  { path, ...limits }: ReadLimits & { readonly path: string },
): Promise<HttpRecord | Unread> {
  const body = await bodyOf(incoming, limits);
  if (typeof body === "string") return body;
  const { method = "GET", url = "" } = incoming;
  return { method, path, query: queryOf(url), headers: headersOf(incoming), body };
}
