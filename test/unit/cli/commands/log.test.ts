import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { widthOf } from "../../../../lib/cli/cell-text.ts";
import { runLog, showLog, verifyLog } from "../../../../lib/cli/commands/log.ts";
import { type LogRequest, logRequest } from "../../../../lib/cli/log-filter.ts";
import type { LogReader } from "../../../../lib/ports/log-reader.ts";
import type { Store } from "../../../../lib/ports/store.ts";
import { createMemoryStore } from "../../../../lib/stores/memory/create-memory-store.ts";
import { emptyMemoryState } from "../../../../lib/stores/memory/memory-state.ts";
import { openSqliteStore } from "../../../../lib/stores/sqlite/open-sqlite-store.ts";
import { type FakeTerminal, fakeTerminal, NOON_MS } from "../fake-terminal.ts";
import { add, finished, happened, planRun, sent, stepOf, tick } from "../log-fixtures.ts";

const POLICIES = ["nights", "idle-gpu"];

function ask(options: Record<string, unknown> = {}): LogRequest {
  return logRequest(options, NOON_MS);
}

async function show(store: LogReader, options: Record<string, unknown> = {}, terminal = fakeTerminal()) {
  const code = await showLog(ask(options), store, { terminal, policies: POLICIES, pollMs: 1 });
  return { code, terminal };
}

/** Two runs: one that stopped a machine an hour ago, one that is open. */
async function fill<S extends Store>(store: S): Promise<S> {
  const [done, open] = [stepOf("aa11"), stepOf("bb22", { policy: "idle-gpu" })];
  await planRun(store, "r0aaaa10c46d", [done], { event: tick(1), beforeMs: 3_600_000 });
  await add(store, "r0aaaa10c46d", [
    sent(done, 0),
    happened(done, "succeeded", { text: "is STOPPED" }),
    finished(),
  ]);
  await planRun(store, "r0bbbb20c47e", [open], { event: tick(2) });
  return store;
}

const filled = () => fill(createMemoryStore());

