import { createCipheriv, createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type ReceiveInput, receive } from "../../../lib/sources/receive.ts";

const NOW = new Date("2025-01-15T08:30:00Z");
const KEY = "an-encrypt-key-that-opens-nothing";
const TOKEN = "a-token-that-opens-nothing";
const SECRETS = [
  { kind: "encrypt-key", value: KEY },
  { kind: "verification-token", value: TOKEN },
] as const;

const MESSAGE = {
  schema: "2.0",
  header: {
    event_id: "e1",
    event_type: "im.message.receive_v1",
    token: TOKEN,
    tenant_key: "t1",
    create_time: "1736929799000",
  },
  event: {
    sender: { sender_id: { open_id: "ou_1" } },
    message: { chat_id: "oc_1", content: '{"text":"@_user_1 stop nb-1"}' },
  },
};

function encrypted(body: object, key = KEY): string {
  const iv = Buffer.alloc(16, 3);
  const cipher = createCipheriv("aes-256-cbc", createHash("sha256").update(key).digest(), iv);
  const bytes = Buffer.concat([iv, cipher.update(JSON.stringify(body)), cipher.final()]);
  return JSON.stringify({ encrypt: bytes.toString("base64") });
}

/** As Feishu's own SDK signs it: a hash with the key in its middle. */
function input(body: string, wish: Partial<ReceiveInput> & { key?: string } = {}): ReceiveInput {
  const { key = KEY, ...rest } = wish;
  const timestamp = String(NOW.getTime() / 1_000);
  const signature = createHash("sha256").update(`${timestamp}n1${key}${body}`).digest("hex");
  return {
    ...{ name: "feishu", method: "POST", query: {}, now: NOW, secrets: SECRETS, body: Buffer.from(body) },
    headers: {
      "X-Lark-Request-Timestamp": timestamp,
      "X-Lark-Request-Nonce": "n1",
      "X-Lark-Signature": signature,
    },
    ...rest,
  };
}

describe("Feishu", () => {
  it("an encrypted and signed message is opened, and its token stays outside of the event", async () => {
    const received = await receive("feishu-lark", input(encrypted(MESSAGE)));
    expect(received).toMatchObject({
      event: {
        id: "e1",
        source: "feishu",
        type: "chat.message",
        data: { team: "t1", user: "ou_1", channel: "oc_1", text: "stop nb-1" },
      },
    });
    const other = { ...MESSAGE, header: { ...MESSAGE.header, event_type: "contact.user.created_v3" } };
    const handed = await receive("feishu-lark", input(encrypted(other)));
    expect(handed).toMatchObject({ ok: true, event: { data: { header: { event_id: "e1" } } } });
    expect(JSON.stringify([received, handed])).not.toContain(TOKEN);
  });

  it.each<[string, ReceiveInput]>([
    ["under another key", input(encrypted(MESSAGE, "other"), { key: "other" })],
    ["signed under another key", input(encrypted(MESSAGE), { key: "other" })],
    ["without a signature", input(encrypted(MESSAGE), { headers: {} })],
    [
      "with another token inside",
      input(encrypted({ ...MESSAGE, header: { ...MESSAGE.header, token: "other" } })),
    ],
    ["in clear, where a key is set", input(JSON.stringify(MESSAGE))],
    ["that is no ciphertext", input('{"encrypt":"AAAA"}')],
    ["that is five minutes old", input(encrypted(MESSAGE), { now: new Date(NOW.getTime() + 301_000) })],
  ])("a message %s is refused", async (_, wrong) => {
    expect(await receive("feishu-lark", wrong)).toMatchObject({ ok: false, status: 401 });
  });

  it("without a key the token in the body is the proof", async () => {
    const plain = { secrets: [SECRETS[1]], headers: {} };
    expect(await receive("feishu-lark", input(JSON.stringify(MESSAGE), plain))).toMatchObject({ ok: true });
    const other = JSON.stringify({ ...MESSAGE, header: { ...MESSAGE.header, token: "other" } });
    expect(await receive("feishu-lark", input(other, plain))).toMatchObject({ code: "missing-signature" });
  });

  it("a button says who pressed it and what it carries", async () => {
    const pressed = {
      schema: "2.0",
      header: { ...MESSAGE.header, event_type: "card.action.trigger" },
      event: {
        operator: { open_id: "ou_2" },
        action: { tag: "button", name: "approve", value: { plan: "p1" } },
        context: { open_chat_id: "oc_1" },
      },
    };
    expect(await receive("feishu-lark", input(encrypted(pressed)))).toMatchObject({
      event: {
        type: "chat.message",
        data: { user: "ou_2", action: { id: "approve", value: '{"plan":"p1"}' } },
      },
    });
  });
});
