import { isAutomationError } from "../../domain/errors.ts";
import { type AutomationEvent, traceParentIn } from "../../domain/event.ts";
import { eventTimeProblem } from "../../domain/event-time.ts";
import type { Notice } from "../../domain/notice.ts";
import type { Pause } from "../../domain/pause.ts";
import type { SenderAddresses } from "../../ports/sender-addresses.ts";
import type { Accepted } from "../../ports/status-log.ts";
import { ANSWERED_AT_ONCE, chatAcknowledgement } from "../../sources/chat-acknowledgement.ts";
import type { Answered } from "../../sources/opener.ts";
import { type Received, receive } from "../../sources/receive.ts";
import { REFUSALS } from "../../sources/refusals.ts";
import { SCHEMES } from "../../sources/schemes.ts";
import type { VerifyInput } from "../../sources/verify-signature.ts";
import { evenHashing } from "./even-hashing.ts";
import { findSource } from "./find-source.ts";
import { type HttpAnswer, type HttpRecord, jsonAnswer } from "./http-record.ts";
import { answerLink, linkToken } from "./link-endpoint.ts";
import { pausedPart } from "./paused-part.ts";

/** A sender, ready to be checked. The secrets are the real ones; this record is never logged. */
export interface WebhookSource {
  readonly name: string;
  readonly scheme: string;
  readonly secrets: VerifyInput["secrets"];
}

/** One refused delivery, for the log. It never holds a value of the request. */
export interface RefusedDelivery {
  readonly source: string;
  readonly code: string;
  readonly status: number;
  readonly detail?: string;
}

/** What the endpoint needs. */
export interface WebhookOptions {
  readonly sources: readonly WebhookSource[];
  readonly accept: (event: AutomationEvent) => Promise<Accepted>;
  /** The kill switch; never rejects, one that cannot be read counts as set. */
  readonly readPause: () => Promise<Pause>;
  readonly now: () => Date;
  /** Where senders keep keys and confirmations. Without it those that need one are answered 503. */
  readonly addresses?: SenderAddresses | undefined;
  /** Told what somebody should know of a sender: a subscription that was confirmed, or that nobody may confirm. */
  readonly onNotice?: ((notice: string, source: string) => void) | undefined;
  /** Signs the links of warnings. Without it there are no such links, and their addresses are refused like unknown ones. */
  readonly linkKey?: string | undefined;
  /** Told of every delivery that was not taken. */
  readonly onRefused: (refused: RefusedDelivery) => void;
  /** Told of a run that has something to do. */
  readonly onAccepted: (run: string) => void;
  /** Told of an event that could not be taken in, and of its source; the sender is asked to come back. */
  readonly onFailure: (error: unknown, source: string) => void;
  /**
   * What a run said to whoever asked, if it says so within this time. For platforms that show what they are answered and
   * take nothing later; without it they are told that it was heard.
   */
  readonly answerWithin?: ((run: string, withinMs: number) => Promise<Notice | undefined>) | undefined;
}

/** Microsoft Teams waits for five seconds; the rest is for the way. */
export const ANSWER_WITHIN_MS = 3_500;

/** A sender is asked to come back after so long when the event could not be written. */
const RETRY_AFTER_S = 5;

/** An unknown name runs through the same hashing as a known one, against a secret that nobody has. */
const NOBODY: WebhookSource = {
  name: "unknown",
  scheme: "standard-webhooks",
  secrets: [{ kind: "hmac", value: "whsec_bm9ib2R5IGhhcyB0aGlzIHNlY3JldCwgaXQgaXMgYSBkZWNveQ==" }],
};

/** A full inbox is the sender's to wait for (429), a store that fails is our own fault (503); nothing was written. */
function comeBack(error: unknown): HttpAnswer {
  const { code, retryAfterMs } = isAutomationError(error)
    ? { code: error.code, retryAfterMs: error.details.retryAfterMs }
    : { code: "store-failed", retryAfterMs: undefined };
  const seconds = retryAfterMs === undefined ? RETRY_AFTER_S : Math.ceil(retryAfterMs / 1_000);
  const [status, word] = code === "throttled" ? [429, "busy"] : [503, code];
  return jsonAnswer(status, { error: word }, { "retry-after": String(seconds) });
}

/** The run's own words; without them it is said that it was heard, which is true whatever went wrong here. */
async function quickAnswer(run: string, { answerWithin }: WebhookOptions): Promise<Notice | undefined> {
  try {
    return await answerWithin?.(run, ANSWER_WITHIN_MS);
  } catch {
    return undefined;
  }
}

