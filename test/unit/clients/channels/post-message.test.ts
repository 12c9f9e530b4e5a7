import { afterEach, beforeEach, expect, it } from "vitest";
import { type Post, postMessage } from "../../../../lib/clients/channels/post-message.ts";
import { createNodeTransport } from "../../../../lib/clients/transport/node-https.ts";
import { type LoopbackServer, startServer, unusedOrigin } from "../../../fixtures/loopback-server.ts";

let server: LoopbackServer;
let size: number;
let status: number;
beforeEach(async () => {
  size = 0;
  status = 200;
  server = await startServer((response) => {
    response.writeHead(status);
    response.end("x".repeat(size));
  });
});
afterEach(() => server.close());

const post = (more: Partial<Post> = {}) =>
  postMessage(
    { where: "the program", url: `${server.origin}/in`, body: '{"a":"机"}', ...more },
    { transport: createNodeTransport(), now: () => 0 },
  );

it("sends JSON, and says who sends it", async () => {
  expect(await post({ headers: { "X-Key": "fake" } })).toEqual({
    ok: true,
    text: "the program took the message",
  });
  expect(server.seen[0]).toMatchObject({
    ...{ method: "POST", target: "/in", body: Buffer.from('{"a":"机"}') },
    headers: { "content-type": "application/json; charset=utf-8", "user-agent": "curfew", "x-key": "fake" },
  });
});

it("is not sent again because the answer to a success was too long to be read", async () => {
  size = 70_000;
  expect(await post()).toMatchObject({ ok: true });
  expect(await post({ read: () => null })).toMatchObject({ ok: false });
  status = 500;
  expect(await post()).toMatchObject({ ok: false, again: true });
});

it("may be sent again where nobody listens", async () => {
  const url = await unusedOrigin();
  expect(await post({ url })).toEqual({ ok: false, again: true, text: "the program could not be reached" });
});

it("an answer that is no JSON is read as nothing", async () => {
  size = 5;
  const answers: unknown[] = [];
  await post({
    read: (answer) => {
      answers.push(answer);
      return null;
    },
  });
  expect(answers).toEqual([undefined]);
});
