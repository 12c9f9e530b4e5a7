import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import type { DeliveredMessage } from "../delivery/delivery.ts";
import { type HttpAnswer, type HttpRecord, jsonAnswer } from "../web/http-record.ts";
import { batchAnswer, type TakenBatch } from "./batch-answer.ts";
import { type InvocationParts, type LambdaInvocation, readInvocation } from "./lambda-invocation.ts";
import { type HttpForm, httpFormOf } from "./read-http-event.ts";
import { type LambdaDelivery, readLambdaEvent } from "./read-lambda-event.ts";
import { type LambdaHttpAnswer, toLambdaHttpAnswer } from "./to-lambda-http-answer.ts";

/** A slot of a clock. */
export interface LambdaTick {
  readonly slotMs: number;
  readonly name: string;
}

/**
 * What a function does with what comes. A door that is left out is closed: HTTP is answered with 404 there, and
 * everything else is refused with an error, which the platform counts and keeps.
 */
export interface LambdaWire extends InvocationParts {
  readonly http?: (request: HttpRecord, invocation: LambdaInvocation) => Promise<HttpAnswer>;
  readonly tick?: (tick: LambdaTick, invocation: LambdaInvocation) => Promise<unknown>;
  /** Takes each message in or names it by its id, and tells of those that it refuses. */
  readonly messages?: (
    messages: readonly DeliveredMessage[],
    invocation: LambdaInvocation,
  ) => Promise<TakenBatch>;
  readonly events?: (events: readonly AutomationEvent[], invocation: LambdaInvocation) => Promise<unknown>;
  /** Goes on with what is open, when Curfew itself calls the function for that. In a queue this is a message. */
  readonly work?: (invocation: LambdaInvocation) => Promise<unknown>;
}

/** Exactly two parameters: from Node 24 on Lambda refuses handlers with a third, the callback of old. */
export type LambdaHandler = (event: unknown, context: unknown) => Promise<unknown>;

/** What of an error may be logged: texts of Curfew's own errors hold no secret, those of others are not known. */
function errorPart(error: unknown): Readonly<Record<string, unknown>> {
  if (isAutomationError(error)) return { code: error.code, error: error.message };
  return { code: "internal", error: error instanceof Error ? error.name : typeof error };
}

/** An answer in every case: what API Gateway makes of a function that throws says nothing and names no request. */
async function answerHttp(
  event: unknown,
  form: HttpForm,
  invocation: LambdaInvocation,
  wire: LambdaWire,
): Promise<LambdaHttpAnswer> {
  const { requestId, log } = invocation;
  try {
    const delivery = readLambdaEvent(event, wire.now());
    const answer =
      delivery.kind === "http" && wire.http
        ? await wire.http(delivery.request, invocation)
        : jsonAnswer(404, { error: "not-found" });
    return toLambdaHttpAnswer(answer, form);
  } catch (error) {
    const isTheirs = isAutomationError(error) && error.code === "invalid-event";
    log({ what: isTheirs ? "refused" : "failed", ...errorPart(error) });
    const answer = isTheirs
      ? jsonAnswer(400, { error: "invalid-event", requestId })
      : jsonAnswer(500, { error: "failed", requestId });
    return toLambdaHttpAnswer(answer, form);
  }
}

function closedDoor(delivery: LambdaDelivery): AutomationError {
  if (delivery.kind === "unknown") {
    return new AutomationError("invalid-event", `nobody recognises this event: ${delivery.shape}`, {
      details: { shape: delivery.shape, retryable: false },
    });
  }
  return new AutomationError(
    "not-supported",
    `this function does not take ${delivery.kind}: connect another one`,
    {
      details: { retryable: false },
    },
  );
}

async function answerOther(event: unknown, invocation: LambdaInvocation, wire: LambdaWire): Promise<unknown> {
  const delivery = readLambdaEvent(event, wire.now());
  if (delivery.kind === "tick" && wire.tick) {
    return wire.tick({ slotMs: delivery.slotMs, name: delivery.name }, invocation);
  }
  if (delivery.kind === "messages" && wire.messages) {
    return batchAnswer(delivery, await wire.messages(delivery.messages, invocation));
  }
  if (delivery.kind === "events" && wire.events) return wire.events(delivery.events, invocation);
  if (delivery.kind === "work" && wire.work) return wire.work(invocation);
  throw closedDoor(delivery);
}

/**
 * Puts the handler of one function together. HTTP is answered whatever happens; a batch of SQS is answered in part;
 * everything else rejects when it could not be taken in, so that Lambda delivers it again and then keeps it where its
 * failures go.
 */
export function createLambdaHandler(wire: LambdaWire): LambdaHandler {
  return async (event, context) => {
    const invocation = readInvocation(event, context, wire);
    const form = httpFormOf(event);
    if (form !== undefined) return answerHttp(event, form, invocation, wire);
    try {
      return await answerOther(event, invocation, wire);
    } catch (error) {
      invocation.log({ what: "failed", ...errorPart(error) });
      throw error;
    }
  };
}
