import { request as httpRequest } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpApp, type HttpAppOptions } from "../../../../lib/adapters/node/http-app.ts";
import { type Listening, listen } from "../../../../lib/adapters/node/listen.ts";
import { NOT_PAUSED } from "../../../../lib/domain/pause.ts";

const servers: Listening[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** Webhooks that are answered when the test says so, at most two at once. */
async function busyServer(options: Partial<HttpAppOptions> = {}) {
  const waiting: (() => void)[] = [];
  const app = createHttpApp({
    webhook: () =>
      new Promise((resolve) => {
        waiting.push(() => resolve({ status: 202, headers: {}, body: "{}" }));
      }),
    tooLarge: () => ({ status: 413, headers: {}, body: "{}" }),
    onError: () => undefined,
    ready: async () => ({ ready: true }),
    readPause: async () => NOT_PAUSED,
    bodyBytesMax: 1_024,
    requestsAtOnceMax: 2,
    ...options,
  });
  const server = await listen(app, { host: "127.0.0.1", port: 0, closeGraceMs: 50 });
  servers.push(server);
  const post = () => fetch(`${server.url}/webhooks/x`, { method: "POST", body: "{}" });
  const arrived = async (count: number) => {
    for (let tries = 0; tries < 500 && waiting.length < count; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(waiting).toHaveLength(count);
  };
  return { ...server, post, waiting, arrived };
}

describe("the question how things stand", () => {
  const asked = async (options: Partial<HttpAppOptions>) => {
    const { url } = await busyServer(options);
    const answer = await fetch(`${url}/status`);
    return [answer.status, await answer.json()];
  };

  it("is answered where somebody may ask, and is not known elsewhere", async () => {
    const told = { paused: false, pending: [{ resource: "prod/notebook/nb-1", owner: "anna" }] };
    expect(await asked({ status: async () => told })).toEqual([200, told]);
    expect(await asked({})).toEqual([404, { error: "not-found" }]);
  });

  it("is answered under the names of this computer alone, unless it is for everybody", async () => {
    const status = async () => ({ paused: false });
    const { url } = await busyServer({ status });
    const open = await busyServer({ status, statusUnderAnyName: true });
    const { port } = new URL(url);
    for (const host of ["localhost", `localhost:${port}`, "127.0.0.1:80", `[::1]:${port}`])
      expect([host, await statusAs(host, url)]).toEqual([host, 200]);
    for (const host of [
      "evil.example",
      `evil.example:${port}`,
      "localhost.evil.example",
      "127.0.0.1.evil.example",
    ])
      expect([host, await statusAs(host, url)]).toEqual([host, 421]);
    expect(await statusAs("curfew.example", open.url)).toBe(200);
  });
});

/** The status as a page asks for it whose name leads to this computer. */
function statusAs(host: string, url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest(`${url}/status`, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}

/** Requests whose body never comes; each resolves with the status that it is answered with. */
async function unfinished(url: string, count: number) {
  const answered: number[] = [];
  const sockets = Array.from({ length: count }, () => {
    const headers = { "content-length": "5" };
    const sending = httpRequest(`${url}/webhooks/x`, { method: "POST", headers }, (answer) => {
      answer.resume();
      answered.push(answer.statusCode ?? 0);
    });
    sending.on("error", () => undefined).flushHeaders();
    return sending;
  });
  return { answered, end: () => sockets.forEach((sending) => void sending.destroy()) };
}

describe("requests whose body never comes", () => {
  it("keep nobody else out, whether they come from one address or from many", async () => {
    for (const limits of [{ perAddressMax: 3 }, { atOnceMax: 3 }]) {
      const { url, post, waiting, arrived } = await busyServer({ unfinished: limits });
      const slow = await unfinished(url, 5);
      await expect.poll(() => slow.answered, { interval: 2 }).toEqual([503, 503]);
      const first = post();
      await arrived(1);
      await expect.poll(() => slow.answered, { interval: 2 }).toEqual([503, 503, 503]);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      for (const answer of waiting.splice(0)) answer();
      expect((await first).status).toBe(202);
      slow.end();
    }
  });

  it("take none of the places of those that are worked on", async () => {
    const { url, post, waiting, arrived } = await busyServer();
    const slow = await unfinished(url, 5);
    const first = [post(), post()];
    await arrived(2);
    for (const answer of waiting.splice(0)) answer();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([202, 202]);
    expect(slow.answered).toEqual([]);
    slow.end();
  });
});

describe("more requests than can be handled at once", () => {
  it("are asked to come back, and the next one is taken when there is room again", async () => {
    const { post, waiting, arrived } = await busyServer();
    const first = [post(), post()];
    await arrived(2);
    const refused = await post();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await refused.json()).toEqual({ error: "busy" });
    for (const answer of waiting.splice(0)) answer();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([202, 202]);
    const later = post();
    await arrived(1);
    for (const answer of waiting.splice(0)) answer();
    expect((await later).status).toBe(202);
  });

  it("are refused before anything of their body is read", async () => {
    const { url, post, waiting, arrived } = await busyServer();
    const first = [post(), post()];
    await arrived(2);
    const status = await new Promise<number>((resolve, reject) => {
      const headers = { "content-length": "1000" };
      const sending = httpRequest(`${url}/webhooks/x`, { method: "POST", headers }, (answer) => {
        resolve(answer.statusCode ?? 0);
        sending.destroy();
      });
      sending.on("error", reject);
      sending.flushHeaders();
    });
    expect(status).toBe(503);
    for (const answer of waiting.splice(0)) answer();
    await Promise.all(first);
  });

  it("do not make the process look dead or not ready", async () => {
    const { url, post, waiting, arrived } = await busyServer();
    const first = [post(), post()];
    await arrived(2);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    for (const answer of waiting.splice(0)) answer();
    await Promise.all(first);
  });

  it("leave room again also when they broke", async () => {
    const { url } = await busyServer({ webhook: () => Promise.reject(new Error("a mistake")) });
    const post = () => fetch(`${url}/webhooks/x`, { method: "POST", body: "{}" });
    for (let count = 0; count < 3; count += 1) expect((await post()).status).toBe(500);
  });
});

it("says on /healthz that Curfew is paused", async () => {
  const pause = { paused: true, why: "audit", by: "ops", at: "2026-03-14T11:00:00.000Z" };
  const { url } = await busyServer({ readPause: async () => pause });
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({
    ok: true,
    paused: { why: "audit", by: "ops", at: "2026-03-14T11:00:00.000Z" },
  });
});
