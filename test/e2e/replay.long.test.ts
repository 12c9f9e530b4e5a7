import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runRun } from "../../lib/cli/commands/run.ts";
import { runStatus } from "../../lib/cli/commands/status.ts";
import { claimKey } from "../../lib/domain/event.ts";
import type { Store } from "../../lib/ports/store.ts";
import { entryAt } from "../../lib/shell/entry.ts";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { TEST_ENV } from "./support/emulated-cloud.ts";
import { type FakeTerminal, fakeTerminal } from "./support/fake-terminal.ts";
import { openStage, type Stage } from "./support/open-stage.ts";
import { STORY_SECRETS, storyConfig } from "./support/story-config.ts";
import { makeTempFolder } from "./support/temp-folder.ts";
import { MINUTE_MS } from "./support/test-clock.ts";

const opened = cleanUpAfterEach();

const RUN = "r0aaaa10c46d";

/** A budget alert that was set aside after it broke every pass over it. */
async function park(store: Store, nowMs: number): Promise<void> {
  const time = new Date(nowMs).toISOString();
  const event = {
    specversion: "1.0",
    id: "msg_1",
    source: "budget",
    type: "budget.alert",
    time,
    trigger: "webhook",
    data: { budget: "vision", at: 0.92, period: "2026-05", kind: "actual" },
  } as const;
  const details = { source: event.source, type: event.type, time };
  const received = entryAt(nowMs, { phase: "received", reason: "received", details });
  await store.accept({ key: claimKey(event), run: RUN, event, entry: received });
  const text = "it broke off 5 times, the last time with: the price list was damaged";
  await store.append(RUN, 1, [entryAt(nowMs, { phase: "finished", reason: "parked", text })]);
}

interface Scene {
  readonly stage: Stage;
  readonly terminal: FakeTerminal;
  readonly store: Store;
}

/** An emulated cloud, and a folder whose store has one parked run. */
async function parkedScene(): Promise<Scene> {
  const stage = opened(await openStage());
  const { path: cwd } = opened(await makeTempFolder());
  const yaml = storyConfig(stage.cloud.url, { policies: ["budget-90"] });
  await writeFile(join(cwd, "curfew.yaml"), yaml.replace("store: memory", "store: sqlite:curfew.db"));
  const store = opened(await openSqliteStore({ path: join(cwd, "curfew.db") }));
  await park(store, stage.clock.now());
  // Machines change within a look or two, so that nobody waits for them.
  const now = () => {
    stage.clock.advance(MINUTE_MS / 60);
    return stage.clock.now();
  };
  const env = { ...TEST_ENV, ...STORY_SECRETS, USER: "anna" };
  return { stage, store, terminal: fakeTerminal({ cwd, now, env }) };
}

const replay = ({ terminal }: Scene, options: Readonly<Record<string, unknown>> = {}) =>
  runRun({ args: [], options: { replay: RUN.slice(-6), ...options }, terminal });

describe("curfew run --replay", () => {
  it("plays a parked event again and goes on with it to its end", async () => {
    const scene = await parkedScene();
    const { stage, store, terminal } = scene;
    expect(await replay(scene, { why: "the price list is mended", wait: "8h" })).toBe(0);
    const told = terminal.errLines.join("\n");
    const [, run = ""] = /^curfew: run r0aaaa10c46d is played again as run (\S+)$/m.exec(told) ?? [];
    const { entries = [] } = (await store.read(run)) ?? {};
    expect(entries[0]).toMatchObject({
      phase: "received",
      text: "budget.alert from budget, played again by anna: the price list is mended",
      details: { by: "anna", why: "the price list is mended", replayOf: RUN },
    });
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "done" });
    const written = (await stage.cloud.writes()).join(" ");
    expect((written.match(/\d{3}/g) ?? []).toSorted()).toEqual(["201", "202", "203", "204"]);
    expect((await store.verify({})).problems).toEqual([]);
  });

  it("goes on with a replay that somebody else has begun, and prints JSON when asked", async () => {
    const scene = await parkedScene();
    await scene.store.writePause({ paused: true, why: "audit", by: "ops", at: null });
    await replay(scene);
    scene.terminal.outLines.splice(0);
    scene.terminal.errLines.splice(0);
    await scene.store.writePause({ paused: false, why: null, by: null, at: null });
    await replay(scene, { json: true });
    const told = scene.terminal.errLines.join("\n");
    expect(told).toMatch(/ is being played again already, as run r\w+; going on with that$/m);
    const phases = scene.terminal.outLines.map((line) => JSON.parse(line).phase);
    expect(phases).toContain("submitting");
    expect(phases).not.toContain("received");
  });

  it("is what curfew status says to do, until it has been done", async () => {
    const scene = await parkedScene();
    const { terminal } = scene;
    const parked = async () => {
      terminal.outLines.splice(0);
      await runStatus({ args: [], options: { json: true }, terminal });
      return JSON.parse(terminal.outLines[0] ?? "").parked;
    };
    expect(await parked()).toMatchObject([
      {
        run: RUN,
        text: expect.stringContaining("the price list was damaged"),
        command: `curfew run --replay ${RUN} --why "…"`,
      },
    ]);
    await replay(scene);
    expect(await parked()).toEqual([]);
  });

  it.each([
    [{ replay: "r0bbbb" }, /^run "r0bbbb": no run has this id/],
    [{ event: "x.json" }, /^--replay: plays an event of the log again and cannot go with --event/],
    [{ all: true }, /cannot go with --all/],
    [{ dryRun: true }, /cannot go with --dry-run/],
    [{ replay: undefined, why: "because" }, /^--why: goes with --replay/],
    [{ why: "x".repeat(1_025) }, /^--why: at most 1024 characters/],
  ])("refuses %j and takes nothing in", async (options, message) => {
    const scene = await parkedScene();
    const error = await replay(scene, options).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "usage", message: expect.stringMatching(message) });
    expect(await scene.store.openRuns({ limit: 10 })).toEqual([]);
  });
});

describe("curfew run --event", () => {
  it("refuses an event from the day after tomorrow by its time, and keeps nothing of it", async () => {
    const { stage, store, terminal } = await parkedScene();
    const time = new Date(stage.clock.now() + 2 * 24 * 60 * MINUTE_MS).toISOString();
    const event = JSON.stringify({ type: "webhook.received", time, data: {} });
    const asked = { args: [], options: { event: "-" }, terminal: { ...terminal, stdin: async () => event } };
    const error = await runRun(asked).catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: "usage",
      message: expect.stringMatching(/^-: time: at most 24 hours/),
    });
    expect(await store.openRuns({ limit: 10 })).toEqual([]);
  });
});
