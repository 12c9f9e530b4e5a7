import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFeishuTokens } from "../../../../lib/clients/channels/feishu-tokens.ts";
import type { MessengerSource } from "../../../../lib/clients/channels/messenger-parts.ts";
import { sendReply } from "../../../../lib/clients/channels/send-reply.ts";
import type { ReplyHandle } from "../../../../lib/domain/reply-handle.ts";
import { sealReply } from "../../../../lib/signing/seal.ts";
import { answerJson, type LoopbackServer, startServer } from "../../../fixtures/loopback-server.ts";
import { messageTo, noticeOf, reroutedTo } from "../../../fixtures/outgoing.ts";

const NOW_MS = Date.parse("2026-09-01T08:30:00Z");
const KEY = "visibly-fake-signing-secret";
type Platform = ReplyHandle["platform"];

let server: LoopbackServer;
let answers: unknown[];
beforeEach(async () => {
  answers = [];
  server = await startServer((response) =>
    answerJson(response, 200, answers.shift() ?? { errcode: 0, code: 0 }),
  );
});
afterEach(() => server.close());

const sourceOf = (scheme: string, more: MessengerSource["secrets"] = []): MessengerSource => ({
  ...{ name: "chat", scheme, comment: null, callbackHosts: [] },
  secrets: [{ kind: "hmac", value: KEY }, ...more],
});

interface Asked {
  readonly parts: Readonly<Record<string, string>>;
  readonly expiresMs?: number | null;
  readonly source?: MessengerSource;
  readonly kind?: "answer" | "stopped";
  readonly times?: number;
}

async function reply(platform: Platform, asked: Asked) {
  const { parts, expiresMs = null, source = sourceOf(platform), kind = "answer", times = 1 } = asked;
  const { transport, hosts } = reroutedTo(server);
  const now = () => NOW_MS;
  const ways = { transport, now, outside: () => transport, tokens: createFeishuTokens({ transport, now }) };
  const sealed = sealReply({ platform, expiresMs, parts }, KEY);
  const message = messageTo({ kind: "reply", source: "chat", platform, sealed }, noticeOf({ kind }));
  const outcomes = [];
  for (let turn = 0; turn < times; turn += 1)
    outcomes.push(await sendReply(sealed, message, { source, ways }));
  const sent = server.seen.map(({ method, target, headers, body }) => ({
    ...{ method, target, headers, json: JSON.parse(body.toString()) },
  }));
  return { delivered: outcomes.at(-1), hosts, sent };
}

describe("an answer in Slack", () => {
  const parts = { responseUrl: "https://hooks.slack.com/commands/T0/fake" };

  it("is for who asked, below what stands there", async () => {
    const { sent, hosts } = await reply("slack", { parts });
    expect(hosts).toEqual(["hooks.slack.com"]);
    expect(sent).toMatchObject([
      {
        ...{ method: "POST", target: "/commands/T0/fake" },
        json: { response_type: "ephemeral", replace_original: false, blocks: expect.any(Array) },
      },
    ]);
  });

  it("is for the channel where something was done", async () => {
    const { sent } = await reply("slack", { parts, kind: "stopped" });
    expect(sent).toMatchObject([{ json: { response_type: "in_channel" } }]);
  });

  it("is not sent after its time", async () => {
    const { delivered, sent } = await reply("slack", { parts, expiresMs: NOW_MS });
    expect(delivered).toMatchObject({ ok: false, again: false, text: expect.stringContaining("any more") });
    expect(sent).toEqual([]);
  });

  it.each([
    "https://hooks.slack.com.evil.example/x",
    "http://hooks.slack.com/x",
    "https://hooks.slack.com:8443/x",
    "https://hooks.slack.com@evil.example/x",
    "https://127.0.0.1/x",
    "",
  ])("does not go to %j", async (responseUrl) => {
    const { delivered, sent } = await reply("slack", { parts: { responseUrl } });
    expect(delivered).toMatchObject({ ok: false, again: false });
    expect(sent).toEqual([]);
  });
});

describe("an answer in DingTalk", () => {
  it("goes to the session's address, with links that say commands", async () => {
    const parts = { sessionWebhook: "https://oapi.dingtalk.com/robot/sendBySession?session=fake" };
    const { delivered, sent } = await reply("dingtalk", { parts, expiresMs: NOW_MS + 1 });
    expect(delivered).toMatchObject({ ok: true });
    expect(sent).toMatchObject([
      { target: "/robot/sendBySession?session=fake", json: { msgtype: "markdown" } },
    ]);
    expect(sent[0]?.json.markdown.text).toContain("dtmd://dingtalkclient/sendMessage?content=stop%20nb-1");
  });

  it("does not go elsewhere", async () => {
    const { sent } = await reply("dingtalk", { parts: { sessionWebhook: "https://169.254.169.254/x" } });
    expect(sent).toEqual([]);
  });
});

