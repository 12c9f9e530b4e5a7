import { request as httpRequest, type RequestOptions } from "node:http";
import { afterEach, expect, it } from "vitest";
import { createHttpApp } from "../../../../lib/adapters/node/http-app.ts";
import { type Listening, listen } from "../../../../lib/adapters/node/listen.ts";
import type { HttpRecord } from "../../../../lib/adapters/web/http-record.ts";
import { NOT_PAUSED } from "../../../../lib/domain/pause.ts";

const servers: Listening[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A server that remembers what it was asked. */
async function listening() {
  const asked: HttpRecord[] = [];
  const broken: unknown[] = [];
  const app = createHttpApp({
    webhook: async (request) => {
      asked.push(request);
      return { status: 202, headers: {}, body: "{}" };
    },
    tooLarge: () => ({ status: 413, headers: {}, body: "{}" }),
    onError: (error) => void broken.push(error),
    ready: async () => ({ ready: true }),
    readPause: async () => NOT_PAUSED,
    bodyBytesMax: 1_000,
  });
  const server = await listen(app, { host: "127.0.0.1", port: 0, closeGraceMs: 50 });
  servers.push(server);
  return { url: server.url, asked, broken };
}

function send(url: string, pieces: readonly string[], options: RequestOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = httpRequest(url, { method: "POST", ...options }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sending.on("error", reject);
    for (const piece of pieces) sending.write(piece);
    sending.end();
  });
}

it("a request arrives with its bytes, its query and its headers as they were sent", async () => {
  const { url, asked } = await listening();
  const headers = { "X-One": "1", "X-Two": ["a", "b"] };
  expect(await send(`${url}/webhooks/slack?a=1&b=2&b=%20&constructor=c`, ["ü", "{}"], { headers })).toBe(202);
  const [request] = asked;
  expect(request).toMatchObject({
    ...{ method: "POST", path: "/webhooks/slack" },
    headers: { "x-one": "1", "x-two": "a, b" },
  });
  expect(Buffer.from(request?.body ?? []).toString()).toBe("ü{}");
  expect({ ...request?.query }).toEqual({ a: "1", b: ["2", " "], constructor: "c" });
});

it.each([
  ["says so", [], { headers: { "content-length": "1001", connection: "close" } }],
  ["does not say so", ["x".repeat(600), "x".repeat(600)], { headers: { "transfer-encoding": "chunked" } }],
] as const)("a body that is too long and %s is refused", async (_, pieces, options) => {
  const { url, asked } = await listening();
  const outcome = await send(`${url}/webhooks/x`, pieces, options).catch(() => 413);
  expect([outcome, asked]).toEqual([413, []]);
});

it("a body of exactly the limit is taken", async () => {
  const { url, asked } = await listening();
  expect(await send(`${url}/webhooks/x`, ["x".repeat(1_000)])).toBe(202);
  expect(asked[0]?.body).toHaveLength(1_000);
});

it("a sender that goes away in the middle is told of, and holds nothing", async () => {
  const { url, asked, broken } = await listening();
  const sending = httpRequest(`${url}/webhooks/x`, { method: "POST", headers: { "content-length": "10" } });
  sending.on("error", () => undefined);
  sending.write("12345");
  await new Promise((resolve) => setTimeout(resolve, 20));
  sending.destroy();
  for (let tries = 0; tries < 500 && broken.length === 0; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect([asked, broken.length]).toEqual([[], 1]);
});

it("a request without a body is one with an empty body", async () => {
  const { url, asked } = await listening();
  expect((await fetch(`${url}/webhooks/wecom?echostr=x`)).status).toBe(202);
  expect([asked[0]?.method, asked[0]?.body.length]).toEqual(["GET", 0]);
});
