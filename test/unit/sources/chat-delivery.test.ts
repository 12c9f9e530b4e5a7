import { describe, expect, it } from "vitest";
import { chatDelivery, chatSchemes, type Saying } from "../../../lib/sources/chat-delivery.ts";
import { receive } from "../../../lib/sources/receive.ts";
import { isSchemeId } from "../../../lib/sources/schemes.ts";
import type { SourceSecret } from "../../../lib/sources/secret-kinds.ts";
import { signForTest } from "../../../lib/sources/sign-event.ts";
import { NOW, SENDERS } from "./senders.ts";

const OPENED: Readonly<Record<string, readonly SourceSecret[]>> = {
  "feishu-lark": [
    { kind: "encrypt-key", value: "a-key-that-opens-nothing" },
    { kind: "verification-token", value: "a-token-that-opens-nothing" },
  ],
  wecom: [
    { kind: "token", value: "a-token-that-opens-nothing" },
    { kind: "encoding-aes-key", value: "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY" },
    { kind: "receive-id", value: "wwtest" },
  ],
};

/** The secrets of both sides. */
function secretsOf(scheme: string) {
  const both = OPENED[scheme];
  if (both) return { sending: both, receiving: both };
  const sender = SENDERS.find((one) => one.scheme === scheme) ?? expect.fail(scheme);
  return { sending: [sender.sending], receiving: [sender.receiving] };
}

type Secrets = ReturnType<typeof secretsOf>;

/** The generic form has no platform of its own. */
const platformOf = (scheme: string) => (scheme === "standard-webhooks" ? "webhook" : scheme);

const said = (text: string) => ({ user: "U1", text, id: "msg-1", nowMs: NOW.getTime() });

async function heard(
  scheme: string,
  text: string,
  { secrets = secretsOf(scheme), saying = "type" }: { secrets?: Secrets; saying?: Saying } = {},
) {
  const body = isSchemeId(scheme) ? chatDelivery(scheme, said(text), saying) : null;
  const signed = signForTest(scheme, {
    ...{ body: body ?? expect.fail(), secrets: secrets.sending, now: NOW, deliveryId: "msg-1" },
  });
  return receive(scheme, { query: {}, ...signed, name: "chat", now: NOW, secrets: secrets.receiving });
}

describe.each(chatSchemes("type"))("what somebody says in %s", (scheme) => {
  it("is signed as the platform would, and heard with who said it", async () => {
    expect(await heard(scheme, "stop nb-1 über & <nacht>")).toMatchObject({
      event: {
        id: "msg-1",
        type: "chat.message",
        data: { platform: platformOf(scheme), user: "U1", text: "stop nb-1 über & <nacht>", action: null },
      },
    });
  });
});

describe.each(chatSchemes("press"))("a button that somebody presses in %s", (scheme) => {
  it("says its command, of a message of its own", async () => {
    expect(await heard(scheme, "undo r1", { saying: "press" })).toMatchObject({
      event: {
        ...{ id: expect.stringMatching(/^press:/), type: "chat.message" },
        data: { platform: platformOf(scheme), user: "U1", action: { value: "undo r1" } },
      },
    });
  });
});

it("Feishu without a key is heard by its token alone", async () => {
  const token = OPENED["feishu-lark"]?.slice(1) ?? [];
  expect(
    await heard("feishu-lark", "status", { secrets: { sending: token, receiving: token } }),
  ).toMatchObject({
    ok: true,
  });
});

it("says why nobody but the sender can sign", () => {
  const options = { body: Buffer.from("{}"), secrets: [], now: NOW, deliveryId: "1" };
  expect(() => signForTest("smn", options)).toThrow("the cloud signs with the key of its certificate");
  expect(() => signForTest("wecom", options)).toThrow(
    "no secret can sign as wecom; it signs with token, encoding-aes-key, receive-id",
  );
  expect(chatDelivery("github", said("stop"))).toBeNull();
  expect(chatDelivery("microsoft-teams", said("stop"), "press")).toBeNull();
});
