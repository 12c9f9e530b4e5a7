import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPublisher } from "../../../../lib/clients/smn/create-publisher.ts";
import { createNodeTransport } from "../../../../lib/clients/transport/node-https.ts";
import { smnEndpoint } from "../../../../lib/domain/smn/publish.ts";
import { verifySignature } from "../../../../lib/signing/verify-signature.ts";
import { FAKE_CREDENTIALS } from "../../../fixtures/fake-credentials.ts";
import { answerJson, type LoopbackServer, startServer } from "../../../fixtures/loopback-server.ts";

let server: LoopbackServer;
let status: number;
beforeEach(async () => {
  status = 200;
  server = await startServer((response) =>
    answerJson(response, status, { message_id: "m", request_id: "r" }),
  );
});
afterEach(() => server.close());

const NOW_MS = Date.parse("2026-09-01T08:30:00Z");

function publish(urn: string, credentials = async () => FAKE_CREDENTIALS) {
  const project = (region: string, projectId: string) => ({
    region,
    projectId,
    endpoint: server.origin,
    credentials,
  });
  const publisher = createPublisher({
    projects: [project("eu-de", "0a"), project("eu-de", "0b"), project("cn-north-4", "0c")],
    ...{ transport: createNodeTransport(), now: () => NOW_MS },
  });
  return publisher({ urn, subject: "a stop", message: "nb-1 stops" });
}

describe("a message for a topic", () => {
  it("is published by a signed call of the project that the topic belongs to", async () => {
    expect(await publish("urn:smn:eu-de:0b:alerts")).toEqual({
      ok: true,
      text: "topic alerts of SMN took the message",
    });
    const [seen] = server.seen;
    expect(seen).toMatchObject({
      ...{ method: "POST", target: "/v2/0b/notifications/topics/urn%3Asmn%3Aeu-de%3A0b%3Aalerts/publish" },
      headers: { "x-project-id": "0b", "x-sdk-date": "20260901T083000Z" },
    });
    expect(JSON.parse(seen?.body.toString() ?? "")).toEqual({ subject: "a stop", message: "nb-1 stops" });
    const { method = "", target = "", body = new Uint8Array() } = seen ?? {};
    const headers = Object.fromEntries(
      Object.entries(seen?.headers ?? {}).map(([name, text]) => [name, String(text)]),
    );
    const verdict = verifySignature(
      { method, target, headers, body },
      { lookupSecret: () => FAKE_CREDENTIALS.secretKey, now: new Date(NOW_MS) },
    );
    expect(verdict).toMatchObject({ ok: true });
  });

  it("of another project is published by a project of its region", async () => {
    await publish("urn:smn:eu-de:ff:alerts");
    expect(server.seen[0]?.target).toContain("/v2/0a/");
  });

  it("of a region without a target, or without keys, is not published", async () => {
    expect(await publish("urn:smn:eu-nl:0a:alerts")).toMatchObject({ ok: false, again: false });
    const missing = await publish("urn:smn:eu-de:0a:alerts", () => Promise.reject(new Error("secret")));
    expect(missing).toEqual({
      ...{
        ok: false,
        again: false,
        text: "topic alerts of SMN was not called: the keys of its target are not there",
      },
    });
    expect(server.seen).toEqual([]);
  });

  it("may be published later when SMN is in trouble", async () => {
    status = 503;
    expect(await publish("urn:smn:eu-de:0a:alerts")).toMatchObject({ ok: false, again: true });
  });
});

it("each cloud has a host of its own", () => {
  expect([smnEndpoint("huaweicloud", "cn-north-4"), smnEndpoint("otc", "eu-de")]).toEqual([
    "https://smn.cn-north-4.myhuaweicloud.com",
    "https://smn.eu-de.otc.t-systems.com",
  ]);
});
