import { describe, expect, it } from "vitest";
import { makeContext } from "../../../../lib/functiongraph/child/make-context.ts";
import { runHandler } from "../../../../lib/functiongraph/child/run-handler.ts";
import { fakeSettings } from "./fake-settings.ts";

const settings = fakeSettings("/code");
const context = makeContext(
  settings,
  { requestId: "req-1", alias: "", credentials: {} },
  { now: () => 0, emit: () => undefined },
);

function run(handler: unknown, event = "{}") {
  const notes: string[] = [];
  const answer = runHandler({
    settings,
    event,
    context,
    load: () => ({ handler }),
    note: (text) => void notes.push(text),
  });
  return { answer, notes };
}

describe("calling the handler", () => {
  it("hands over the parsed event and the context", async () => {
    const seen: unknown[] = [];
    await run(async (event: unknown, given: unknown) => void seen.push(event, given), '{"a":1}').answer;
    expect(seen).toEqual([{ a: 1 }, context]);
  });

  it.each([
    [() => 1, 0],
    [(_: unknown) => 1, 1],
    [async (_: unknown, __ = {}) => 1, 1],
    [(..._: unknown[]) => 1, 0],
    [(_: unknown, __: unknown, ___: unknown, ____: unknown) => 1, 4],
  ])("refuses %s with its number of parameters", async (handler, received) => {
    expect(await run(handler).answer).toMatchObject({
      code: 4001,
      error: {
        errorMessage: `function entry exception, error: handler expect to have 2 or 3 parameters, but received ${received}`,
      },
    });
  });

  it("does not load the code for an event that is no JSON", async () => {
    const loaded: string[] = [];
    const answer = await runHandler({
      settings,
      event: "{",
      context,
      load: (path) => loaded.push(path),
      note: () => undefined,
    });
    expect(answer).toMatchObject({ code: 4002, error: { errorType: "SyntaxError" } });
    expect(loaded).toEqual([]);
  });

  it("notes that nothing is awaited, and still takes the callback", async () => {
    const { answer, notes } = run((_: unknown, __: unknown, done: (e: null, v: unknown) => void) => {
      queueMicrotask(() => done(null, 5));
      return { ignored: true };
    });
    expect(await answer).toEqual({ code: 0, body: "5" });
    expect(notes).toEqual([expect.stringContaining("native promise")]);
  });

  it("notes nothing for a native promise", async () => {
    const { answer, notes } = run(async (_: unknown, __: unknown) => 1);
    expect(await answer).toEqual({ code: 0, body: "1" });
    expect(notes).toEqual([]);
  });
});
