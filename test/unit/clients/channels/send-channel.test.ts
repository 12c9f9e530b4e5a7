import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MessengerParts } from "../../../../lib/clients/channels/messenger-parts.ts";
import { sendChannel } from "../../../../lib/clients/channels/send-channel.ts";
import {
  answerJson,
  type LoopbackServer,
  type SeenRequest,
  startServer,
} from "../../../fixtures/loopback-server.ts";
import { messageTo, reroutedTo } from "../../../fixtures/outgoing.ts";

const NOW_MS = Date.parse("2026-09-01T08:30:00Z");
const WEBHOOK_SECRET = `whsec_${Buffer.from("visibly-fake-webhook-key").toString("base64")}`;

let server: LoopbackServer;
let answer: { status: number; body: unknown; headers?: Record<string, string> };
let env: Record<string, string>;

beforeEach(async () => {
  answer = { status: 200, body: { errcode: 0, code: 0 } };
  env = {};
  server = await startServer((response) => answerJson(response, answer.status, answer.body, answer.headers));
});
afterEach(() => server.close());

const channelMessage = (channel: string) => messageTo({ kind: "channel", channel });

function send(channel: string, more: Partial<MessengerParts> = {}) {
  const { transport, hosts } = reroutedTo(server);
  const parts = { sources: [], env: (name: string) => env[name], transport, now: () => NOW_MS, ...more };
  return sendChannel(channel, channelMessage(channel), parts).then((delivered) => ({ delivered, hosts }));
}

function seen(): SeenRequest & { readonly json: Record<string, unknown> } {
  const [request] = server.seen;
  if (!request) throw new Error("nothing was sent");
  return { ...request, json: JSON.parse(request.body.toString()) };
}

describe("a channel of Slack", () => {
  const sources = [
    {
      ...{ name: "chat", scheme: "slack", comment: null, callbackHosts: [] },
      secrets: [{ kind: "bot-token", value: "xoxb-fake" }],
    },
  ];

  it("is written to with the bot token of a source", async () => {
    answer.body = { ok: true };
    const { delivered, hosts } = await send("slack:#vision", { sources });
    expect(delivered).toEqual({ ok: true, text: "channel #vision of Slack took the message" });
    expect(hosts).toEqual(["slack.com"]);
    expect(seen()).toMatchObject({
      ...{ method: "POST", target: "/api/chat.postMessage" },
      headers: { authorization: "Bearer xoxb-fake", "content-type": "application/json; charset=utf-8" },
      json: { channel: "#vision", text: "nb-1 stops in 30 minutes", unfurl_links: false },
    });
  });

  it.each([
    [
      { ok: false, error: "channel_not_found" },
      { again: false, text: expect.stringContaining("is gone") },
    ],
    [
      { ok: false, error: "invalid_auth" },
      { again: false, text: expect.stringContaining("accept the key") },
    ],
    [
      { ok: false, error: "ratelimited" },
      { again: true, retryAfterMs: 60_000 },
    ],
    [{ ok: false, error: "internal_error" }, { again: true }],
    [
      { ok: false, error: "xoxb-fake and more" },
      { again: false, text: expect.not.stringContaining("xoxb") },
    ],
  ])("answers 200 to everything, and %j is understood", async (body, outcome) => {
    answer.body = body;
    expect((await send("slack:#vision", { sources })).delivered).toMatchObject({ ok: false, ...outcome });
  });

  it("is not written to without a token", async () => {
    expect((await send("slack:#vision")).delivered).toMatchObject({ ok: false, again: false });
    expect(server.seen).toEqual([]);
  });
});

