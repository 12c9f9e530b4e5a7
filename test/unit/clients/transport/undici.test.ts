import { afterEach, expect, it } from "vitest";
import { createUndiciTransport } from "../../../../lib/clients/transport/undici.ts";
import type { WireRequest } from "../../../../lib/ports/http-transport.ts";
import { type LoopbackServer, type Respond, startServer } from "../../../fixtures/loopback-server.ts";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function hosts(count: number, respond: Respond): Promise<readonly LoopbackServer[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => startServer(respond)));
  for (const server of servers) cleanups.push(server.close);
  return servers;
}

function transportOf(originsMax: number) {
  const transport = createUndiciTransport({ originsMax });
  cleanups.push(() => transport.close());
  const get = (server: LoopbackServer) =>
    transport({ method: "GET", url: `${server.origin}/`, ...LIMITS }).then(({ status }) => status);
  return get;
}

const LIMITS: Omit<WireRequest, "method" | "url"> = { headers: {}, timeoutMs: 5_000, responseBytesMax: 100 };

it("calls any number of hosts one after the other, and keeps the connections to those it called last", async () => {
  const servers = await hosts(5, (response) => response.end("ok"));
  const get = transportOf(2);
  for (const server of [...servers, ...servers.slice(3)]) expect(await get(server)).toBe(200);
  expect(servers.map((server) => server.connections())).toEqual([1, 1, 1, 1, 1]);
  const [first] = servers;
  expect(first && (await get(first))).toBe(200);
  expect(first?.connections()).toBe(2);
});

it("does not end a request for the sake of another host, which may come again", async () => {
  const waiting: (() => void)[] = [];
  const [slow, other] = await hosts(2, (response) => void waiting.push(() => response.end("ok")));
  const get = transportOf(1);
  if (!slow || !other) return expect.fail();
  const first = get(slow);
  await expect.poll(() => waiting.length, { interval: 2 }).toBe(1);
  await expect(get(other)).rejects.toMatchObject({
    code: "connection",
    details: { retryable: true, ambiguous: false },
  });
  waiting.splice(0).forEach((answer) => void answer());
  expect(await first).toBe(200);
  const second = get(other);
  await expect.poll(() => waiting.length, { interval: 2 }).toBe(1);
  waiting.splice(0).forEach((answer) => void answer());
  expect(await second).toBe(200);
});
