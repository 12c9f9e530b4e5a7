import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { StatusEntry } from "../../lib/domain/status.ts";
import { SAMPLE_FLEET } from "../../lib/emulator/sample-fleet.ts";
import { startEmulator } from "../../lib/emulator/start-emulator.ts";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { buildIfStale } from "./support/built-command.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { cloudAt, type EmulatedCloud, TEST_ENV, TEST_KEY } from "./support/emulated-cloud.ts";
import { BUDGET_STOPS } from "./support/run-log.ts";
import { serveToItsEnd, startServe } from "./support/serve-process.ts";
import { STORY_SECRETS, storyConfig } from "./support/story-config.ts";
import { makeTempFolder } from "./support/temp-folder.ts";
import { budgetAlert, deliver, rebuildTicket } from "./support/webhook-sender.ts";

const BUILD_MS_MAX = 120_000;
const WAIT_MS_MAX = 15_000;
const SERVER = "c0ffee00-0000-4000-8000-000000000220";

const opened = cleanUpAfterEach();

beforeAll(buildIfStale, BUILD_MS_MAX);

const newFolder = async () => opened(await makeTempFolder()).path;

/** An emulated cloud in this process, and a folder with a configuration that points at it. */
async function cloudAndFolder(): Promise<{ cloud: EmulatedCloud; cwd: string }> {
  const cloud = opened(
    cloudAt(await startEmulator({ credentials: [TEST_KEY], fleet: SAMPLE_FLEET, speed: 200, seed: 1 })),
  );
  const cwd = await newFolder();
  const yaml = storyConfig(cloud.url, { policies: ["budget-90", "rebuild"] });
  await writeFile(join(cwd, "curfew.yaml"), yaml.replace("store: memory", "store: sqlite:curfew.db"));
  return { cloud, cwd };
}

const env = { ...TEST_ENV, ...STORY_SECRETS };

/** Looks until something has happened, or fails: a test that hangs tells nothing. */
async function until(what: string, happened: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + WAIT_MS_MAX;
  while (performance.now() < giveUpAt) {
    if (await happened()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain: ${what}`);
}

/** The status entries among the lines of standard output; nothing but checkpoints may stand beside them. */
function entriesIn(lines: readonly string[]): readonly StatusEntry[] {
  return lines.map((text) => JSON.parse(text)).flatMap((value) => StatusEntry.safeParse(value).data ?? []);
}

describe("curfew serve without credentials", () => {
  it("says loudly that it drives an emulator, answers who watches it, and ends cleanly", async () => {
    const server = opened(await startServe({ cwd: await newFolder() }));
    const said = server.stderr().join("\n");
    expect(said).toMatch(/EMULATED CLOUD: there is no curfew\.yaml here/);
    expect(said).toMatch(/EMULATED CLOUD: no real machine can be reached; set credentials/);
    const get = async (path: string) => (await fetch(`${server.url}${path}`)).json();
    expect(await get("/healthz")).toEqual({ ok: true });
    expect(await get("/readyz")).toEqual({ ready: true, mode: "emulator", paused: false });
    expect(await server.end("SIGTERM")).toBe(0);
    expect(server.stderr().at(-1)).toMatch(/^curfew: stopping/);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  });
});

describe("a curfew serve that cannot start", () => {
  it("names the port that is in use, and the option that chooses another", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const { code, stderr } = await serveToItsEnd({
        cwd: await newFolder(),
        args: ["--port", String(port)],
      });
      expect(code).toBe(2);
      expect(stderr).toContain(`curfew: 127.0.0.1:${port}: the port is in use`);
      expect(stderr).toContain("--port");
      expect(stderr).not.toContain("listening");
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  it("ends, and leaves no emulator behind, when its store cannot be opened", async () => {
    const { cwd, cloud } = await cloudAndFolder();
    const yaml = storyConfig(cloud.url).replace("store: memory", "store: sqlite:missing/curfew.db");
    await writeFile(join(cwd, "curfew.yaml"), yaml);
    const { code, stderr } = await serveToItsEnd({ cwd, env: STORY_SECRETS, args: ["--port", "0"] });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /curfew: store .*missing\/curfew\.db: its folder does not exist; create the folder/,
    );
  });

  it("names the target whose credentials are missing, and drives nothing", async () => {
    const { cwd, cloud } = await cloudAndFolder();
    // One target has credentials and the other has none: a mixture of clouds and emulator would be a trap.
    const yaml = storyConfig(cloud.url).replace("credentials: env:TEST", "credentials: env:OTHER");
    await writeFile(join(cwd, "curfew.yaml"), yaml);
    const { code, stderr } = await serveToItsEnd({ cwd, env, args: ["--port", "0"] });
    expect(code).toBe(2);
    expect(stderr).toMatch(/curfew: targets\.prod: .*OTHER_ACCESS_KEY/);
    expect(stderr).not.toContain("EMULATED");
    expect(await cloud.calls()).toEqual({});
  });
});

describe("curfew serve with credentials", () => {
  it("carries a webhook out and writes its log to standard output, one entry a line", async () => {
    const { cwd, cloud } = await cloudAndFolder();
    const server = opened(await startServe({ cwd, env }));
    expect(server.stderr().join("\n")).not.toContain("EMULATED");
    const nowMs = Date.now();
    const answer = await deliver(server.url, {
      source: "budget",
      id: "m-1",
      nowMs,
      body: budgetAlert(nowMs),
    });
    expect(answer.status).toBe(202);
    const ended = () => entriesIn(server.stdout()).some(({ phase }) => phase === "finished");
    await until("the run ends", ended);
    expect(await cloud.writes()).toEqual(BUDGET_STOPS);
    expect(await server.end("SIGTERM")).toBe(0);
    const entries = entriesIn(server.stdout());
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    expect(new Set(entries.map(({ run }) => run))).toEqual(new Set([answer.body["run"]]));
    expect(server.stderr().join("\n")).not.toMatch(/"level"/);
  });

  it("finishes a rebuild after a SIGKILL in its middle, with one reinstallation", async () => {
    const { cwd, cloud } = await cloudAndFolder();
    const delivery = { source: "jira", id: "d-1", body: rebuildTicket(SERVER) } as const;
    const killed = opened(await startServe({ cwd, env }));
    const { run } = (await deliver(killed.url, { ...delivery, nowMs: Date.now() })).body;
    const isReinstalling = async () => (await cloud.writes()).includes("ReinstallDevServerOS 220");
    await until("the reinstallation is sent", isReinstalling);
    expect(await killed.end("SIGKILL")).toBe("SIGKILL");

    const next = opened(await startServe({ cwd, env }));
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