describe("a robot", () => {
  it("of DingTalk is sent time and signature in its address", async () => {
    env = { HOOK: "https://oapi.dingtalk.com/robot/send?access_token=fake-token SECfake" };
    expect((await send("dingtalk:env:HOOK")).delivered).toMatchObject({ ok: true });
    const { searchParams } = new URL(seen().target, "http://x");
    const timestamp = searchParams.get("timestamp");
    const expected = createHmac("sha256", "SECfake").update(`${timestamp}\nSECfake`).digest("base64");
    expect(timestamp).toBe(String(NOW_MS));
    expect(searchParams.get("sign")).toBe(expected);
    expect(searchParams.get("access_token")).toBe("fake-token");
    expect(seen().json).toMatchObject({ msgtype: "markdown", at: { isAtAll: false } });
  });

  it.each(["feishu", "lark"])("of %s is sent time and signature in the body", async (platform) => {
    env = { HOOK: "https://open.feishu.cn/open-apis/bot/v2/hook/fake fake-secret" };
    expect((await send(`${platform}:env:HOOK`)).delivered).toMatchObject({ ok: true });
    const { timestamp, sign, msg_type, card } = seen().json;
    expect(timestamp).toBe(String(NOW_MS / 1_000));
    expect(sign).toBe(createHmac("sha256", `${timestamp}\nfake-secret`).digest("base64"));
    expect({ msg_type, card }).toMatchObject({ msg_type: "interactive", card: { header: {} } });
  });

  it("without a secret is sent no signature", async () => {
    env = { HOOK: "https://open.feishu.cn/open-apis/bot/v2/hook/fake" };
    await send("feishu:env:HOOK");
    expect(seen().json).not.toHaveProperty("sign");
  });

  it.each([
    ["slack", { text: expect.any(String), blocks: expect.any(Array) }],
    ["wecom", { msgtype: "markdown" }],
    ["welink", { messageType: "text", uuid: "msg-1" }],
    ["teams", { type: "message", attachments: [{ content: { type: "AdaptiveCard" } }] }],
    ["discord", { embeds: expect.any(Array), allowed_mentions: { parse: [] } }],
  ])("of %s is sent its own form", async (platform, json) => {
    env = { HOOK: "https://robots.example/hook?key=fake" };
    expect((await send(`${platform}:env:HOOK`)).delivered).toMatchObject({ ok: true });
    expect(seen().json).toMatchObject(json);
    expect(seen().target).toContain("/hook?key=fake");
  });

  it.each([
    ["dingtalk", { errcode: 310_000, errmsg: "sign not match" }, { again: false }],
    ["dingtalk", { errcode: 130_101 }, { again: true, retryAfterMs: 60_000 }],
    ["feishu", { code: 19_001, msg: "hook fake-token invalid" }, { again: false }],
    ["feishu", { code: 9_499 }, { again: true, retryAfterMs: 60_000 }],
    ["wecom", { errcode: 93_000 }, { again: false }],
    ["wecom", { errcode: 45_009 }, { again: true }],
    ["welink", { code: "58404" }, { again: false }],
    ["dingtalk", { nothing: true }, { again: false }],
  ])("of %s that answers %j within a 200 has not taken the message", async (platform, body, outcome) => {
    env = { HOOK: "https://robots.example/hook" };
    answer.body = body;
    const { delivered } = await send(`${platform}:env:HOOK`);
    expect(delivered).toMatchObject({ ok: false, ...outcome });
    expect(delivered.text).not.toMatch(/token|sign not/);
  });

  it.each([
    ["nothing", undefined, "HOOK is not set"],
    ["no address", "not-an-address", "HOOK does not hold an address"],
    ["too much", "https://a.example b c", "HOOK does not hold an address"],
    ["a file", "file:///etc/passwd", "HOOK does not hold an address"],
  ])("is not called where the variable holds %s", async (_, value, text) => {
    env = value === undefined ? {} : { HOOK: value };
    const { delivered } = await send("wecom:env:HOOK");
    expect(delivered).toEqual({
      ok: false,
      again: false,
      text: `the robot of WeCom was not called: ${text}`,
    });
  });
});

describe("a webhook", () => {
  it("is signed so that the reference library takes it", async () => {
    env = { URL: "https://programs.example/in", URL_SECRET: WEBHOOK_SECRET };
    const nowMs = Date.now();
    expect((await send("webhook:env:URL", { now: () => nowMs })).delivered).toMatchObject({ ok: true });
    const { body, headers } = seen();
    const verified = new Webhook(WEBHOOK_SECRET).verify(body.toString(), headers as Record<string, string>);
    expect(verified).toMatchObject({ type: "curfew.notices", data: { id: "msg-1" } });
    expect(headers["webhook-id"]).toBe("msg-1");
  });

  it("is not called without a key that is one", async () => {
    env = { URL: "https://programs.example/in", URL_SECRET: "short" };
    expect((await send("webhook:env:URL")).delivered).toMatchObject({ ok: false, again: false });
    expect(server.seen).toEqual([]);
  });
});

describe("SMN and e-mail", () => {
  it("are given what was rendered for them", async () => {
    const given: unknown[] = [];
    const take = async (what: unknown) => {
      given.push(what);
      return { ok: true, text: "taken" } as const;
    };
    await send("smn:urn:smn:eu-de:0a:alerts", { publish: take });
    await send("email:ops@example.com", { mail: take });
    expect(given).toMatchObject([
      { urn: "urn:smn:eu-de:0a:alerts", subject: "nb-1 stops in 30 minutes" },
      { to: "ops@example.com", subject: "nb-1 stops in 30 minutes", id: "msg-1", html: expect.any(String) },
    ]);
  });

  it("say so where the host has none", async () => {
    const smn = await send("smn:urn:smn:eu-de:0a:alerts");
    const mail = await send("email:ops@example.com");
    expect([smn.delivered, mail.delivered]).toMatchObject([
      { ok: false, again: false },
      { ok: false, again: false },
    ]);
  });
});
