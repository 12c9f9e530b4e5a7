import { describe, expect, it } from "vitest";
import type { ChatMessage } from "../../../lib/domain/chat.ts";
import { openReply } from "../../../lib/signing/seal.ts";
import { chatDelivery } from "../../../lib/sources/chat-delivery.ts";
import { type ReceiveInput, receive } from "../../../lib/sources/receive.ts";
import { isSchemeId } from "../../../lib/sources/schemes.ts";
import type { SourceSecret } from "../../../lib/sources/secret-kinds.ts";
import { signForTest } from "../../../lib/sources/sign-event.ts";
import { NOW, SENDERS } from "./senders.ts";

const SECRETS: Readonly<Record<string, readonly SourceSecret[]>> = {
  "feishu-lark": [{ kind: "encrypt-key", value: "a-key-that-opens-nothing" }],
  wecom: [
    { kind: "token", value: "a-token-that-opens-nothing" },
    { kind: "encoding-aes-key", value: "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY" },
    { kind: "receive-id", value: "wwtest" },
  ],
};
const REPLY_KEY: SourceSecret = { kind: "reply-key", value: "a-key-of-our-own" };

interface Wish {
  readonly now?: Date;
  readonly beside?: readonly SourceSecret[];
}

function secretsOf(scheme: string) {
  const both = SECRETS[scheme];
  if (both) return { sending: both, receiving: both };
  const sender = SENDERS.find((one) => one.scheme === scheme) ?? expect.fail(scheme);
  return { sending: [sender.sending], receiving: [sender.receiving] };
}

/** What is heard of a body, with the reply opened. */
async function heard(scheme: string, body: string, { now = NOW, beside = [] }: Wish = {}) {
  const { sending, receiving } = secretsOf(scheme);
  const secrets = [...receiving, ...beside];
  const signed = signForTest(scheme, { body: Buffer.from(body), secrets: sending, now, deliveryId: "d1" });
  const input: ReceiveInput = { query: {}, ...signed, name: "chat", now, secrets };
  const received = await receive(scheme, input);
  if (!received.ok || !("event" in received)) return expect.fail(JSON.stringify(received));
  const { event } = received;
  const data = event.data as ChatMessage;
  const reply = data.reply === undefined ? null : openReply(data.reply, secrets);
  return { event, data, reply, text: JSON.stringify(event) };
}

const SLACK_URL = "https://hooks.slack.com/commands/T1/1/hidden";
const slash = (more: Record<string, string> = {}) =>
  new URLSearchParams({
    ...{ command: "/curfew", text: "status", user_id: "U1", team_id: "T1", trigger_id: "t1" },
    ...{ response_url: SLACK_URL, ...more },
  }).toString();
const pressed = (more: object = {}) =>
  new URLSearchParams({
    payload: JSON.stringify({
      ...{ type: "block_actions", user: { id: "U1" }, team: { id: "T1" }, channel: { id: "C1" } },
      ...{ trigger_id: "t1", response_url: SLACK_URL, container: { message_ts: "1.2" } },
      actions: [{ action_id: "curfew-1-1", value: "approve r1 9f8e7d6c" }],
      ...more,
    }),
  }).toString();

