import { describe, expect, it } from "vitest";
import {
  callbackAnswer,
  entryAnswer,
  exceptionAnswer,
  initializerAnswer,
} from "../../../../lib/functiongraph/child/error-answer.ts";

function thrown(stack: string | undefined, name = "TypeError"): Error {
  const error = new Error("boom");
  error.name = name;
  Object.assign(error, { stack });
  return error;
}

describe("error bodies", () => {
  it("show frames of the code alone, its folder as a dot", () => {
    const stack = [
      "TypeError: boom",
      "    at exports.handler (/code/index.js:3:9)",
      "    at /code/lib/a.js:1:1",
      "    at runHandler (/runtime/child.cjs:1:2)",
      "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
    ].join("\n");
    expect(exceptionAnswer(thrown(stack), "/code")).toEqual({
      code: 4002,
      error: {
        errorMessage: "function invocation exception, error: boom",
        errorType: "TypeError",
        stackTrace: ["at exports.handler (./index.js:3:9)", "at ./lib/a.js:1:1"],
      },
    });
  });

  it("make of anything else a UserFunctionError with its text", () => {
    expect(exceptionAnswer(undefined, "/code")).toMatchObject({
      error: {
        errorMessage: "function invocation exception, error: undefined",
        errorType: "UserFunctionError",
        stackTrace: [],
      },
    });
  });

  it("cannot be made of an error without a stack", () => {
    expect(() => exceptionAnswer(thrown(undefined), "/code")).toThrow(TypeError);
  });

  it("carry the platform's prefix for entry and initializer", () => {
    const body = { errorMessage: "m", errorType: "T" };
    expect(entryAnswer(body)).toEqual({
      code: 4001,
      error: { errorMessage: "function entry exception, error: m", errorType: "T" },
    });
    expect(initializerAnswer(body)).toEqual({
      code: 4009,
      error: { errorMessage: "function initialization exception, error: m", errorType: "T" },
    });
  });

  it.each([
    [{}, "function entry exception, error: undefined", "UserFunctionError"],
    [0, "function entry exception, error: undefined", "UserFunctionError"],
    [new RangeError("far"), "function entry exception, error: far", "RangeError"],
    ["text", "text", "UserFunctionError"],
  ])("of callback(%s): %s", (error, errorMessage, errorType) => {
    expect(callbackAnswer(error)).toMatchObject({ code: 4001, error: { errorMessage, errorType } });
  });
});