describe("showLog", () => {
  it("shows entries in the order of the log, with the machine's name from its decision", async () => {
    const { code, terminal } = await show(await filled());
    expect(code).toBe(0);
    const [header, ...lines] = terminal.outLines;
    expect(header).toMatch(/^TIME +RUN +PHASE +POLICY +RESOURCE +ACTION +REASON +TEXT$/);
    expect(lines).toHaveLength(9);
    expect(lines[4]).toMatch(
      /\(12:00 UTC\) {2}10c46d·5 {2}succeeded {2,}nights {2,}vision-anna-aa11 .*is STOPPED$/,
    );
  });

  it("tells what was answered to somebody in full where one run is looked at", async () => {
    const store = await filled();
    const answer = {
      ...{ kind: "answer", language: "en", title: "Commands", run: null, facts: {} },
      ...{ lines: ["status NAME", "why NAME"], buttons: [] },
    };
    await add(store, "r0bbbb20c47e", [{ ...finished(), phase: "succeeded", details: { answer } }]);
    const one = await show(store, { run: "r0bbbb20c47e" });
    const all = await show(store);
    expect(one.terminal.outLines.slice(-2)).toEqual(["    status NAME", "    why NAME"]);
    expect(all.terminal.outLines.at(-1)).not.toContain("why NAME");
  });

  it("writes the day when not everything is of today", async () => {
    const store = await filled();
    const today = await show(store, { run: "r0bbbb20c47e" });
    const later = await show(
      store,
      { run: "r0bbbb20c47e" },
      fakeTerminal({ nowMs: NOON_MS + 5 * 86_400_000 }),
    );
    expect(today.terminal.outLines[1]).toMatch(/^\d\d:\d\d:\d\d/);
    expect(later.terminal.outLines[1]).toMatch(/^2026-03-1\d /);
  });

  it.each([80, 100, 160])("fits a terminal of %i columns", async (columns) => {
    const { terminal } = await show(await filled(), {}, fakeTerminal({ columns }));
    for (const line of terminal.outLines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    expect(terminal.text()).toContain("vision-anna-aa11");
  });

  it("colours only where colours are wanted", async () => {
    const store = await filled();
    expect((await show(store)).terminal.text()).not.toContain("\u001b");
    expect((await show(store, {}, fakeTerminal({ color: true }))).terminal.text()).toContain(
      "\u001b[32msucceeded",
    );
  });

  it("keeps the newest where the limit cuts, and says so", async () => {
    const { terminal } = await show(await filled(), { limit: "2" });
    expect(terminal.outLines).toHaveLength(3);
    expect(terminal.outLines[2]).toContain("decided");
    expect(terminal.errLines.join()).toContain("the newest 2; there may be more");
  });

  it.each([
    [{ run: "10c46d" }, 6],
    [{ resource: "nb-bb22" }, 1],
    [{ policy: "nights" }, 3],
    [{ phase: "planned,finished" }, 3],
    [{ since: "30m" }, 6],
    [{ until: "30m" }, 3],
    [{ open: true }, 3],
  ])("filters by %j", async (options, count) => {
    const { terminal } = await show(await filled(), { ...options, json: true });
    expect(terminal.outLines).toHaveLength(count);
  });

  it("prints one JSON object a line, with the whole entry", async () => {
    const { terminal } = await show(await filled(), { json: true, phase: "succeeded" });
    expect(terminal.json()).toMatchObject({
      run: "r0aaaa10c46d",
      seq: 5,
      at: new Date(NOON_MS).toISOString(),
      event: expect.stringContaining("tick-"),
      policy: "nights",
      resource: "prod/notebook/nb-aa11",
      action: "stop",
      phase: "succeeded",
      reason: "undecided",
    });
  });

  it("says that nothing fits, and what a policy may have meant", async () => {
    const { code, terminal } = await show(await filled(), { policy: "night" });
    expect(code).toBe(0);
    expect(terminal.outLines).toEqual([]);
    expect(terminal.errLines).toEqual(['curfew: no entry fits; --policy: did you mean "nights"?']);
  });

  it("refuses a run that is not there", async () => {
    await expect(show(await filled(), { run: "r0zzzz" })).rejects.toThrow(/no run has this id/);
  });
});

describe("showLog --follow", () => {
  /** Stops after so many questions to the log, doing something before each. */
  function counted(
    store: Store,
    terminal: FakeTerminal,
    work: (question: number) => Promise<void>,
    last: number,
  ): LogReader {
    const state = { questions: 0 };
    return {
      ...store,
      find: async (filter, options) => {
        state.questions += 1;
        await work(state.questions);
        if (state.questions >= last) terminal.abort();
        return store.find(filter, options);
      },
    };
  }

  it("goes on with what comes, each entry once, until it is asked to stop", async () => {
    const store = await filled();
    const terminal = fakeTerminal();
    const step = stepOf("bb22");
    const reader = counted(
      store,
      terminal,
      async (question) => {
        if (question === 4) await add(store, "r0bbbb20c47e", [sent(step, 0)]);
        if (question === 6) await add(store, "r0bbbb20c47e", [happened(step, "succeeded"), finished()]);
      },
      8,
    );
    const { code } = await show(reader, { follow: true, limit: "1", json: true }, terminal);
    expect(code).toBe(0);
    expect(terminal.outLines.map((line) => JSON.parse(line).phase)).toEqual([
      "decided",
      "submitting",
      "succeeded",
      "finished",
    ]);
  });

  it("misses nothing where no entry fitted at first", async () => {
    const store = await filled();
    const terminal = fakeTerminal();
    const step = stepOf("bb22");
    const reader = counted(
      store,
      terminal,
      async (question) => {
        if (question === 3)
          await add(store, "r0bbbb20c47e", [happened(step, "failed"), happened(step, "failed")]);
      },
      5,
    );
    await show(reader, { follow: true, phase: "failed" }, terminal);
    expect(terminal.outLines).toHaveLength(3);
    expect(terminal.errLines).toEqual([]);
  });
});

describe("verifyLog", () => {
  const context = (terminal: FakeTerminal, json = false) => ({ terminal, json });

  it("finds nothing in a whole log, names the next anchor and what it cannot know", async () => {
    const terminal = fakeTerminal();
    const code = await verifyLog(await filled(), { key: undefined, anchor: undefined }, context(terminal));
    expect(code).toBe(0);
    expect(terminal.outLines[0]).toBe("no problem found in 9 entries in 2 runs, 1 checkpoint");
    expect(terminal.text()).toMatch(/\nhead: [0-9a-f]{64}\n/);
    expect(terminal.text()).toMatch(
      /what this check cannot know:\n.*without the log key.*\n.*without an anchor/,
    );
    expect(terminal.text()).toContain("runs still open and not sealed: 1");
  });

  it("accepts its own head as anchor, and the key that sealed", async () => {
    const store = await fill(createMemoryStore({ logKey: "visibly-fake-log-key" }));
    const first = fakeTerminal();
    await verifyLog(store, { key: undefined, anchor: undefined }, context(first, true));
    const anchor = String(first.json()["head"]);
    const terminal = fakeTerminal();
    expect(await verifyLog(store, { key: "visibly-fake-log-key", anchor }, context(terminal, true))).toBe(0);
    expect(terminal.json()).toMatchObject({
      ok: true,
      problems: [],
      runs: 2,
      entries: 9,
      checkpoints: 1,
      head: anchor,
    });
    expect(terminal.text()).not.toContain("log key");
  });

  it("fails on an edit, a foreign key and an anchor that is gone", async () => {
    const state = emptyMemoryState();
    await fill(createMemoryStore({ state, logKey: "visibly-fake-log-key" }));
    const store = createMemoryStore({ state });
    const wrong = fakeTerminal();
    expect(await verifyLog(store, { key: "another-key", anchor: "0".repeat(64) }, context(wrong))).toBe(1);
    expect(wrong.text()).toMatch(/^3 problems in .*\n {2}problem {2}the anchor is not in this log/);
    const links = state.entries.get("r0aaaa10c46d") ?? [];
    const [first] = links;
    if (first)
      links[0] = { ...first, kept: { ...first.kept, bytes: first.kept.bytes.replace("clock", "clack") } };
    const edited = fakeTerminal();
    expect(await verifyLog(store, { key: undefined, anchor: undefined }, context(edited, true))).toBe(1);
    expect(edited.json()).toMatchObject({ ok: false, problems: [expect.stringContaining("entry 1")] });
  });

  it("says that there is no head yet where no run has ended", async () => {
    const terminal = fakeTerminal();
    await verifyLog(createMemoryStore(), { key: undefined, anchor: undefined }, context(terminal));
    expect(terminal.text()).toContain("head: none yet");
  });
});

describe("runLog", () => {
  async function inFolder(work: (cwd: string) => Promise<void>): Promise<void> {
    const cwd = await mkdtemp(join(tmpdir(), "curfew-log-"));
    try {
      await work(cwd);
    } finally {
      await rm(cwd, { recursive: true });
    }
  }

  it("reads the store that the configuration names", () =>
    inFolder(async (cwd) => {
      await fill(await openSqliteStore({ path: join(cwd, "curfew.db") })).then((store) => store.close());
      const terminal = fakeTerminal({ cwd });
      expect(await runLog({ args: [], options: { json: true, open: true }, terminal })).toBe(0);
      expect(terminal.outLines).toHaveLength(3);
      expect(terminal.errLines).toEqual([]);
      const check = fakeTerminal({ cwd, env: { CURFEW_LOG_KEY: "visibly-fake-log-key" } });
      expect(await runLog({ args: [], options: { verify: true }, terminal: check })).toBe(1);
      expect(check.text()).toContain("no checkpoint carries a seal, although a key was given");
    }));

  it("makes no file by looking, and says that nothing has run", () =>
    inFolder(async (cwd) => {
      const terminal = fakeTerminal({ cwd });
      expect(await runLog({ args: [], options: {}, terminal })).toBe(0);
      expect(terminal.errLines.join("\n")).toContain("curfew.db is not there yet: nothing has run here");
      await expect(access(join(cwd, "curfew.db"))).rejects.toThrow();
    }));

  it("refuses wrong options before it opens anything", async () => {
    const terminal = fakeTerminal();
    await expect(runLog({ args: [], options: { verify: true, run: "r1" }, terminal })).rejects.toThrow(
      /--run/,
    );
    await expect(runLog({ args: [], options: { since: "soon" }, terminal })).rejects.toThrow(/--since/);
  });
});