describe("an answer in Discord", () => {
  it("follows the interaction, with buttons", async () => {
    const { sent, hosts } = await reply("discord", { parts: { applicationId: "123", token: "aW-fake.x_1" } });
    expect(hosts).toEqual(["discord.com"]);
    expect(sent).toMatchObject([
      { method: "POST", target: "/api/v10/webhooks/123/aW-fake.x_1?wait=true", json: { components: [{}] } },
    ]);
  });

  it.each([
    { applicationId: "1/../2", token: "x" },
    { applicationId: "1", token: "x/../../../users/@me" },
  ])("is not sent for %j", async (parts) => {
    expect((await reply("discord", { parts })).sent).toEqual([]);
  });
});

describe("an answer in Feishu or Lark", () => {
  const app = [
    { kind: "app-id", value: "cli_fake" },
    { kind: "app-secret", value: "fake-app-secret" },
  ];
  const token = { code: 0, tenant_access_token: "t-fake", expire: 7_200 };

  it("stands below the message, as the app, whose token is asked for once", async () => {
    answers = [token];
    const source = sourceOf("feishu-lark", app);
    const { sent, hosts } = await reply("feishu-lark", {
      parts: { messageId: "om_1", chatId: "oc_1" },
      source,
      times: 2,
    });
    expect(new Set(hosts)).toEqual(new Set(["open.feishu.cn"]));
    expect(sent.map(({ target }) => target)).toEqual([
      "/open-apis/auth/v3/tenant_access_token/internal",
      "/open-apis/im/v1/messages/om_1/reply",
      "/open-apis/im/v1/messages/om_1/reply",
    ]);
    expect(sent[0]?.json).toEqual({ app_id: "cli_fake", app_secret: "fake-app-secret" });
    expect(sent[1]).toMatchObject({
      headers: { authorization: "Bearer t-fake" },
      json: { msg_type: "interactive", uuid: "msg-1" },
    });
    expect(JSON.parse(sent[1]?.json.content)).toMatchObject({ header: { title: { tag: "plain_text" } } });
  });

  it("stands in the chat where there is no message, and goes to Lark's host where that is named", async () => {
    answers = [token];
    const source = sourceOf("feishu-lark", [...app, { kind: "api-host", value: "open.larksuite.com" }]);
    const { sent, hosts } = await reply("feishu-lark", { parts: { chatId: "oc_1" }, source });
    expect(hosts).toEqual(["open.larksuite.com", "open.larksuite.com"]);
    expect(sent[1]).toMatchObject({
      target: "/open-apis/im/v1/messages?receive_id_type=chat_id",
      json: { receive_id: "oc_1" },
    });
  });

  it("is tried again with a new token when this one is over", async () => {
    answers = [token, { code: 99_991_663 }, { ...token, tenant_access_token: "t-new" }, { code: 0 }];
    const source = sourceOf("feishu-lark", app);
    const { sent, delivered } = await reply("feishu-lark", {
      parts: { messageId: "om_1" },
      source,
      times: 2,
    });
    expect(delivered).toMatchObject({ ok: true });
    expect(sent[3]?.headers.authorization).toBe("Bearer t-new");
  });

  it("says what is missing without an app, or when the app is refused", async () => {
    const without = await reply("feishu-lark", { parts: { messageId: "om_1" } });
    expect(without.delivered).toMatchObject({
      ok: false,
      text: expect.stringContaining("app-id and app-secret"),
    });
    answers = [{ code: 10_014, msg: "app secret fake-app-secret invalid" }];
    const refused = await reply("feishu-lark", {
      ...{ parts: { messageId: "om_1" }, source: sourceOf("feishu-lark", app) },
    });
    expect(refused.delivered).toMatchObject({ ok: false, again: false });
    expect(refused.delivered?.text).not.toContain("fake-app-secret");
  });
});

describe("an answer that no platform takes", () => {
  it.each(["microsoft-teams", "wecom"] as const)("is not sent to %s", async (platform) => {
    const { delivered, sent } = await reply(platform, { parts: {} });
    expect(delivered).toMatchObject({
      ok: false,
      again: false,
      text: expect.stringContaining("takes no answer later"),
    });
    expect(sent).toEqual([]);
  });

  it("is not sent where no secret of the source opens its address", async () => {
    const source = { ...sourceOf("slack"), secrets: [{ kind: "hmac", value: "another" }] };
    const parts = { responseUrl: "https://hooks.slack.com/x" };
    const { delivered } = await reply("slack", { parts, source });
    expect(delivered).toMatchObject({
      ok: false,
      again: false,
      text: expect.stringContaining("opens its address"),
    });
  });
});

it("an answer to the generic form is a signed webhook", async () => {
  const { sent } = await reply("webhook", {
    ...{ parts: { callbackUrl: "https://programs.example/in" }, source: sourceOf("standard-webhooks") },
  });
  expect(sent).toMatchObject([
    { target: "/in", headers: { "webhook-id": "msg-1", "webhook-signature": expect.stringMatching(/^v1,/) } },
  ]);
});
