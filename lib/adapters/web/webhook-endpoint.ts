import { isAutomationError } from "../../domain/errors.ts";
import { type AutomationEvent, traceParentIn } from "../../domain/event.ts";
import { eventTimeProblem } from "../../domain/event-time.ts";
import type { Pause } from "../../domain/pause.ts";
import type { SenderAddresses } from "../../ports/sender-addresses.ts";
import type { Accepted } from "../../ports/status-log.ts";
import type { Answered } from "../../sources/opener.ts";
import { type Received, receive } from "../../sources/receive.ts";
import { REFUSALS } from "../../sources/refusals.ts";
import { SCHEMES } from "../../sources/schemes.ts";
import type { VerifyInput } from "../../sources/verify-signature.ts";
import { type HttpAnswer, type HttpRecord, jsonAnswer } from "./http-record.ts";
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
  /** Told of every delivery that was not taken. */
  readonly onRefused: (refused: RefusedDelivery) => void;
  /** Told of a run that has something to do. */
  readonly onAccepted: (run: string) => void;
  /** Told of an event that could not be taken in, and of its source; the sender is asked to come back. */
  readonly onFailure: (error: unknown, source: string) => void;
}

/** A sender is asked to come back after so long when the event could not be written. */
const RETRY_AFTER_S = 5;

/** An unknown name runs through the same hashing as a known one, against a secret that nobody has. */
const NOBODY: WebhookSource = {
  name: "unknown",
  scheme: "standard-webhooks",
  secrets: [{ kind: "hmac", value: "whsec_bm9ib2R5IGhhcyB0aGlzIHNlY3JldCwgaXQgaXMgYSBkZWNveQ==" }],
};

/** `/webhooks/NAME`, or `/webhooks/SCHEME/NAME` for senders that want the kind in the address. */
function findSource(path: string, sources: readonly WebhookSource[]): WebhookSource | undefined {
  const [prefix, first, second, ...rest] = path.split("/").filter((part) => part !== "");
  if (prefix !== "webhooks" || first === undefined || rest.length > 0) return undefined;
  const name = second ?? first;
  return sources.find((source) => source.name === name && (second === undefined || source.scheme === first));
}

/** A full inbox is the sender's to wait for (429), a store that fails is our own fault (503); nothing was written. */
function comeBack(error: unknown): HttpAnswer {
  const { code, retryAfterMs } = isAutomationError(error)
    ? { code: error.code, retryAfterMs: error.details.retryAfterMs }
    : { code: "store-failed", retryAfterMs: undefined };
  const seconds = retryAfterMs === undefined ? RETRY_AFTER_S : Math.ceil(retryAfterMs / 1_000);
  const [status, word] = code === "throttled" ? [429, "busy"] : [503, code];
  return jsonAnswer(status, { error: word }, { "retry-after": String(seconds) });
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
    const body = { ...accepted, ...pausedPart(await options.readPause()) };
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
  return async (request) => {
    const found = findSource(request.path, options.sources);
    const source = found ?? NOBODY;
    const { method, query, body, headers } = request;
    const { name, secrets } = source;
    const received = await receive(source.scheme, {
      ...{ name, method, query, body, headers, secrets },
      ...{ now: options.now(), fetchKey: options.addresses?.fetchKey },
    });
    if (!received.ok) return refuse(source, told(received, found !== undefined, method), options);
    // The decoy's secret stands in the code, so what it signs proves nothing.
    if (!found) return refuse(source, told(UNPROVEN, false, method), options);
    if ("reply" in received) return reply(received, source, options);
    return takeIn({ ...received.event, ...traceParentIn(headers["traceparent"]) }, options);
  };
}

/** Answers a webhook whose body was not read, because the server in front of the endpoint found it too long. */
export function refuseTooLarge(
  { path }: Pick<HttpRecord, "path">,
  options: Pick<WebhookOptions, "sources" | "onRefused">,
): HttpAnswer {
  const source = findSource(path, options.sources) ?? NOBODY;
  return refuse(source, { ok: false, code: "too-large", status: REFUSALS["too-large"] }, options);
}
