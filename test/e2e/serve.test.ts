import { beforeAll, describe, expect, it } from "vitest";
import { buildIfStale } from "./support/built-command.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { BUDGET_STOPS } from "./support/run-log.ts";
import { cloudAndFolder, entriesIn, SERVE_ENV, until } from "./support/serve-folder.ts";
import { startServe } from "./support/serve-process.ts";
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
