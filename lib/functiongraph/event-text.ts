import { FUNCTIONGRAPH_LIMITS } from "./limits.ts";
import { type ErrorBody, INNER_CODES } from "./protocol.ts";

/** The bytes of an event as text: what is text or bytes already stays as it is, anything else becomes JSON. */
export function eventText(event: unknown): string {
  if (typeof event === "string") return event;
  if (event instanceof Uint8Array) return Buffer.from(event).toString("utf8");
  return JSON.stringify(event) ?? "null";
}

/** Why an event does not even reach the function: 6,291,456 bytes, or 262,144 of an asynchronous call. */
export function eventProblem(
  text: string,
  asynchronous: boolean,
): { readonly code: number; readonly error: ErrorBody } | undefined {
  const max = asynchronous ? FUNCTIONGRAPH_LIMITS.asyncEventBytes : FUNCTIONGRAPH_LIMITS.eventBytes;
  const bytes = Buffer.byteLength(text);
  if (bytes <= max) return undefined;
  return {
    code: INNER_CODES.eventTooLarge,
    error: {
      errorMessage: `request body size ${bytes} exceeds the limit of ${max}`,
      errorType: "RequestTooLarge",
      hint: "the platform answers FSS.0413 and the function is not called",
    },
  };
}
