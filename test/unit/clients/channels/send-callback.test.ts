import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMessenger } from "../../../../lib/clients/channels/create-messenger.ts";
import type { MessengerSource } from "../../../../lib/clients/channels/messenger-parts.ts";
import { createNodeTransport } from "../../../../lib/clients/transport/node-https.ts";
import { sealReply } from "../../../../lib/signing/seal.ts";
import { answerJson, type LoopbackServer, startServer } from "../../../fixtures/loopback-server.ts";
import { messageTo } from "../../../fixtures/outgoing.ts";

const WHSEC = `whsec_${Buffer.from("visibly-fake-webhook-key").toString("base64")}`;

let server: LoopbackServer;
let answer: { status: number; headers: Record<string, string> };
beforeEach(async () => {
  answer = { status: 200, headers: {} };
  server = await startServer((response) => answerJson(response, answer.status, {}, answer.headers));
});
afterEach(() => server.close());

function callback(url: string, over: Partial<MessengerSource> = {}, addresses = ["127.0.0.1"]) {
  const { port } = new URL(server.origin);
  const source: MessengerSource = {
    ...{ name: "tickets", scheme: "standard-webhooks", comment: null },
    secrets: [{ kind: "hmac", value: WHSEC }],
    callbackHosts: [`tickets.internal:${port}`],
    ...over,
  };
  const transport = createNodeTransport();
  const messenger = createMessenger({
    ...{ sources: [source], env: () => undefined, transport, now: Date.now },
    resolve: async () => addresses,
  });
  return messenger.send(messageTo({ kind: "callback", source: "tickets", url: url.replace("PORT", port) }));
}

const verify = (secret: string) => {
  const [seen] = server.seen;
  return new Webhook(secret).verify(seen?.body.toString() ?? "", seen?.headers as Record<string, string>);
};

describe("a callback", () => {
  it("is signed with the source's own secret, so that the reference library takes it", async () => {
    expect(await callback("http://tickets.internal:PORT/done")).toEqual({
      ok: true,
      text: "the callback took the message",
    });
    expect(verify(WHSEC)).toMatchObject({ type: "curfew.notices", data: { id: "msg-1" } });
  });

  it("is opened first where its event holds it sealed", async () => {
    const { port } = new URL(server.origin);
    const parts = { callbackUrl: `http://tickets.internal:${port}/done?key=fake` };
    const sealed = sealReply({ platform: "webhook", expiresMs: null, parts }, WHSEC);
    expect(await callback(sealed)).toMatchObject({ ok: true });
    expect(server.seen[0]?.target).toBe("/done?key=fake");
    const foreign = sealReply({ platform: "webhook", expiresMs: null, parts }, "another");
    expect(await callback(foreign)).toMatchObject({
      ...{
        ok: false,
        again: false,
        text: expect.stringContaining("no secret of source tickets opens its address"),
      },
    });
  });

  it("is signed with every active secret while one is being changed", async () => {
    const other = `whsec_${Buffer.from("another-visibly-fake-key").toString("base64")}`;
    const secrets = [other, WHSEC].map((value) => ({ kind: "hmac", value }));
    await callback("http://tickets.internal:PORT/done", { secrets });
    expect(() => verify(WHSEC)).not.toThrow();
    expect(() => verify(other)).not.toThrow();
    expect(() => verify(`whsec_${Buffer.from("a-third-one-nobody-knows").toString("base64")}`)).toThrow();
  });

  it("is signed with a key drawn from a secret of another form", async () => {
    const secrets = [{ kind: "hmac", value: "plain text" }];
    await callback("http://tickets.internal:PORT/done", { scheme: "servicenow", secrets });
    const drawn = createHmac("sha256", "plain text").update("curfew callback v1").digest("base64");
    expect(() => verify(`whsec_${drawn}`)).not.toThrow();
  });

  it("is not sent unsigned", async () => {
    const secrets = [{ kind: "issuer", value: "https://accounts.example" }];
    const delivered = await callback("http://tickets.internal:PORT/done", { scheme: "jwt", secrets });
    expect(delivered).toMatchObject({ ok: false, again: false, text: expect.stringContaining("no secret") });
    expect(server.seen).toEqual([]);
  });

  it.each([
    ["a private host", "https://wiki.internal/x", ["10.0.0.1"]],
    ["a private host of another port", "http://tickets.internal:1/x", ["127.0.0.1"]],
    ["the computer itself", "http://127.0.0.1:PORT/x", ["127.0.0.1"]],
    ["a machine's metadata", "https://metadata.example/latest", ["169.254.169.254"]],
    ["no address", "tickets.internal", ["127.0.0.1"]],
  ])("does not go to %s", async (_, url, addresses) => {
    const delivered = await callback(url, {}, addresses);
    expect(delivered).toMatchObject({
      ok: false,
      again: false,
      text: expect.stringContaining("was not called"),
    });
    expect(delivered.text).not.toMatch(/internal|metadata\.|127\./);
    expect(server.seen).toEqual([]);
  });

  it("is not followed to where a redirect points", async () => {
    answer = { status: 302, headers: { Location: "http://169.254.169.254/latest" } };
    const delivered = await callback("http://tickets.internal:PORT/moved");
    expect(delivered).toMatchObject({ ok: false, again: false, text: expect.stringContaining("redirect") });
    expect(server.seen).toHaveLength(1);
  });
});
