import type { FunctionGraphContext } from "../context.ts";
import { type Answer, INNER_CODES } from "../protocol.ts";
import { callbackAnswer, entryAnswer, exceptionAnswer } from "./error-answer.ts";
import { firstOnly } from "./first-only.ts";
import { fileOf, loadFunction } from "./load-function.ts";
import { resultAnswer } from "./result-answer.ts";
import type { ChildSettings } from "./settings.ts";

/** One call of the handler. */
export interface HandlerCall {
  readonly settings: ChildSettings;
  /** The event as it came in. */
  readonly event: string;
  readonly context: FunctionGraphContext;
  readonly load: (path: string) => unknown;
  /** Told why no answer may ever come. */
  readonly note: (text: string) => void;
}

const NOT_AWAITED =
  "the handler returned no native promise, so what it returned is ignored and only the callback can answer: make it async";

function arityProblem(received: number): Answer | undefined {
  if (received === 2 || received === 3) return undefined;
  return entryAnswer({
    errorMessage: `handler expect to have 2 or 3 parameters, but received ${received}`,
    errorType: "FunctionLoadError",
    hint: "declare (event, context): parameters with a default value and rest parameters do not count",
  });
}

function parseEvent(text: string): { readonly value: unknown } | { readonly answer: Answer } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return {
      answer: {
        code: INNER_CODES.exception,
        error: {
          errorMessage: `function invocation exception, error: ${(error as Error).message}`,
          errorType: "SyntaxError",
          hint: "the event is no JSON; the handler was not called",
        },
      },
    };
  }
}

/** Calls the handler. Resolves to its answer; never, when it neither returns a native promise nor calls back. */
export async function runHandler(call: HandlerCall): Promise<Answer> {
  const { settings, context } = call;
  const { codeRoot, handler } = settings;
  const parsed = parseEvent(call.event);
  if ("answer" in parsed) return parsed.answer;
  const file = fileOf(handler);
  const loaded = loadFunction({ codeRoot, file, name: handler.slice(file.length + 1) }, call.load);
  if ("error" in loaded) return entryAnswer(loaded.error);
  const refused = arityProblem(loaded.found.length);
  if (refused) return refused;
  return new Promise<Answer>((resolve) => {
    const finish = firstOnly(resolve);
    const succeed = (value: unknown) => finish(resultAnswer(value, settings.resultBytesMax));
    const fail = (thrown: unknown) => finish(exceptionAnswer(thrown, codeRoot));
    // The default is the platform's own: it is what makes callback() an error.
    const callback = (error: unknown = {}, value?: unknown) =>
      error === null ? succeed(value) : finish(callbackAnswer(error));
    try {
      const returned = loaded.found(parsed.value, context, callback);
      // A rejection handler that throws is nobody's to catch: the process dies of it, here as there.
      if (returned instanceof Promise) void returned.then(succeed, fail);
      else call.note(NOT_AWAITED);
    } catch (error) {
      fail(error);
    }
  });
}
