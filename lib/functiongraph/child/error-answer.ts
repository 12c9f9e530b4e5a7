import { type Answer, type ErrorBody, INNER_CODES } from "../protocol.ts";

/** Type of what was thrown and is no error, and of failures the platform gives no other name. */
export const USER_ERROR = "UserFunctionError";

/** A failure before the handler could run: 4001. */
export function entryAnswer(body: ErrorBody): Answer {
  return {
    code: INNER_CODES.entry,
    error: { ...body, errorMessage: `function entry exception, error: ${body.errorMessage}` },
  };
}

/** A failure of the initializer: 4009. */
export function initializerAnswer(body: ErrorBody): Answer {
  return {
    code: INNER_CODES.initializer,
    error: { ...body, errorMessage: `function initialization exception, error: ${body.errorMessage}` },
  };
}

/** Name and message of something thrown. */
export function bodyOf(thrown: unknown): ErrorBody {
  if (thrown instanceof Error) return { errorMessage: thrown.message, errorType: thrown.name };
  return { errorMessage: String(thrown), errorType: USER_ERROR };
}

/** The first argument of a callback that is not `null`: a text stands alone, anything else is an entry error. */
export function callbackAnswer(error: unknown): Answer {
  if (typeof error === "string") {
    return { code: INNER_CODES.entry, error: { errorMessage: error, errorType: USER_ERROR } };
  }
  const { message, name } = Object(error) as { message?: unknown; name?: unknown };
  return entryAnswer({
    errorMessage: String(message),
    errorType: typeof name === "string" && name !== "" ? name : USER_ERROR,
    ...(error instanceof Error
      ? {}
      : { hint: "callback(null, result) is success; callback() and callback(undefined, result) are errors" }),
  });
}

function ownFrames(stack: string, codeRoot: string): string[] {
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line) && line.includes(codeRoot))
    .map((line) => line.trim().replaceAll(codeRoot, "."));
}

/**
 * What the handler threw, or rejected with: 4002.
 * An error whose `stack` was taken away makes this throw, and the process dies of it, as on the platform.
 */
export function exceptionAnswer(thrown: unknown, codeRoot: string): Answer {
  const { errorMessage, errorType } = bodyOf(thrown);
  return {
    code: INNER_CODES.exception,
    error: {
      errorMessage: `function invocation exception, error: ${errorMessage}`,
      errorType,
      stackTrace: thrown instanceof Error ? ownFrames(thrown.stack as string, codeRoot) : [],
    },
  };
}
