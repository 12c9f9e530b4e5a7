import { describe, expect, it } from "vitest";
import { type ReceiveInput, receive } from "../../../lib/sources/receive.ts";
import { closeWecomText, wecomSignature } from "../../../lib/sources/wecom-cipher.ts";

const NOW = new Date("2025-01-15T08:30:00Z");
const AT_S = NOW.getTime() / 1_000;
const KEY = Buffer.alloc(32, 7).toString("base64").slice(0, 43);
const SECRETS: ReceiveInput["secrets"] = [
  { kind: "token", value: "a-fake-token" },
  { kind: "encoding-aes-key", value: KEY },
  { kind: "receive-id", value: "corp" },
];

interface Wish {
  readonly timestamp?: string;
  readonly nonce?: string;
  readonly salt?: number;
  /** What stands in the address; default: what was signed. */
  readonly sent?: { readonly timestamp: string; readonly nonce: string };
}

function input(message: string, wish: Wish = {}): ReceiveInput {
  const { timestamp = String(AT_S), nonce = "n", salt = 3 } = wish;
  const cipherText = closeWecomText({ message, receiver: "corp" }, KEY, Buffer.alloc(16, salt)) ?? "";
  const signature = wecomSignature(["a-fake-token", timestamp, nonce, cipherText]);
  return {
    ...{ method: "POST", headers: {}, secrets: SECRETS, now: NOW },
    query: { msg_signature: signature, ...(wish.sent ?? { timestamp, nonce }) },
    body: Buffer.from(`<xml><Encrypt><![CDATA[${cipherText}]]></Encrypt></xml>`),
  };
}

const contactEvent = (user: string, createdS = AT_S) =>
  `<xml><FromUserName>sys</FromUserName><CreateTime>${createdS}</CreateTime><MsgType>event</MsgType><UserID>${user}</UserID></xml>`;

async function idOf(message: string, wish?: Wish): Promise<string> {
  const received = await receive("wecom", input(message, wish));
  return received.ok && "event" in received ? received.event.id : JSON.stringify(received);
}

describe("an event of WeCom without an id of its own", () => {
  it("is told from another one of the same sender in the same second", async () => {
    const [first, second] = [await idOf(contactEvent("u1")), await idOf(contactEvent("u2"))];
    expect(first).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(second).not.toBe(first);
  });

  it("is known again when it is sent again, under another time and another ciphertext", async () => {
    const again = { timestamp: String(AT_S + 5), nonce: "other", salt: 9 };
    expect(await idOf(contactEvent("u1"), again)).toBe(await idOf(contactEvent("u1")));
  });
});

describe("the time of a delivery of WeCom", () => {
  it("cannot be changed for a nonce that looks like one", async () => {
    const old = String(AT_S - 86_400);
    const wish = { timestamp: old, nonce: String(AT_S), sent: { timestamp: String(AT_S), nonce: old } };
    expect(await receive("wecom", input(contactEvent("u1", AT_S - 86_400), wish))).toMatchObject({
      code: "stale",
      status: 401,
    });
  });

  it("has to stand in the message as well, under one of its two names", async () => {
    const none = "<xml><MsgType>event</MsgType><Event>x</Event></xml>";
    expect(await receive("wecom", input(none))).toMatchObject({ code: "stale" });
    const suite = `<xml><InfoType>suite_ticket</InfoType><TimeStamp>${AT_S - 299}</TimeStamp></xml>`;
    expect(await receive("wecom", input(suite))).toMatchObject({ ok: true });
  });
});

it("a message is not handed back in clear to whoever sends it as the check of the address", async () => {
  const { query, body, ...rest } = input(contactEvent("u1"));
  const cipherText = /\[([^[\]]+)\]\]>/.exec(Buffer.from(body).toString())?.[1];
  const check = { ...rest, method: "GET", query: { ...query, echostr: cipherText }, body: Buffer.from("") };
  expect(await receive("wecom", check)).toMatchObject({ code: "bad-signature" });
});
