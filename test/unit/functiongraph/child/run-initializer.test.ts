import { describe, expect, it } from "vitest";
import { makeContext } from "../../../../lib/functiongraph/child/make-context.ts";
import { runInitializer } from "../../../../lib/functiongraph/child/run-initializer.ts";
import { fakeSettings } from "./fake-settings.ts";

type Callback = (error?: unknown) => void;

function run(init: unknown, setting = "index.init") {
  const settings = fakeSettings("/code", { RUNTIME_INITIALIZER_HANDLER: setting });
  const context = makeContext(
    settings,
    { requestId: "", alias: "", credentials: {} },
    { now: () => 0, emit: () => undefined },
  );
  const asked: string[] = [];
  const load = (path: string) => {
    asked.push(path);
    return { init };
  };
  return { answer: runInitializer({ settings, context, load, note: () => undefined }), asked };
}

const DONE = { code: 0, body: "" };

describe("calling the initializer", () => {
  it("is done when its promise is, or when it calls back with null", async () => {
    expect(await run(async (_: unknown, __: unknown) => "ignored").answer).toEqual(DONE);
    expect(await run((_: unknown, done: Callback) => done(null)).answer).toEqual(DONE);
  });

  it("looks into the handler's file, whatever file is named", async () => {
    const { answer, asked } = run(async (_: unknown, __: unknown) => 1, "elsewhere.init");
    expect(await answer).toEqual(DONE);
    expect(asked).toEqual(["/code/index"]);
  });

  it.each([
    [async (_: unknown) => 1, "initializer expect to have 2 parameters, but received 1"],
    [(_: unknown, __: unknown, ___: unknown) => 1, "initializer expect to have 2 parameters, but received 3"],
    [5, "handler 'init' not found in module './index.js'"],
  ])("refuses %s: %s", async (init, message) => {
    expect(await run(init).answer).toEqual({
      code: 4009,
      error: {
        errorMessage: `function initialization exception, error: ${message}`,
        errorType: "FunctionConfigError",
      },
    });
  });

  it("refuses a setting with more than two parts", async () => {
    expect(await run(5, "a.b.init").answer).toMatchObject({
      code: 4009,
      error: { errorMessage: expect.stringContaining("got 'a.b.init'") },
    });
  });

  it.each([
    [(_: unknown, done: Callback) => done(new Error("no")), "no"],
    [(_: unknown, done: Callback) => done(), "[object Object]"],
    [async (_: unknown, __: unknown) => Promise.reject(new Error("rejected")), "rejected"],
    [
      (_: unknown, __: unknown) => {
        throw new Error("thrown");
      },
      "thrown",
    ],
  ])("fails by %s", async (init, message) => {
    expect(await run(init).answer).toMatchObject({
      code: 4009,
      error: { errorMessage: `function initialization exception, error: ${message}` },
    });
  });
});