describe("where the answer goes", () => {
  it("is sealed for Slack, for half an hour", async () => {
    const { reply, text } = await heard("slack", slash());
    const expiresMs = NOW.getTime() + 30 * 60_000;
    expect(reply).toEqual({ platform: "slack", expiresMs, parts: { responseUrl: SLACK_URL } });
    expect(text).not.toMatch(/hidden|hooks\.slack/);
  });

  it.each([
    "https://hooks.slack.com.evil.example/x",
    "http://hooks.slack.com/x",
    "https://hooks.slack.com:8443/x",
    "https://user@hooks.slack.com/x",
    "https://evil.example/hooks.slack.com",
    "hooks.slack.com/x",
    "",
  ])("is nowhere where it is not the platform's: %s", async (url) => {
    const { data, text } = await heard("slack", slash({ response_url: url }));
    expect(data.reply).toBeUndefined();
    expect(text).not.toContain("evil");
  });

  it("is sealed for DingTalk, until it says itself", async () => {
    const sessionWebhook = "https://oapi.dingtalk.com/robot/sendBySession?session=hidden";
    const body = (url: string) =>
      JSON.stringify({
        ...{ msgtype: "text", text: { content: " status" }, senderStaffId: "u1", msgId: "m1" },
        ...{ sessionWebhook: url, sessionWebhookExpiredTime: 1_736_935_199_000 },
      });
    const { reply, text } = await heard("dingtalk", body(sessionWebhook));
    const parts = { sessionWebhook };
    expect(reply).toEqual({ platform: "dingtalk", expiresMs: 1_736_935_199_000, parts });
    expect(text).not.toContain("hidden");
    expect((await heard("dingtalk", body("https://evil.example/"))).data.reply).toBeUndefined();
  });

  it("is sealed for Discord under a key of our own, since it shares none", async () => {
    const body = JSON.stringify({
      ...{ type: 2, id: "2", application_id: "1", token: "hidden-token", user: { id: "5" } },
      data: { name: "status" },
    });
    const { reply, text } = await heard("discord", body, { beside: [REPLY_KEY] });
    const parts = { applicationId: "1", token: "hidden-token" };
    expect(reply).toEqual({ platform: "discord", expiresMs: NOW.getTime() + 15 * 60_000, parts });
    expect(text).not.toContain("hidden");
    const without = await heard("discord", body);
    expect([without.data.reply, without.text.includes("hidden")]).toEqual([undefined, false]);
  });

  it("is a chat or a card of Feishu", async () => {
    const message = {
      schema: "2.0",
      header: { event_id: "e1", event_type: "im.message.receive_v1", tenant_key: "t1" },
      event: {
        sender: { sender_id: { open_id: "ou_1" } },
        message: { message_id: "om_1", chat_id: "oc_1", content: '{"text":"status"}' },
      },
    };
    const { reply } = await heard("feishu-lark", JSON.stringify(message));
    const parts = { chatId: "oc_1", messageId: "om_1" };
    expect(reply).toEqual({ platform: "feishu-lark", expiresMs: null, parts });
    const press = {
      schema: "2.0",
      header: { event_id: "e2", event_type: "card.action.trigger" },
      event: {
        ...{ operator: { open_id: "ou_1" }, token: "c-hidden" },
        action: { tag: "button", value: { command: "undo r1" } },
      },
    };
    const heardPress = await heard("feishu-lark", JSON.stringify(press));
    const expiresMs = NOW.getTime() + 30 * 60_000;
    expect(heardPress.reply).toEqual({
      platform: "feishu-lark",
      expiresMs,
      parts: { openToken: "c-hidden" },
    });
    expect(heardPress.data.action).toEqual({ id: "button", value: "undo r1" });
    expect(heardPress.text).not.toContain("c-hidden");
  });

  it("is a card's code for WeCom", async () => {
    const card = [
      "<xml><FromUserName>ada</FromUserName><CreateTime>1736929800</CreateTime><MsgType>event</MsgType>",
      "<Event>template_card_event</Event><EventKey>undo r1</EventKey><TaskId>task-1</TaskId>",
      "<ResponseCode>hidden-code</ResponseCode></xml>",
    ].join("");
    const { reply, data, event, text } = await heard("wecom", card);
    expect(reply?.parts).toEqual({ responseCode: "hidden-code" });
    expect(data.action).toEqual({ id: "task-1", value: "undo r1" });
    expect(event.id).toMatch(/^press:/);
    expect(text).not.toContain("hidden");
  });

  it("is nowhere for Teams, which takes nothing later", async () => {
    const body =
      '{"type":"message","id":"1","text":"status","from":{"id":"29:1"},"serviceUrl":"https://x.example"}';
    const { data, text } = await heard("microsoft-teams", body);
    expect([data.reply, text.includes("x.example")]).toEqual([undefined, false]);
  });
});

