import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { buildIfStale } from "./support/built-command.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { BUDGET_STOPS } from "./support/run-log.ts";
import { cloudAndFolder, entriesIn, SERVE_ENV, until } from "./support/serve-folder.ts";
import { serveToItsEnd, startServe } from "./support/serve-process.ts";
import { STORY_SECRETS, storyConfig } from "./support/story-config.ts";
import { makeTempFolder } from "./support/temp-folder.ts";
import { budgetAlert, deliver } from "./support/webhook-sender.ts";

const BUILD_MS_MAX = 120_000;

const opened = cleanUpAfterEach();

beforeAll(buildIfStale, BUILD_MS_MAX);

const newFolder = async () => opened(await makeTempFolder()).path;

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
    const { cwd, cloud } = await cloudAndFolder(opened);
    const yaml = storyConfig(cloud.url).replace("store: memory", "store: sqlite:missing/curfew.db");
    await writeFile(join(cwd, "curfew.yaml"), yaml);
    const { code, stderr } = await serveToItsEnd({ cwd, env: STORY_SECRETS, args: ["--port", "0"] });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /curfew: store .*missing\/curfew\.db: its folder does not exist; create the folder/,
    );
  });

  it("names the target whose credentials are missing, and drives nothing", async () => {
    const { cwd, cloud } = await cloudAndFolder(opened);
    // One target has credentials and the other has none: a mixture of clouds and emulator would be a trap.
    const yaml = storyConfig(cloud.url).replace("credentials: env:TEST", "credentials: env:OTHER");
    await writeFile(join(cwd, "curfew.yaml"), yaml);
    const { code, stderr } = await serveToItsEnd({ cwd, env: SERVE_ENV, args: ["--port", "0"] });
    expect(code).toBe(2);
    expect(stderr).toMatch(/curfew: targets\.prod: .*OTHER_ACCESS_KEY/);
    expect(stderr).not.toContain("EMULATED");
    expect(await cloud.calls()).toEqual({});
  });
});

describe("curfew serve with credentials", () => {
  it("carries a webhook out and writes its log to standard output, one entry a line", async () => {
    const { cwd, cloud } = await cloudAndFolder(opened);
    const server = opened(await startServe({ cwd, env: SERVE_ENV }));
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
});
