import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runServe } from "../../lib/cli/commands/serve.ts";
import { createMemoryStore } from "../../lib/stores/memory/create-memory-store.ts";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { type BreakableStore, breakableStore } from "./support/breakable-store.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { TEST_ENV } from "./support/emulated-cloud.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { openStage, type Stage } from "./support/open-stage.ts";
import { BUDGET_STOPS, endings, entriesOf, settle, settleTogether, story } from "./support/run-log.ts";
import { STORY_SECRETS, storyConfig } from "./support/story-config.ts";
import { makeTempFolder } from "./support/temp-folder.ts";
import { MINUTE_MS } from "./support/test-clock.ts";
import { budgetAlert, deliver, rebuildTicket } from "./support/webhook-sender.ts";

const opened = cleanUpAfterEach();

const SERVER = "c0ffee00-0000-4000-8000-000000000220";
const PAGE_BYTES = 4_096;

const send = ({ server, clock }: Stage, id: string, body: unknown = budgetAlert(clock.now())) =>
  deliver(server.url, { source: "budget", id, nowMs: clock.now(), body });

async function ticket({ server, clock }: Stage): Promise<string> {
  const delivery = { source: "jira", id: "d-1", nowMs: clock.now(), body: rebuildTicket(SERVER) } as const;
  return String((await deliver(server.url, delivery)).body["run"]);
}

/** A file of a store that has room for so many pages more than an empty one. */
async function storePath(): Promise<{ path: string; pages: number }> {
  const folder = opened(await makeTempFolder());
  const path = join(folder.path, "curfew.db");
  await (await openSqliteStore({ path })).close();
  return { path, pages: Math.ceil((await stat(path)).size / PAGE_BYTES) };
}

describe("a disk that is full", () => {
  const big = { type: "note", data: { text: "x".repeat(200_000) } };

  it("acknowledges nothing, asks the sender to come back, and takes the event in when there is room", async () => {
    const { path, pages } = await storePath();
    const stage = opened(await openStage({ store: await openSqliteStore({ path, pagesMax: pages + 16 }) }));
    const refused = await send(stage, "msg_big", big);
    expect([refused.status, refused.headers.get("retry-after"), refused.body]).toEqual([
      503,
      "5",
      { error: "store-failed" },
    ]);
    expect(stage.server.reports).toEqual([
      {
        level: "error",
        what: "not stored",
        source: "budget",
        error: expect.stringMatching(
          /^store .*curfew\.db: the disk is full, .*; make room\. Nothing was written/,
        ),
      },
    ]);
    expect(stage.server.kicked).toEqual([]);
    expect(await stage.store.openRuns({ limit: 10 })).toEqual([]);

    expect((await send(stage, "msg_small")).status).toBe(202);
    expect(await stage.store.openRuns({ limit: 10 })).toHaveLength(1);

    const roomy = opened(await openStage({ store: await openSqliteStore({ path }) }));
    const again = await send(roomy, "msg_big", big);
    expect([again.status, again.body["outcome"]]).toEqual([202, "new"]);
    expect(await roomy.store.openRuns({ limit: 10 })).toHaveLength(2);
    expect((await roomy.store.verify({})).problems).toEqual([]);
  });

  it("sends nothing that it could not write down before, and goes on when there is room", async () => {
    const { path, pages } = await storePath();
    const tight = opened(await openStage({ store: await openSqliteStore({ path, pagesMax: pages + 8 }) }));
    const run = String((await send(tight, "msg_1")).body["run"]);
    let status = 202;
    for (let filler = 0; filler < 100 && status === 202; filler += 1) {
      ({ status } = await send(tight, `msg_filler_${filler}`, { type: "note", data: {} }));
    }
    expect(status).toBe(503);
    await expect(tight.host.advance(run)).rejects.toMatchObject({ code: "store-failed" });
    const failed: string[] = [];
    const reports = await tight.host.sweep({ onError: (broken) => void failed.push(broken) });
    expect(reports).toEqual([]);
    expect(failed).toContain(run);
    expect(await tight.cloud.journal()).toEqual([]);
    expect(story(await entriesOf(tight.host, run))).toEqual([]);

    const roomy = opened(await openStage({ store: await openSqliteStore({ path }) }));
    const entries = await settle(roomy.host, run, roomy);
    expect(await roomy.cloud.writes()).toEqual(BUDGET_STOPS);
    expect(endings(entries)).toBe(1);
    expect((await roomy.store.verify({})).problems).toEqual([]);
  });
});

