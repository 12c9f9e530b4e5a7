import type { IncomingMessage } from "node:http";
import type { HttpRecord } from "../web/http-record.ts";

const GONE = "the sender went away in the middle of its body";

/**
 * The bytes of a request, from its socket: a web `Request` for them costs more than checking the signature. `null`: they
 * are more than the limit, and what is above it is not kept. Rejects when the sender goes away in the middle.
 */
function bodyOf(incoming: IncomingMessage, bytesMax: number): Promise<Uint8Array | null> {
  if (Number(incoming.headers["content-length"] ?? 0) > bytesMax) return Promise.resolve(null);
  if (incoming.destroyed) return Promise.reject(new Error(GONE));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = (outcome: () => void) => {
      incoming.off("data", take).off("end", end).off("error", fail).off("close", gone);
      outcome();
    };
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > bytesMax) done(() => resolve(null));
    };
    const end = () => done(() => resolve(Buffer.concat(chunks)));
    const fail = (error: unknown) => done(() => reject(error));
    const gone = () => fail(new Error(GONE));
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
    query[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return query;
}

/** A header that came several times is one, joined; Node keeps lists of `set-cookie` alone, which nobody sends us. */
function headersOf({ headers }: IncomingMessage): HttpRecord["headers"] {
  const record: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) if (typeof value === "string") record[name] = value;
  return record;
}

/** A request as the endpoint takes it; `null` when its body is longer than the limit. */
export async function readRequest(
  incoming: IncomingMessage,
  { path, bodyBytesMax }: { readonly path: string; readonly bodyBytesMax: number },
): Promise<HttpRecord | null> {
  const body = await bodyOf(incoming, bodyBytesMax);
  if (body === null) return null;
  const { method = "GET", url = "" } = incoming;
  return { method, path, query: queryOf(url), headers: headersOf(incoming), body };
}
