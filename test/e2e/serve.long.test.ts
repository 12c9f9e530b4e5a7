import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { buildIfStale } from "./support/built-command.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { cloudAndFolder, entriesIn, SERVE_ENV, until } from "./support/serve-folder.ts";
import { startServe } from "./support/serve-process.ts";
import { deliver, rebuildTicket } from "./support/webhook-sender.ts";

const BUILD_MS_MAX = 120_000;
const SERVER = "c0ffee00-0000-4000-8000-000000000220";

const opened = cleanUpAfterEach();

beforeAll(buildIfStale, BUILD_MS_MAX);

describe("curfew serve with credentials", () => {
  it("finishes a rebuild after a SIGKILL in its middle, with one reinstallation", async () => {
    const { cwd, cloud } = await cloudAndFolder(opened);
    const delivery = { source: "jira", id: "d-1", body: rebuildTicket(SERVER) } as const;
    const killed = opened(await startServe({ cwd, env: SERVE_ENV }));
    const { run } = (await deliver(killed.url, { ...delivery, nowMs: Date.now() })).body;
    const isReinstalling = async () => (await cloud.writes()).includes("ReinstallDevServerOS 220");
    await until("the reinstallation is sent", isReinstalling);
    expect(await killed.end("SIGKILL")).toBe("SIGKILL");

    const next = opened(await startServe({ cwd, env: SERVE_ENV }));
    const again = await deliver(next.url, { ...delivery, nowMs: Date.now() });
    expect(again.body["run"]).toBe(run);
    await until("the run ends", () => entriesIn(next.stdout()).some(({ phase }) => phase === "finished"));
    expect(await next.end("SIGTERM")).toBe(0);

    expect(await cloud.writes()).toEqual(["StopDevServer 220", "ReinstallDevServerOS 220"]);
    expect(await cloud.statusOf(SERVER)).toBe("RUNNING");
    const store = opened(await openSqliteStore({ path: join(cwd, "curfew.db") }));
    expect((await store.verify({})).problems).toEqual([]);
    const { entries } = await store.find({ run: String(run), phases: ["finished"] }, { limit: 10 });
    expect(entries.map(({ reason }) => reason)).toEqual(["done"]);
  });
});
