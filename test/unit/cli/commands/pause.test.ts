import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runPause, runResume, setPause } from "../../../../lib/cli/commands/pause.ts";
import { AutomationError } from "../../../../lib/domain/errors.ts";
import { createMemoryStore } from "../../../../lib/stores/memory/create-memory-store.ts";
import { openSqliteStore } from "../../../../lib/stores/sqlite/open-sqlite-store.ts";
import { fakeTerminal, NOON_MS } from "../fake-terminal.ts";

const PAUSE = { paused: true, why: "incident 12", by: "anna", json: false } as const;
const RESUME = { paused: false, why: undefined, by: "olga", json: false } as const;
const NOON = new Date(NOON_MS).toISOString();

describe("setPause", () => {
  it("pauses and says since when, by whom and why", async () => {
    const store = createMemoryStore();
    const terminal = fakeTerminal();
    expect(await setPause(PAUSE, store, terminal)).toBe(0);
    expect(await store.readPause()).toEqual({ paused: true, why: "incident 12", by: "anna", at: NOON });
    expect(terminal.text()).toMatch(/^paused since .*12:00 UTC\) by anna: incident 12\n.*curfew resume$/);
    expect(terminal.errLines).toEqual([]);
  });

  it("needs no reason", async () => {
    const store = createMemoryStore();
    await setPause({ ...PAUSE, why: undefined, by: undefined }, store, fakeTerminal());
    expect(await store.readPause()).toEqual({ paused: true, why: null, by: null, at: NOON });
  });

  it("warns of a second pause and keeps who paused first", async () => {
    const store = createMemoryStore();
    await setPause(PAUSE, store, fakeTerminal());
    const terminal = fakeTerminal({ nowMs: NOON_MS + 1_000 });
    await setPause({ ...PAUSE, why: undefined, by: "olga" }, store, terminal);
    expect(await store.readPause()).toMatchObject({ why: "incident 12", by: "anna", at: NOON });
    expect(terminal.errLines.join()).toMatch(
      /was paused already, since .* by anna: incident 12; nothing was changed/,
    );
  });

  it("takes a new reason for a second pause", async () => {
    const store = createMemoryStore();
    await setPause(PAUSE, store, fakeTerminal());
    const terminal = fakeTerminal();
    await setPause({ ...PAUSE, why: "incident 13", by: "olga" }, store, terminal);
    expect(await store.readPause()).toMatchObject({ why: "incident 13", by: "olga" });
    expect(terminal.errLines.join()).toContain("the reason was replaced");
  });

  it("resumes, and warns where nothing was paused", async () => {
    const store = createMemoryStore();
    await setPause(PAUSE, store, fakeTerminal());
    const [first, second] = [fakeTerminal(), fakeTerminal()];
    await setPause(RESUME, store, first);
    expect(await store.readPause()).toMatchObject({ paused: false });
    expect(first.text()).toContain("running");
    expect(first.errLines).toEqual([]);
    await setPause(RESUME, store, second);
    expect(second.errLines.join()).toContain("was not paused; nothing was changed");
  });

  it("pauses although the switch cannot be read: that is how a damaged one is mended", async () => {
    const store = createMemoryStore();
    const broken = async () => {
      throw new AutomationError("store-failed", "the kill switch does not have the form it must have");
    };
    const terminal = fakeTerminal();
    await setPause(PAUSE, { readPause: broken, writePause: store.writePause }, terminal);
    expect(await store.readPause()).toMatchObject({ paused: true });
    expect(terminal.errLines.join()).toContain("it is set anew");
  });

  it("prints one JSON object", async () => {
    const terminal = fakeTerminal();
    await setPause({ ...PAUSE, json: true }, createMemoryStore(), terminal);
    expect(terminal.json()).toMatchObject({
      paused: true,
      why: "incident 12",
      changed: true,
      before: { paused: false },
    });
  });
});

describe("runPause and runResume", () => {
  it("set the switch in the store that the configuration names", async () => {
    const cwd = await mkdtemp(join(tmpdir(), "curfew-pause-"));
    try {
      const invocation = {
        args: [],
        options: { why: "drill" },
        terminal: fakeTerminal({ cwd, env: { USER: "anna" } }),
      };
      expect(await runPause(invocation)).toBe(0);
      const store = await openSqliteStore({ path: join(cwd, "curfew.db") });
      expect(await store.readPause()).toMatchObject({ paused: true, why: "drill", by: "anna" });
      await store.close();
      const back = fakeTerminal({ cwd });
      expect(await runResume({ args: [], options: { json: true }, terminal: back })).toBe(0);
      expect(back.json()).toMatchObject({
        paused: false,
        changed: true,
        before: { paused: true, by: "anna" },
      });
    } finally {
      await rm(cwd, { recursive: true });
    }
  });

  it("refuse a store that no other process sees, because the switch would reach nobody", async () => {
    const cwd = await mkdtemp(join(tmpdir(), "curfew-pause-"));
    try {
      const config =
        "version: 1\ntargets:\n  lab: { cloud: otc, region: eu-de, project: p1 }\nstore: memory\nowners:\n  - field: user.name\npolicies: {}\n";
      await writeFile(join(cwd, "curfew.yaml"), config);
      const work = runPause({ args: [], options: {}, terminal: fakeTerminal({ cwd }) });
      await expect(work).rejects.toThrow(/store: memory lives in one process.*use store: sqlite/);
    } finally {
      await rm(cwd, { recursive: true });
    }
  });
});
