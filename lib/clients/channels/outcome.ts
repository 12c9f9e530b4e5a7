import { isAutomationError } from "../../domain/errors.ts";
import type { WireResponse } from "../../ports/http-transport.ts";
import type { Delivered } from "../../ports/messenger.ts";
import { retryAfterMsOf } from "../read-answer.ts";

/** Another attempt is of no use. */
export function refusal(text: string): Delivered {
  return { ok: false, text, again: false };
}

/** Another attempt may help. */
export function trouble(text: string, retryAfterMs?: number): Delivered {
  return { ok: false, text, again: true, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** Statuses that ask for patience, or speak of the server's own trouble. */
function isPassing(status: number): boolean {
  return [408, 425, 429].includes(status) || status >= 500;
}

function saidOf(status: number): string {
  if (status === 401 || status === 403) return "does not accept the key it was sent with";
  if (status === 404 || status === 410) return "is gone";
  if (status >= 300 && status < 400) return "answered with a redirect, and redirects are not followed";
  return "refused the message";
}

/** What a status says of the attempt; `null` for a success. Nothing of the answer itself is quoted. */
export function outcomeOf(where: string, response: WireResponse, nowMs: number): Delivered | null {
  const { status, headers } = response;
  if (status >= 200 && status < 300) return null;
  if (!isPassing(status)) return refusal(`${where} ${saidOf(status)} (HTTP ${status})`);
  const what = status === 429 ? "asks to wait" : "is in trouble";
  return trouble(`${where} ${what} (HTTP ${status})`, retryAfterMsOf(headers["retry-after"], nowMs));
}

/** What a failure below HTTP says of the attempt. Its own text may name a host; it stays here. */
export function outcomeOfFailure(where: string, error: unknown): Delivered {
  if (!isAutomationError(error)) return refusal(`${where} could not be written to`);
  if (error.code === "not-allowed")
    return refusal(`${where} was not called: ${error.details.rule ?? "not allowed"}`);
  if (error.code === "timeout") return trouble(`${where} did not answer in time`);
  if (error.code === "connection") return trouble(`${where} could not be reached`);
  if (error.code === "invalid-response") return trouble(`${where} answered more than is read`);
  return refusal(`${where} could not be written to`);
}
