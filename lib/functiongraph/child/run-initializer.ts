import type { FunctionGraphContext } from "../context.ts";
import type { Answer } from "../protocol.ts";
import { bodyOf, initializerAnswer } from "./error-answer.ts";
import { firstOnly } from "./first-only.ts";
import { fileOf, loadFunction } from "./load-function.ts";
import type { ChildSettings } from "./settings.ts";

const DONE: Answer = { code: 0, body: "" };
const PARTS = 2;

const NOT_AWAITED =
  "the initializer returned no native promise, so only its callback can end it: make it async";

/** What the initializer is called with. */
export interface InitializerCall {
  readonly settings: ChildSettings;
  readonly context: FunctionGraphContext;
  readonly load: (path: string) => unknown;
  readonly note: (text: string) => void;
}

function configError(errorMessage: string): Answer {
  return initializerAnswer({ errorMessage, errorType: "FunctionConfigError" });
}

/**
 * Calls the initializer. Only the function part of its setting is used: it is looked up in the handler's file, whatever
 * file it names.
 */
export async function runInitializer(call: InitializerCall): Promise<Answer> {
  const { settings, context } = call;
  const parts = settings.initializer.split(".");
  if (parts.length !== PARTS)
    return configError(`initializer must be <file>.<function>, got '${settings.initializer}'`);
  const file = fileOf(settings.handler);
  const loaded = loadFunction({ codeRoot: settings.codeRoot, file, name: parts[1] ?? "" }, call.load);
  if ("error" in loaded) return initializerAnswer(loaded.error);
  const received = loaded.found.length;
  if (received !== PARTS)
    return configError(`initializer expect to have 2 parameters, but received ${received}`);
  return new Promise<Answer>((resolve) => {
    const finish = firstOnly(resolve);
    const fail = (thrown: unknown) => finish(initializerAnswer(bodyOf(thrown)));
    const callback = (error: unknown = {}) => (error === null ? finish(DONE) : fail(error));
    try {
      const returned = loaded.found(context, callback);
      if (returned instanceof Promise) void returned.then(() => finish(DONE), fail);
      else call.note(NOT_AWAITED);
    } catch (error) {
      fail(error);
    }
  });
}