describe("one press of a button", () => {
  it("is one event however often the same person presses it, and another for others", async () => {
    const [first, again, other, elsewhere, next] = await Promise.all(
      [
        pressed(),
        pressed({ trigger_id: "t2", response_url: `${SLACK_URL}2` }),
        pressed({ user: { id: "U2" } }),
        pressed({ container: { message_ts: "1.3" } }),
        pressed({ actions: [{ action_id: "curfew-1-2", value: "deny r1" }] }),
      ].map(async (body) => (await heard("slack", body)).event.id),
    );
    expect(first).toMatch(/^press:[0-9a-f]{64}$/);
    expect(again).toBe(first);
    expect(new Set([first, other, elsewhere, next]).size).toBe(4);
  });

  it("says what it was made to say", async () => {
    const { data } = await heard("slack", pressed());
    expect(data).toMatchObject({ text: "", action: { id: "curfew-1-1", value: "approve r1 9f8e7d6c" } });
  });

  it("is told by its own id where the message is not known", async () => {
    expect((await heard("slack", pressed({ container: {} }))).event.id).toBe("t1");
  });

  it("of Discord is told by its message", async () => {
    const press = (id: string) =>
      JSON.stringify({
        ...{ type: 3, id, user: { id: "5" }, message: { id: "77" } },
        data: { custom_id: "undo r1" },
      });
    const [first, again] = [await heard("discord", press("1")), await heard("discord", press("2"))];
    expect(again.event.id).toBe(first.event.id);
    expect(first.data.action).toEqual({ id: "undo r1", value: "undo r1" });
  });
});

it("a subcommand of Discord is what somebody would have typed", async () => {
  const option = { name: "machine", type: 3, value: "nb-1" };
  const command = { name: "curfew", options: [{ name: "stop", type: 1, options: [option] }] };
  const body = JSON.stringify({ type: 2, id: "1", user: { id: "5" }, data: command });
  expect((await heard("discord", body)).data.text).toBe("curfew stop nb-1");
});

describe("what people say to each other", () => {
  const event = (more: object) =>
    JSON.stringify({
      ...{ type: "event_callback", event_id: "Ev1", team_id: "T1", token: "old-token" },
      event: { type: "message", user: "U1", channel: "C1", text: "stop nb-1", ...more },
    });

  it.each<[object, string]>([
    [{}, "webhook.received"],
    [{ channel_type: "channel" }, "webhook.received"],
    [{ channel_type: "im" }, "chat.message"],
    [{ channel_type: "im", subtype: "message_changed" }, "webhook.received"],
    [{ channel_type: "im", bot_id: "B1" }, "webhook.received"],
    [{ type: "app_mention", text: "<@U9> stop nb-1" }, "chat.message"],
  ])("in Slack, %o is a %s", async (more, type) => {
    const { event: got, text } = await heard("slack", event(more));
    expect(got).toMatchObject({ type });
    expect(text).not.toContain("old-token");
  });

  const message = (
    mentions?: readonly object[],
    said = "@_user_1 stop nb-1",
    chat_type: string | undefined = "group",
  ) =>
    JSON.stringify({
      schema: "2.0",
      header: { event_id: "e1", event_type: "im.message.receive_v1" },
      event: {
        sender: { sender_id: { open_id: "ou_1" } },
        message: { chat_type, mentions, content: JSON.stringify({ text: said }) },
      },
    });

  it("in a group of Feishu is not for us unless one is called, at the beginning", async () => {
    expect((await heard("feishu-lark", message())).event.type).toBe("webhook.received");
    const [robot, olga] = [{ key: "@_user_1" }, { key: "@_user_2" }];
    const called = await heard("feishu-lark", message([robot]));
    expect(called.data.text).toBe("stop nb-1");
    for (const [mentions, said] of [
      [[robot, olga], "@_user_1 @_user_2 stop nb-1"],
      [[robot, olga], "@_user_1 hold nb-1 2d because @_user_2 trains"],
      [[robot], "stop nb-1 @_user_1"],
      [[olga], "@_user_1 stop nb-1"],
      [[robot], "@_user_12 stop nb-1"],
      [[{}], "stop nb-1"],
    ] as const) {
      expect((await heard("feishu-lark", message(mentions, said))).event.type).toBe("webhook.received");
    }
    expect((await heard("feishu-lark", message([], "stop nb-1", "topic_group"))).event.type).toBe(
      "webhook.received",
    );
    expect((await heard("feishu-lark", message([], "stop nb-1", "p2p"))).event.type).toBe("chat.message");
  });

  it("in a group of Feishu is for us alone where our id is known: a call of a person is not", async () => {
    const own = ["ou_bot", "ou_older"].map((value): SourceSecret => ({ kind: "bot-open-id", value }));
    const calling = (id?: string) => message([{ key: "@_user_1", ...(id && { id: { open_id: id } }) }]);
    const types = await Promise.all(
      ["ou_bot", "ou_older", "ou_bob", undefined].map(
        async (id) => (await heard("feishu-lark", calling(id), { beside: own })).event.type,
      ),
    );
    expect(types).toEqual(["chat.message", "chat.message", "webhook.received", "webhook.received"]);
    // Nobody is called where nobody else hears.
    const alone = message([], "stop nb-1", "p2p");
    expect((await heard("feishu-lark", alone, { beside: own })).event.type).toBe("chat.message");
  });

  it.each([
    [" stop nb-1", 1, "stop nb-1"],
    ["@Robot stop nb-1", 1, "stop nb-1"],
    ["@bob stop nb-1", 2, "@bob stop nb-1"],
    ["@bob stop nb-1", 0, "@bob stop nb-1"],
  ])(
    "in DingTalk %j, which calls %i, says %j: a name is ours where nobody else is called",
    async (content, called, said) => {
      const atUsers = Array.from({ length: called }, (_, index) => ({ dingtalkId: `$:${index}` }));
      const body = JSON.stringify({
        msgtype: "text",
        msgId: "m1",
        senderId: "$:u",
        atUsers,
        text: { content },
      });
      expect((await heard("dingtalk", body)).data.text).toBe(said);
    },
  );
});

