import { afterEach, describe, expect, it } from "vitest";
import { createNodeTransport } from "../../lib/clients/transport/node-https.ts";
import { createUndiciTransport } from "../../lib/clients/transport/undici.ts";
import { isAutomationError } from "../../lib/domain/errors.ts";
import type { WireRequest, WireResponse } from "../../lib/ports/http-transport.ts";
import { type LoopbackServer, type Respond, startServer, unusedOrigin } from "../fixtures/loopback-server.ts";

const transports = [
  { name: "undici", create: createUndiciTransport },
  { name: "node", create: createNodeTransport },
];

describe.each(transports)("the $name transport", ({ create }) => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  const serve = async (respond: Respond): Promise<LoopbackServer> => {
    const server = await startServer(respond);
    cleanups.push(server.close);
    return server;
  };
  const open = () => {
    const transport = create();
    cleanups.push(() => transport.close());
    return transport;
  };
  const requestTo = (origin: string, over: Partial<WireRequest> = {}): WireRequest => ({
    method: "GET",
    url: `${origin}/v1/p/dev-servers?limit=1`,
    headers: { host: origin.slice("http://".length) },
    timeoutMs: 5000,
    responseBytesMax: 1000,
    ...over,
  });
  const failureOf = async (sending: Promise<WireResponse>) => {
    const error: unknown = await sending.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!isAutomationError(error)) throw new Error("an AutomationError was expected", { cause: error });
    return { code: error.code, message: error.message, ambiguous: error.details.ambiguous };
  };

  it("sends method, target, headers and body as they are given", async () => {
    const server = await serve((response) => response.end("ok"));
    const body = new TextEncoder().encode('{"a":"ä"}');
    await open()(
      requestTo(server.origin, {
        method: "POST",
        url: `${server.origin}/v1/p/a%20b/..%3A?q=%2B&r=`,
        headers: { host: "example.test", "X-Project-Id": "p", "Content-Type": "application/json" },
        body,
      }),
    );
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]).toMatchObject({ method: "POST", target: "/v1/p/a%20b/..%3A?q=%2B&r=" });
    expect(server.seen[0]?.headers).toMatchObject({
      host: "example.test",
      "x-project-id": "p",
      "content-type": "application/json",
      "content-length": String(body.length),
    });
    expect(server.seen[0]?.body).toEqual(Buffer.from(body));
  });

  it("sends a write without a body as one of no length", async () => {
    const server = await serve((response) => response.end());
    await open()(requestTo(server.origin, { method: "PUT" }));
    expect(server.seen[0]?.headers["content-length"]).toBe("0");
    expect(server.seen[0]?.headers["transfer-encoding"]).toBeUndefined();
  });

  it("answers any status with its body, an HTML page of a gateway too", async () => {
    const server = await serve((response) => {
      response.writeHead(502, { "Content-Type": "text/html" });
      response.end("<html>bad gateway</html>");
    });
    const answer = await open()(requestTo(server.origin));
    expect(answer.status).toBe(502);
    expect(answer.headers["content-type"]).toBe("text/html");
    expect(new TextDecoder().decode(answer.body)).toBe("<html>bad gateway</html>");
  });

  it("gives header names in lower case and joins repeated ones", async () => {
    const server = await serve((response) => {
      response.writeHead(200, ["X-ReQuest-ID", "r-1", "X-Twice", "a", "x-twice", "b", "Retry-After", "7"]);
      response.end("{}");
    });
    const { headers } = await open()(requestTo(server.origin));
    expect(headers).toMatchObject({ "x-request-id": "r-1", "x-twice": "a, b", "retry-after": "7" });
  });

  it("puts chunks together and takes an empty answer", async () => {
    const server = await serve((response, _, count) => {
      if (count > 1) return void response.writeHead(204).end();
      response.write("one ");
      setImmediate(() => response.end("two"));
    });
    const send = open();
    const first = await send(requestTo(server.origin));
    expect(new TextDecoder().decode(first.body)).toBe("one two");
    const second = await send(requestTo(server.origin));
    expect([second.status, second.body.length]).toEqual([204, 0]);
  });

  it("does not follow a redirect", async () => {
    const server = await serve((response) => response.writeHead(307, { Location: "/elsewhere" }).end());
    expect((await open()(requestTo(server.origin))).status).toBe(307);
    expect(server.seen).toHaveLength(1);
  });

  it("uses connections again", async () => {
    const server = await serve((response) => response.end("ok"));
    const send = open();
    for (let count = 0; count < 10; count += 1) await send(requestTo(server.origin));
    // undici may open a second one before the first is free again.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  it("says connection, certainly without effect, when nobody listens", async () => {
    const failure = await failureOf(open()(requestTo(await unusedOrigin())));
    expect(failure).toMatchObject({ code: "connection", ambiguous: false });
    expect(failure.message).toMatch(/^127\.0\.0\.1:\d+: no connection \(ECONNREFUSED\)$/);
  });

  it("says connection, certainly without effect, when TLS fails", async () => {
    const server = await serve((response) => response.end("ok"));
    const origin = server.origin.replace("http:", "https:");
    expect(await failureOf(open()(requestTo(origin)))).toMatchObject({
      code: "connection",
      ambiguous: false,
    });
    expect(server.seen).toHaveLength(0);
  });

  it("says connection, perhaps with effect, when the connection ends before the answer", async () => {
    const server = await serve((response) => response.socket?.destroy());
    expect(await failureOf(open()(requestTo(server.origin)))).toMatchObject({
      code: "connection",
      ambiguous: true,
    });
    expect(server.seen).toHaveLength(1);
  });

  it("says connection, perhaps with effect, when the connection ends within the answer", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "Content-Length": "100" });
      response.write("half");
      setImmediate(() => response.socket?.destroy());
    });
    expect(await failureOf(open()(requestTo(server.origin)))).toMatchObject({
      code: "connection",
      ambiguous: true,
    });
    expect(server.seen).toHaveLength(1);
  });

  it("says connection when the answer is not HTTP", async () => {
    const server = await serve((response) => response.socket?.end("220 mail ready\r\n"));
    expect(await failureOf(open()(requestTo(server.origin)))).toMatchObject({
      code: "connection",
      ambiguous: true,
    });
  });

  it("says timeout, perhaps with effect, when the answer never comes", async () => {
    const server = await serve(() => undefined);
    const failure = await failureOf(open()(requestTo(server.origin, { timeoutMs: 60 })));
    expect(failure).toMatchObject({ code: "timeout", ambiguous: true });
    expect(failure.message).toMatch(/no complete answer within 60 ms/);
  });

  it("says timeout when the answer never ends", async () => {
    const server = await serve((response) => {
      response.writeHead(200);
      response.write("{");
    });
    expect(await failureOf(open()(requestTo(server.origin, { timeoutMs: 60 })))).toMatchObject({
      code: "timeout",
      ambiguous: true,
    });
  });

  it("takes an answer of just the size allowed and refuses a longer one, chunked or not", async () => {
    const server = await serve((response, { target }) => {
      const text = "x".repeat(Number(/limit=(\d+)/.exec(target)?.[1]));
      if (target.includes("chunked")) response.write(text.slice(0, 1));
      response.end(target.includes("chunked") ? text.slice(1) : text);
    });
    const send = open();
    for (const kind of ["plain", "chunked"]) {
      const ask = (size: number) =>
        send(requestTo(server.origin, { url: `${server.origin}/${kind}?limit=${size}` }));
      expect((await ask(1000)).body).toHaveLength(1000);
      expect(await failureOf(ask(1001))).toMatchObject({ code: "invalid-response", ambiguous: true });
    }
    expect(server.seen).toHaveLength(4);
  });

  it("goes on working after failures", async () => {
    const server = await serve((response, _, count) => {
      if (count === 1) response.socket?.destroy();
      else if (count === 3) response.end("ok");
    });
    const send = open();
    await failureOf(send(requestTo(server.origin)));
    await failureOf(send(requestTo(server.origin, { timeoutMs: 60 })));
    expect((await send(requestTo(server.origin))).status).toBe(200);
  });

  it("refuses what cannot be written and everything after close, certainly without effect", async () => {
    const server = await serve((response) => response.end("ok"));
    const send = open();
    const broken = requestTo(server.origin, { headers: { "X-Bad": "a\r\nb" } });
    expect(await failureOf(send(broken))).toMatchObject({ ambiguous: false });
    await send.close();
    await send.close();
    expect(await failureOf(send(requestTo(server.origin)))).toMatchObject({
      code: "connection",
      ambiguous: false,
    });
    expect(server.seen).toHaveLength(0);
  });

  it("never puts the request into its errors", async () => {
    const secret = "Signature=0123456789abcdef";
    const request = requestTo(await unusedOrigin(), { headers: { Authorization: secret } });
    const error: unknown = await open()(request).catch((reason: unknown) => reason);
    if (!isAutomationError(error)) throw new Error("an AutomationError was expected");
    expect(`${error.message} ${JSON.stringify(error.details)} ${String(error.cause)}`).not.toMatch(
      /Signature|dev-servers/,
    );
  });
});
