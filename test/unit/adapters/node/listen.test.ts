import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpApp } from "../../../../lib/adapters/node/http-app.ts";
import { type ConnectionLimits, type Listening, listen } from "../../../../lib/adapters/node/listen.ts";
import { NOT_PAUSED } from "../../../../lib/domain/pause.ts";

const BODY_BYTES_MAX = 1_000;
const servers: Listening[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await server.close();
});

/** A server that counts what reaches its webhooks. */
async function listening(connection: Partial<ConnectionLimits> = {}) {
  const reached: number[] = [];
  const app = createHttpApp({
    webhook: async ({ body }) => {
      reached.push(body.length);
      return { status: 202, headers: {}, body: "{}" };
    },
    tooLarge: () => ({ status: 413, headers: {}, body: '{"error":"refused"}' }),
    onError: () => undefined,
    ready: async () => ({ ready: true }),
    readPause: async () => NOT_PAUSED,
    bodyBytesMax: BODY_BYTES_MAX,
  });
  const server = await listen(app, { host: "127.0.0.1", port: 0, closeGraceMs: 50, connection });
  servers.push(server);
  return { port: Number(new URL(server.url).port), reached };
}

/** A raw connection: what it was answered, and a promise of its end. */
function open(port: number, text: string) {
  const answer: string[] = [];
  const socket = connect(port, "127.0.0.1");
  if (text !== "") socket.write(text);
  sockets.push(socket);
  socket.on("data", (bytes) => answer.push(bytes.toString()));
  socket.on("error", () => undefined);
  const ended = new Promise<string>((resolve) => socket.on("close", () => resolve(answer.join(""))));
  return { socket, ended, answer };
}

const HEAD = "POST /webhooks/desk HTTP/1.1\r\nhost: x\r\n";

describe("a connection", () => {
  it("whose headers are longer than they may be is answered 431 and ended", async () => {
    const { port, reached } = await listening();
    const { ended } = open(port, `${HEAD}x-long: ${"x".repeat(17_000)}\r\n\r\n`);
    expect(await ended).toMatch(/^HTTP\/1\.1 431 /);
    expect(reached).toEqual([]);
  });

  it("whose headers never end is answered 408 and ended", async () => {
    const { port, reached } = await listening({
      headersTimeoutMs: 20,
      requestTimeoutMs: 20,
      lookEveryMs: 10,
    });
    const { ended } = open(port, `${HEAD}x-slow: `);
    expect(await ended).toMatch(/^HTTP\/1\.1 408 /);
    expect(reached).toEqual([]);
  });

  it("whose body never ends is ended, however regularly a byte of it comes", async () => {
    const { port, reached } = await listening({
      headersTimeoutMs: 40,
      requestTimeoutMs: 40,
      lookEveryMs: 10,
    });
    const { socket, ended } = open(port, `${HEAD}content-length: 900\r\n\r\n`);
    const dripping = setInterval(() => socket.write("x"), 5);
    await ended;
    clearInterval(dripping);
    expect(reached).toEqual([]);
  });

  it("that sends more than the limit in pieces is answered before it has ended", async () => {
    const { port, reached } = await listening();
    const { socket, answer } = open(port, `${HEAD}transfer-encoding: chunked\r\n\r\n`);
    const piece = `${(500).toString(16)}\r\n${"x".repeat(500)}\r\n`;
    const sending = setInterval(() => socket.write(piece), 1);
    await new Promise((resolve) => socket.once("data", resolve));
    clearInterval(sending);
    expect(answer.join("")).toMatch(/^HTTP\/1\.1 413 /);
    expect(reached).toEqual([]);
  });

  it("that is one too many is closed unread, and the others go on", async () => {
    const { port } = await listening({ connectionsMax: 2 });
    const [first, second] = [open(port, ""), open(port, "")];
    await Promise.all([first, second].map(({ socket }) => new Promise((go) => socket.on("connect", go))));
    const third = open(port, `${HEAD}content-length: 2\r\n\r\n{}`);
    expect(await third.ended).toBe("");
    first.socket.write(`${HEAD}content-length: 2\r\n\r\n{}`);
    for (let tries = 0; tries < 500 && first.answer.length === 0; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 2));
    expect(first.answer.join("")).toMatch(/^HTTP\/1\.1 202 /);
  });

  it("that asks for another protocol, or two things at once, gets nothing through", async () => {
    const { port, reached } = await listening();
    const both = `${HEAD}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`;
    const twice = `${HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`;
    for (const text of [both, twice, "\u0016\u0003\u0001 hello\r\n\r\n"]) {
      expect(await open(port, text).ended).toMatch(/^HTTP\/1\.1 400 /);
    }
    expect(reached).toEqual([]);
  });
});