/** What a chat platform is answered; `null` for all others. */
async function chatAnswer(
  event: AutomationEvent,
  accepted: Accepted,
  { pause, options }: { readonly pause: Pause; readonly options: WebhookOptions },
): Promise<HttpAnswer | null> {
  if (event.type !== "chat.message") return null;
  const { outcome, run } = accepted;
  const isNow = ANSWERED_AT_ONCE.includes(event.data.platform);
  const answer = isNow ? await quickAnswer(run, options) : undefined;
  return chatAcknowledgement(event.data, { outcome, run, pause, answer });
}

async function takeIn(event: AutomationEvent, options: WebhookOptions): Promise<HttpAnswer> {
  const detail = eventTimeProblem(event, options.now().getTime());
  if (detail !== undefined) {
    options.onRefused({ source: event.source, code: "invalid-event", status: 400, detail });
    return jsonAnswer(400, { error: "invalid-event" });
  }
  try {
    const accepted = await options.accept(event);
    if (accepted.outcome !== "finished") options.onAccepted(accepted.run);
    const pause = await options.readPause();
    const body = { ...accepted, ...pausedPart(pause) };
    const said = await chatAnswer(event, accepted, { pause, options });
    if (said !== null) return said;
    return jsonAnswer(accepted.outcome === "finished" ? 200 : 202, body);
  } catch (error) {
    options.onFailure(error, event.source);
    return comeBack(error);
  }
}

type Refusal = Extract<Received, { readonly ok: false }>;

const UNPROVEN: Refusal = { ok: false, code: "bad-signature", status: REFUSALS["bad-signature"] };

function refuse(
  source: WebhookSource,
  { code, status, detail }: Refusal,
  options: Pick<WebhookOptions, "onRefused">,
): HttpAnswer {
  options.onRefused({ source: source.name, code, status, ...(detail === undefined ? {} : { detail }) });
  return jsonAnswer(status, { error: "refused" });
}

/** Answers what needs no event. A confirmation that fails is told to the sender, which offers it again. */
async function reply(
  answered: Answered,
  source: WebhookSource,
  options: WebhookOptions,
): Promise<HttpAnswer> {
  const { notice, visit } = answered;
  try {
    if (visit !== undefined) await options.addresses?.visit(visit);
  } catch (error) {
    options.onFailure(error, source.name);
    return comeBack(error);
  }
  if (notice !== undefined) options.onNotice?.(notice, source.name);
  return answered.reply;
}

/** Methods that any kind of sender uses. */
const METHODS: readonly string[] = [...new Set(SCHEMES.flatMap(({ methods }) => methods))];

/**
 * A refusal as it is told outside. An unknown name is answered like a wrong signature, and so is a method that this
 * source does not use while others do: otherwise the answers would tell which names exist and what they are.
 */
function told(refusal: Refusal, found: boolean, method: string): Refusal {
  if (!METHODS.includes(method.toUpperCase())) {
    return { ok: false, code: "unsupported-method", status: REFUSALS["unsupported-method"] };
  }
  const status = REFUSALS["bad-signature"];
  if (!found) return { ok: false, code: "unknown-source", status };
  return refusal.code === "unsupported-method" ? { ...refusal, status } : refusal;
}

/**
 * The webhook endpoint, the same on every platform: find the source, verify the bytes, take the event in, answer.
 * Nothing is answered with success before the event is durable, and a refusal never says why.
 */
export function createWebhookEndpoint(options: WebhookOptions): (request: HttpRecord) => Promise<HttpAnswer> {
  const even = evenHashing(options.sources);
  return async (request) => {
    const { linkKey: key } = options;
    if (key !== undefined && linkToken(request.path) !== undefined)
      return answerLink(request, { ...options, key });
    const found = findSource(request.path, options.sources);
    const source = found?.source ?? NOBODY;
    const { method, query, body, headers } = request;
    const { name, secrets } = source;
    const received = await receive(source.scheme, {
      ...{ name, method, query, body, headers, secrets },
      ...{ now: options.now(), fetchKey: options.addresses?.fetchKey },
      pathSecret: found?.pathSecret,
    });
    // The decoy's secret stands in the code, so what it signs proves nothing.
    const outcome = received.ok && !found ? UNPROVEN : received;
    if (!outcome.ok) {
      even(source, { code: outcome.code, body });
      return refuse(source, told(outcome, found !== undefined, method), options);
    }
    if ("reply" in outcome) return reply(outcome, source, options);
    return takeIn({ ...outcome.event, ...traceParentIn(headers["traceparent"]) }, options);
  };
}

/** Answers a webhook whose body was not read, because the server in front of the endpoint found it too long. */
export function refuseTooLarge(
  { path }: Pick<HttpRecord, "path">,
  options: Pick<WebhookOptions, "sources" | "onRefused">,
): HttpAnswer {
  const source = findSource(path, options.sources)?.source ?? NOBODY;
  return refuse(source, { ok: false, code: "too-large", status: REFUSALS["too-large"] }, options);
}
