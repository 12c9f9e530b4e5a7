import { describe, expect, it } from "vitest";
import { resolveAndShow, runResolve } from "../../../../lib/cli/commands/resolve.ts";
import type { Store } from "../../../../lib/ports/store.ts";
import { createMemoryStore } from "../../../../lib/stores/memory/create-memory-store.ts";
import { fakeTerminal } from "../fake-terminal.ts";
import { add, happened, planRun, sent, stepOf } from "../log-fixtures.ts";

const ASKED = {
  run: "r0aaaa10c46d",
  step: "aa11",
  as: "retry",
  why: "gone",
  by: "anna",
  json: false,
} as const;

async function openRun(): Promise<Store> {
  const store = createMemoryStore();
  const [unknown, underWay] = [stepOf("aa11"), stepOf("bb22")];
  await planRun(store, ASKED.run, [unknown, underWay]);
  await add(store, ASKED.run, [
    sent(unknown, 3_600_000),
    happened(unknown, "unknown"),
    sent(underWay, 1_000),
  ]);
  return store;
}

describe("resolveAndShow", () => {
  it("says what follows and who goes on", async () => {
    const terminal = fakeTerminal();
    expect(await resolveAndShow({ ...ASKED, run: "10c46d" }, await openRun(), terminal)).toBe(0);
    expect(terminal.outLines).toEqual([
      "stop vision-anna-aa11 (prod/notebook/nb-aa11): unknown → retry",
      "it will be sent once more, after the machine was read again; curfew run, or the server, goes on with run r0aaaa10c46d",
    ]);
    expect(terminal.errLines).toEqual([]);
  });

  it("warns when the step had not been given up", async () => {
    const terminal = fakeTerminal();
    await resolveAndShow({ ...ASKED, step: "bb22", as: "failed" }, await openRun(), terminal);
    expect(terminal.errLines.join()).toContain("this step was not given up yet");
  });

  it("says that Curfew is paused, so that nobody waits for what will not be sent", async () => {
    const store = await openRun();
    const at = "2026-03-14T11:00:00.000Z";
    await store.writePause({ paused: true, why: "audit", by: "ops", at });
    const terminal = fakeTerminal();
    await resolveAndShow({ ...ASKED, json: true }, store, terminal);
    expect(terminal.errLines).toEqual([
      expect.stringMatching(/^curfew: paused since .* by ops: audit \(back with: curfew resume\)$/),
    ]);
    expect(terminal.json()).toMatchObject({ step: "aa11", paused: { why: "audit", by: "ops", at } });
  });

  it("prints one JSON object", async () => {
    const terminal = fakeTerminal();
    await resolveAndShow({ ...ASKED, json: true }, await openRun(), terminal);
    expect(terminal.json()).toMatchObject({
      run: ASKED.run,
      step: "aa11",
      verb: "stop",
      from: "unknown",
      as: "retry",
      entry: { phase: "deferred", reason: "resolved-retry" },
    });
  });
});

describe("runResolve", () => {
  const call = (options: Record<string, unknown>) =>
    runResolve({ args: ["r1", "s1"], options, terminal: fakeTerminal() });

  it.each([
    [{ why: "x" }, /--as: what happened: succeeded, failed, retry$/],
    [{ as: "done", why: "x" }, /--as: what happened: .* \(got "done"\)/],
    [{ as: "failed" }, /--why: how you know/],
    [{ as: "failed", why: "  " }, /--why: how you know/],
    [{ as: "failed", why: "x".repeat(1_025) }, /--why: at most 1024 characters/],
  ])("refuses %j before it opens anything", async (options, message) => {
    await expect(call(options)).rejects.toThrow(message);
  });
});