describe("a store that fails in the middle of a rebuild", () => {
  async function start(): Promise<{ stage: Stage; store: BreakableStore; run: string }> {
    const store = breakableStore(createMemoryStore());
    const stage = opened(await openStage({ store }));
    return { stage, store, run: await ticket(stage) };
  }

  async function advanceUntilBroken({ host, clock }: Stage, run: string): Promise<void> {
    for (let look = 0; look < 40; look += 1) {
      const failed = await host.advance(run).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failed !== undefined) {
        expect(failed).toMatchObject({ code: "store-failed" });
        return;
      }
      clock.advance(15_000);
    }
    throw new Error("the store was never asked to write what it refuses");
  }

  it.each(["stop", "reinstall-os"])("does not send what it cannot announce: %s", async (verb) => {
    const { stage, store, run } = await start();
    store.breakOn("submitting", verb);
    await advanceUntilBroken(stage, run);
    expect(await stage.cloud.writes()).toEqual(verb === "stop" ? [] : ["StopDevServer 220"]);
    store.mend();
    const entries = await settle(stage.host, run, stage);
    expect(await stage.cloud.writes()).toEqual(["StopDevServer 220", "ReinstallDevServerOS 220"]);
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "done" });
  });

  it.each(["stop", "reinstall-os"])(
    "does not send again when it could not write the answer down: %s",
    async (verb) => {
      const { stage, store, run } = await start();
      store.breakOn("accepted", verb);
      await advanceUntilBroken(stage, run);
      store.mend();
      stage.clock.advance(MINUTE_MS);
      const entries = await settle(stage.host, run, stage);
      expect(await stage.cloud.writes()).toEqual(["StopDevServer 220", "ReinstallDevServerOS 220"]);
      expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "done" });
      expect(endings(entries)).toBe(1);
    },
  );

  it("takes a pause switch that cannot be read as set", async () => {
    const { stage, store, run } = await start();
    store.breakPause();
    expect(await stage.host.advance(run)).toEqual({ run, status: "stopped" });
    expect(await stage.cloud.calls()).toEqual({});
    const ready = await fetch(`${stage.server.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      {
        ready: false,
        mode: "emulator",
        paused: { why: "the pause switch could not be read", by: "curfew", at: null },
        store: expect.stringContaining("the disk is full"),
      },
    ]);
    store.mend();
    await settle(stage.host, run, stage);
    expect(await stage.cloud.writes()).toHaveLength(2);
  });
});

describe("one file, two processes", () => {
  it("carries out every step once and ends the run once", async () => {
    const { path } = await storePath();
    const one = opened(await openStage({ store: await openSqliteStore({ path }) }));
    const two = await one.reopen({}, await openSqliteStore({ path }));
    const runs = [await ticket(one), String((await send(one, "msg_1")).body["run"])];
    const clock = { clock: one.clock };
    const logs = await settleTogether(
      [one, two].flatMap(({ host }) => runs.map((run) => ({ host, run }))),
      clock,
    );
    expect((await one.cloud.writes()).toSorted()).toEqual([
      "BatchDevServersAction STOP 202 203",
      "ReinstallDevServerOS 220",
      "StopDevServer 201",
      "StopDevServer 204",
      "StopDevServer 220",
    ]);
    expect(logs.map(endings)).toEqual([1, 1, 1, 1]);
    expect((await one.store.verify({})).problems).toEqual([]);
  });
});

describe("a store that cannot be opened", () => {
  it("keeps the server from starting and says what to do", async () => {
    const folder = opened(await makeTempFolder());
    const yaml = storyConfig("http://127.0.0.1:9").replace(
      "store: memory",
      "store: sqlite:missing/curfew.db",
    );
    await writeFile(join(folder.path, "curfew.yaml"), yaml);
    const terminal = fakeTerminal({ cwd: folder.path, env: { ...TEST_ENV, ...STORY_SECRETS } });
    await expect(runServe({ args: [], options: { port: "0" }, terminal })).rejects.toMatchObject({
      code: "store-failed",
      message: expect.stringMatching(/missing\/curfew\.db: its folder does not exist; create the folder/),
    });
    expect(terminal.errLines.join("\n")).not.toContain("listening");
  });
});
