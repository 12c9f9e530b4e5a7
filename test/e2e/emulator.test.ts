import { afterEach, describe, expect, it } from "vitest";
import {
  type RunningEmulator,
  SAMPLE_FLEET,
  SAMPLE_PROJECTS,
  startEmulator,
} from "../../lib/entry/emulator.ts";
import { signRequest } from "../../lib/signing/sign-request.ts";

const KEY = { accessKey: "EXAMPLEACCESSKEY", secretKey: "EXAMPLESECRETKEYNOTREAL" };
const PROJECT = SAMPLE_PROJECTS.huaweicloud;
const SERVER = "c0ffee00-0000-4000-8000-000000000201";

const running: RunningEmulator[] = [];

async function start(): Promise<RunningEmulator> {
  const emulator = await startEmulator({ credentials: [KEY], fleet: SAMPLE_FLEET });
  running.push(emulator);
  return emulator;
}

afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close();
});

function send(url: string, method: string, path: string, body?: string): Promise<Response> {
  const { host: _, ...headers } = signRequest({
    method,
    url: `${url}${path}`,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body }),
    credentials: KEY,
    date: new Date(),
  });
  return fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
}

function control(url: string, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${url}/_emulator/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const stop = `/v1/${PROJECT}/dev-servers/${SERVER}/stop`;
const statusOf = async (url: string) => {
  const answer = await send(url, "GET", `/v1/${PROJECT}/dev-servers/${SERVER}`);
  return ((await answer.json()) as { status: string }).status;
};

describe("the emulator over HTTP", () => {
  it("listens on a free port of this machine and answers signed requests", async () => {
    const { url } = await start();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await send(url, "GET", `/v1/${PROJECT}/notebooks?limit=10&name=a%20b%2Bc`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f]{32}$/);
    expect((await fetch(`${url}/v1/${PROJECT}/notebooks`)).status).toBe(401);
  });

  it("writes down what was done and gives the journal away", async () => {
    const { url } = await start();
    expect((await send(url, "PUT", stop)).status).toBe(200);
    const journal = (await (await control(url, "GET", "journal")).json()) as { effects: unknown }[];
    expect(journal).toHaveLength(1);
    expect(journal[0]?.effects).toEqual([
      { resource: `dev-server/${SERVER}`, from: "RUNNING", to: "STOPPING" },
    ]);
  });

  it.each(["close", "lost-answer-before-effect", "lost-answer-after-effect"])(
    "ends the connection without an answer for %s",
    async (fault) => {
      const { url } = await start();
      await control(url, "POST", "faults", [{ match: { method: "PUT" }, fault }]);
      await expect(send(url, "PUT", stop)).rejects.toThrow();
      expect(await statusOf(url)).toBe(fault.endsWith("after-effect") ? "STOPPING" : "RUNNING");
    },
  );

  it("lets the caller wait in vain and ends the connection afterwards", async () => {
    const { url } = await start();
    await control(url, "POST", "faults", [{ fault: "lost-answer-after-effect", delayMs: 30 }]);
    await expect(send(url, "PUT", stop)).rejects.toThrow();
    expect(await statusOf(url)).toBe("STOPPING");
  });

  it("holds an answer back and gives it then", async () => {
    const { url } = await start();
    await control(url, "POST", "faults", [{ fault: "delay", delayMs: 20 }]);
    expect((await send(url, "PUT", stop)).status).toBe(200);
  });

  it("refuses a body of more than 12 MB", async () => {
    const { url } = await start();
    const body = "x".repeat(12 * 1024 * 1024 + 1);
    const answer = await fetch(`${url}/v1/${PROJECT}/dev-servers`, { method: "POST", body });
    expect([answer.status, await answer.json()]).toEqual([
      413,
      expect.objectContaining({ error_code: "APIGW.0201" }),
    ]);
  });

  it("closes while an answer is still being held back", async () => {
    const emulator = await startEmulator({ credentials: [KEY], fleet: SAMPLE_FLEET });
    await control(emulator.url, "POST", "faults", [{ fault: "delay", delayMs: 600_000 }]);
    const waiting = send(emulator.url, "PUT", stop).then(
      () => "answered",
      () => "ended",
    );
    // The write is in the journal as soon as it has had its effect, which is before the wait begins.
    for (let tries = 0; tries < 200 && emulator.emulator.state().journal.size === 0; tries += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await emulator.close();
    expect(await waiting).toBe("ended");
    await expect(fetch(emulator.url)).rejects.toThrow();
  });

  it("rejects when its port is taken", async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    await expect(startEmulator({ credentials: [KEY], port })).rejects.toThrow("EADDRINUSE");
  });
});
