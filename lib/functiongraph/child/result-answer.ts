import { type Answer, INNER_CODES } from "../protocol.ts";
import { USER_ERROR } from "./error-answer.ts";

function bodyOf(value: unknown): string {
  if (value === undefined) return "";
  if (value === null) return "null";
  if (typeof value === "object") return JSON.stringify(value) ?? "";
  return String(value);
}

/** Turns what the handler came to into a body: text as it is, objects as JSON, `undefined` as nothing. */
export function resultAnswer(value: unknown, bytesMax: number): Answer {
  let body: string;
  try {
    body = bodyOf(value);
  } catch (error) {
    return {
      code: INNER_CODES.resultInvalid,
      error: {
        errorMessage: `function result is invalid, error: ${(error as Error).message}`,
        errorType: USER_ERROR,
      },
    };
  }
  const bytes = Buffer.byteLength(body);
  if (bytes <= bytesMax) return { code: 0, body };
  return {
    code: INNER_CODES.resultTooLarge,
    error: {
      errorMessage: `response body size ${bytes} exceeds the limit of ${bytesMax}`,
      errorType: USER_ERROR,
    },
  };
}
