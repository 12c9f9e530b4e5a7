import type { FetchKey } from "../ports/sender-addresses.ts";
import type { JsonObject } from "./json-path.ts";
import type { Reply } from "./parser.ts";
import type { RefusalCode } from "./refusals.ts";
import type { SecretKind, SourceSecret } from "./secret-kinds.ts";
import type { VerifyInput } from "./verify-signature.ts";

/** One request, and everything its proof may depend on. */
export interface OpenInput extends VerifyInput {
  readonly method: string;
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** What stands behind the source's name in the address, for senders that prove themselves by it. Never logged. */
  readonly pathSecret?: string | undefined;
  /** For senders that sign with a key that stands at an address; without it these are answered 503. */
  readonly fetchKey?: FetchKey | undefined;
}

/** A proven delivery with its body in clear, an answer that the sender waits for, or a refusal. */
export type Opened =
  | {
      readonly ok: true;
      readonly body: JsonObject;
      /** As sent in a header. */
      readonly deliveryId: string | null;
      /** The same for every repetition of the delivery. */
      readonly eventId: string;
      /** The proven time of sending, in milliseconds since 1970. */
      readonly sentAtMs: number | null;
    }
  | Answered
  | Unproven;

/** A challenge, a ping, or something the sender told that needs no event. */
export interface Answered {
  readonly ok: true;
  readonly reply: Reply;
  /** An address of the sender that has to be read once, to confirm a subscription. Its host was checked. */
  readonly visit?: string;
  /** What somebody should know or do; for the log. Holds no secret. */
  readonly notice?: string;
}

/** Not let in. */
export interface Unproven {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly detail?: string;
}

/** Proves a delivery where a signature record cannot say how. Never rejects because of what was sent. */
export type Opener = (input: OpenInput) => Promise<Opened>;

/** The values of a kind, without empty ones: an empty secret would be everybody's. */
export function valuesOf(secrets: readonly SourceSecret[], kind: SecretKind): readonly string[] {
  return secrets.filter((secret) => secret.kind === kind && secret.value !== "").map(({ value }) => value);
}

/** The one value of a query parameter; a repeated one is ambiguous and counts as missing. */
export function queryValue(query: OpenInput["query"], name: string): string | null {
  const value = query[name];
  const [first, second] = Array.isArray(value) ? value : [value];
  return typeof first === "string" && first !== "" && second === undefined ? first : null;
}

/** An answer in plain text or JSON. */
export function replyOf(body: string, type = "application/json"): Reply {
  return { status: 200, headers: { "content-type": type }, body };
}

/** Whether a time of sending in seconds lies within the window, to both sides. */
export function isFresh(seconds: string | null, now: Date, windowS: number): boolean {
  if (seconds === null || !/^[0-9]{1,12}$/.test(seconds)) return false;
  return Math.abs(now.getTime() - Number(seconds) * 1_000) <= windowS * 1_000;
}