describe("the generic form", () => {
  const generic = (data: object) => JSON.stringify({ type: "chat.message", data });

  it("says who, what and where the answer goes", async () => {
    const callback_url = "https://tickets.example/hidden";
    const data = { user: "u1", text: " status ", team: "t1", channel: "c1", callback_url, name: "Ada" };
    const got = await heard("standard-webhooks", generic(data));
    expect(got.data).toEqual({
      ...{ platform: "webhook", user: "u1", text: "status", team: "t1", channel: "c1", action: null },
      reply: expect.stringMatching(/^v1\./),
    });
    expect(got.reply).toEqual({ platform: "webhook", expiresMs: null, parts: { callbackUrl: callback_url } });
    expect(got.text).not.toContain("hidden");
  });

  it("presses a button", async () => {
    const data = { user: "u1", action: { id: "b1", value: "undo r1", message: "m1" } };
    const got = await heard("standard-webhooks", generic(data));
    expect(got.data.action).toEqual({ id: "b1", value: "undo r1" });
    expect(got.event.id).toMatch(/^press:/);
  });

  it.each<[object, string]>([
    [{ text: "status" }, "the id of the user: must be there"],
    [
      { user: "u1", text: "status", callback_url: "file:///etc/passwd" },
      "data.callback_url: must be an http or https address without a user",
    ],
    [
      { user: "u1", text: "status", callback_url: "https://a:b@c.example" },
      "data.callback_url: must be an http or https address without a user",
    ],
  ])("is refused without what it needs: %o", async (data, detail) => {
    const { sending, receiving } = secretsOf("standard-webhooks");
    const body = Buffer.from(generic(data));
    const signed = signForTest("standard-webhooks", { body, secrets: sending, now: NOW, deliveryId: "d1" });
    const received = await receive("standard-webhooks", {
      query: {},
      ...signed,
      now: NOW,
      secrets: receiving,
    });
    expect(received).toMatchObject({ ok: false, code: "unsupported-event", detail });
  });
});

it("a text that is too long is cut off where everybody can see it, so that no command is made of the rest", async () => {
  const scheme = "slack";
  const body =
    isSchemeId(scheme) &&
    chatDelivery(scheme, { user: "U1", id: "t1", nowMs: 0, text: `stop ${"x".repeat(2_100)}` });
  const { data } = await heard(scheme, Buffer.from(body || "").toString());
  expect(data.text).toHaveLength(2_000);
  expect(data.text.endsWith("…")).toBe(true);
});
