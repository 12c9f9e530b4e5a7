import { isAutomationError } from "../../domain/errors.ts";
import type { HttpTransport, WireResponse } from "../../ports/http-transport.ts";
import type { Delivered } from "../../ports/messenger.ts";
import { outcomeOf, outcomeOfFailure } from "./outcome.ts";

/** Time for one attempt, and the largest answer that is read. */
const TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 65_536;

/** One request, written in full. */
export interface Post {
  /** Who is written to, in words without an address: it stands in the answer. */
  readonly where: string;
  readonly url: string;
  /** Default: POST. */
  readonly method?: "POST" | "PATCH";
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
  /** What an answer with a success status says in its body; `null` when it is a success in every respect. */
  readonly read?: (answer: unknown, response: WireResponse) => Delivered | null;
}

/** What posting needs. */
export interface PostOptions {
  readonly transport: HttpTransport;
  readonly now: () => number;
}

/** The JSON of an answer; `undefined` for anything else. */
export function jsonOf({ body }: Pick<WireResponse, "body">): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** A field of a JSON object; `undefined` where there is none. */
export function fieldOf(answer: unknown, name: string): unknown {
  if (typeof answer !== "object" || answer === null || !Object.hasOwn(answer, name)) return undefined;
  return (answer as Readonly<Record<string, unknown>>)[name];
}

/** Whether the other side took it and then answered more than is read: sending it again would not shorten the answer. */
function isTaken(error: unknown, { read }: Post): boolean {
  if (read !== undefined || !isAutomationError(error) || error.code !== "invalid-response") return false;
  const { status = 0 } = error.details;
  return status >= 200 && status < 300;
}

/** Sends JSON once and says what became of it. Never rejects, and never says where exactly it went. */
export async function postMessage(post: Post, { transport, now }: PostOptions): Promise<Delivered> {
  const { where, url, method = "POST", headers = {}, body, read = () => null } = post;
  const taken: Delivered = { ok: true, text: `${where} took the message` };
  try {
    const response = await transport({
      ...{ method, url, timeoutMs: TIMEOUT_MS, responseBytesMax: ANSWER_BYTES_MAX },
      headers: { "Content-Type": "application/json; charset=utf-8", "User-Agent": "curfew", ...headers },
      body: new TextEncoder().encode(body),
    });
    const failed = outcomeOf(where, response, now()) ?? read(jsonOf(response), response);
    return failed ?? taken;
  } catch (error) {
    return isTaken(error, post) ? taken : outcomeOfFailure(where, error);
  }
}
