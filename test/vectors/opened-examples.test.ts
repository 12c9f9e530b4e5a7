import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type ReceiveInput, receive } from "../../lib/sources/receive.ts";

const Message = z.object({
  id: z.string(),
  valid: z.boolean(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});
const Sample = z.looseObject({ id: z.string(), body: z.string().default("") });
const { smn, awsSns, webhooks } = z
  .object({
    smn: z.object({
      certificatePem: z.string(),
      certificateUrl: z.string(),
      allowedHostForTheseExamples: z.string(),
      messages: z.array(Message),
    }),
    awsSns: z.object({ certificatePem: z.string(), messages: z.array(Message) }),
    webhooks: z.array(Sample),
  })
  .parse(JSON.parse(readFileSync(new URL("./inbound-examples.json", import.meta.url), "utf8")));

const NOW = new Date("2025-01-15T08:30:10Z");
const TOPIC = "urn:smn:eu-de:0a1b2c3d4e5f60718293a4b5c6d7e8f9:budget-alerts";

type Wish = Partial<Omit<ReceiveInput, "body">>;

function smnInput(message: z.infer<typeof Message>, wish: Wish = {}): ReceiveInput {
  return {
    ...{
      method: "POST",
      query: {},
      now: message.body.includes("10:45") ? new Date("2025-01-15T10:45:10Z") : NOW,
    },
    ...{ headers: message.headers, body: Buffer.from(message.body) },
    secrets: [{ kind: "certificate-host", value: smn.allowedHostForTheseExamples }],
    fetchKey: async (url) => {
      expect(url).toBe(smn.certificateUrl);
      return smn.certificatePem;
    },
    ...wish,
  };
}

const smnMessage = (id: string) => smn.messages.find((message) => message.id === id) ?? expect.fail(id);

describe("the examples of SMN", () => {
  it.each(smn.messages)("$id: taken is $valid", async (message) => {
    const received = await receive("smn", smnInput(message));
    expect(received).toMatchObject(
      message.valid ? { ok: true } : { ok: false, code: "bad-signature", status: 401 },
    );
  });

  it("an alarm becomes an alarm, and a text is handed on", async () => {
    expect(await receive("smn", smnInput(smnMessage("smn-notification")))).toMatchObject({
      event: {
        ...{ id: "d84bd6629ef04513ad2e37bffd6e17cb", source: "smn", type: "alarm.raised" },
        data: {
          ...{ alarm: "al1736929800000TESTTEST", name: "gpu-idle", status: "alarm", namespace: "AGT.ECS" },
          ...{ metric: "cpu_usage", level: "Minor", timeMs: 1_736_929_800_000 },
        },
      },
    });
    expect(await receive("smn", smnInput(smnMessage("smn-notification-no-subject")))).toMatchObject({
      event: {
        type: "webhook.received",
        data: { topic: TOPIC, subject: null, message: "plain text, 第二行\nnext line" },
      },
    });
  });

  it("a foreign host is refused before anything is read from it", async () => {
    const asked: string[] = [];
    const fetchKey = async (url: string) => String(asked.push(url));
    const evil = smnMessage("smn-evil-cert-host");
    expect(await receive("smn", smnInput(evil, { fetchKey }))).toMatchObject({ code: "bad-signature" });
    // Without a host of the source's own, only those of the clouds count.
    const plain = smnInput(smnMessage("smn-notification"), { fetchKey, secrets: [] });
    expect(await receive("smn", plain)).toMatchObject({ code: "bad-signature" });
    expect(asked).toEqual([]);
  });

  it("a subscription is confirmed only for a topic that was named, on a host that was", async () => {
    const message = smnMessage("smn-subscription-confirmation");
    const host = { kind: "certificate-host", value: smn.allowedHostForTheseExamples } as const;
    const topic = { kind: "topic", value: TOPIC } as const;
    const console = { kind: "confirm-host", value: "console.example.com" } as const;
    const visited = async (...secrets: ReceiveInput["secrets"]) => {
      const received = await receive("smn", smnInput(message, { secrets: [host, ...secrets] }));
      return received.ok && "reply" in received ? received.visit : received;
    };
    expect(await visited(console)).toBeUndefined();
    expect(await visited(topic)).toBeUndefined();
    expect(await visited(topic, console)).toMatch(
      /^https:\/\/console\.example\.com\/smn\/subscription\/confirm\?token=/,
    );
    expect(await visited({ ...topic, value: "urn:smn:eu-de:0:other" }, console)).toMatchObject({
      code: "bad-signature",
    });
  });

  it("asks for the message again when the certificate cannot be had, and refuses old ones and expired certificates", async () => {
    const message = smnMessage("smn-notification");
    const failing = { fetchKey: () => Promise.reject(new Error("no route")) };
    expect(await receive("smn", smnInput(message, failing))).toMatchObject({
      code: "key-unavailable",
      status: 503,
    });
    expect(await receive("smn", smnInput(message, { fetchKey: undefined }))).toMatchObject({ status: 503 });
    const late = { now: new Date(NOW.getTime() + 3_600_000) };
    expect(await receive("smn", smnInput(message, late))).toMatchObject({ code: "stale" });
    const notOne = { fetchKey: async () => "-----BEGIN CERTIFICATE-----" };
    expect(await receive("smn", smnInput(message, notOne))).toMatchObject({ code: "bad-signature" });
  });
});

function snsInput(message: z.infer<typeof Message>): ReceiveInput {
  return {
    ...{ method: "POST", query: {}, now: NOW, headers: message.headers, body: Buffer.from(message.body) },
    secrets: [{ kind: "topic", value: "arn:aws:sns:eu-central-1:123456789012:budget-alerts" }],
    fetchKey: async () => awsSns.certificatePem,
  };
}

describe("the examples of SNS", () => {
  it.each(awsSns.messages)("$id is taken, and refused when anything of it is changed", async (message) => {
    const input = snsInput(message);
    expect(await receive("sns", input)).toMatchObject({ ok: true });
    const changed = Buffer.from(message.body.replace("budget", "budgex"));
    expect(await receive("sns", { ...input, body: changed })).toMatchObject({ ok: false, status: 401 });
  });

  it("a budget alert becomes the budget event, the same under both versions of the signature", async () => {
    for (const message of awsSns.messages.slice(0, 2)) {
      expect(await receive("sns", snsInput(message))).toMatchObject({
        event: {
          ...{
            type: "budget.alert",
            subject: "gpu-team-monthly",
            id: "0afa48ef-db9f-5b07-9359-149237adeae5",
          },
          data: {
            budget: "gpu-team-monthly",
            at: 0.8,
            kind: "actual",
            provider: "aws",
            account: "123456789012",
          },
        },
      });
    }
  });

  it("a subscription is confirmed at the service itself", async () => {
    const message = awsSns.messages.find(({ id }) => id === "sns-subscription") ?? expect.fail();
    expect(await receive("sns", snsInput(message))).toMatchObject({
      reply: { status: 200 },
      visit: expect.stringMatching(
        /^https:\/\/sns\.eu-central-1\.amazonaws\.com\/\?Action=ConfirmSubscription/,
      ),
    });
  });
});

const sample = (id: string) => webhooks.find((example) => example.id === id) ?? expect.fail(id);
const AT = new Date(1_736_929_800_000);

function feishuInput(id: string, secrets: ReceiveInput["secrets"], wish: Wish = {}): ReceiveInput {
  const example = sample(id);
  const headers = z.record(z.string(), z.string()).parse(example["headers"]);
  return { method: "POST", query: {}, now: AT, headers, body: Buffer.from(example.body), secrets, ...wish };
}

const ENCRYPT = { kind: "encrypt-key", value: "test-encrypt-key" } as const;
const VERIFY = { kind: "verification-token", value: "test-verification-token" } as const;

describe("the examples of Feishu", () => {
  it("the check of the address is answered when key and token are right, and by nobody else", async () => {
    const id = "feishu-url-verification-encrypted";
    const answered = await receive("feishu-lark", feishuInput(id, [ENCRYPT, VERIFY]));
    expect(answered).toMatchObject({
      ok: true,
      reply: { status: 200, body: sample(id)["expectedResponse"] },
    });
    for (const secrets of [
      [{ ...ENCRYPT, value: "other" }],
      [ENCRYPT, { ...VERIFY, value: "other" }],
      [VERIFY],
    ]) {
      expect(await receive("feishu-lark", feishuInput(id, secrets))).toMatchObject({ code: "bad-signature" });
    }
    expect(await receive("feishu-lark", feishuInput(id, [{ ...VERIFY, value: "" }]))).toMatchObject({
      code: "no-secret",
    });
  });

  it("a card of the old form is signed with the token", async () => {
    const id = "feishu-old-card";
    expect(await receive("feishu-lark", feishuInput(id, [ENCRYPT, VERIFY]))).toMatchObject({
      event: {
        type: "chat.message",
        data: { user: "ou_test", team: "tk", action: { id: "button", value: '{"plan":"plan-123"}' } },
      },
    });
    const other = { ...VERIFY, value: "other" };
    expect(await receive("feishu-lark", feishuInput(id, [other]))).toMatchObject({ code: "bad-signature" });
    const late = { now: new Date(AT.getTime() + 301_000) };
    expect(await receive("feishu-lark", feishuInput(id, [VERIFY], late))).toMatchObject({ code: "stale" });
  });
});

const WECOM = [
  { kind: "token", value: "testtoken" },
  { kind: "encoding-aes-key", value: "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY" },
  { kind: "receive-id", value: "wwtestcorp" },
] as const;

function wecomInput(id: string, wish: Wish = {}): ReceiveInput {
  const example = sample(id);
  const query = z.record(z.string(), z.string()).parse(example["query"]);
  const method = z.string().default("POST").parse(example["method"]);
  return { method, query, now: AT, headers: {}, body: Buffer.from(example.body), secrets: WECOM, ...wish };
}

describe("the examples of WeCom", () => {
  it("a message is opened, and is nobody's for another company", async () => {
    expect(await receive("wecom", wecomInput("wecom-message"))).toMatchObject({
      event: {
        id: "1234567890",
        type: "chat.message",
        data: { user: "ada", text: "stop gpu-01 停", team: "wwtestcorp" },
      },
    });
    const other = WECOM.map((secret) =>
      secret.kind === "receive-id" ? { ...secret, value: "wwother" } : secret,
    );
    expect(await receive("wecom", wecomInput("wecom-message", { secrets: other }))).toMatchObject({
      code: "bad-signature",
    });
  });

  it("the check of the address gets its text back, bare", async () => {
    const input = wecomInput("wecom-url-check");
    expect(await receive("wecom", input)).toEqual({
      ok: true,
      reply: { status: 200, headers: { "content-type": "text/plain" }, body: "1616140317555161061" },
    });
    const late = { now: new Date(AT.getTime() - 301_000) };
    expect(await receive("wecom", wecomInput("wecom-url-check", late))).toMatchObject({ code: "stale" });
    const forged = { ...input.query, nonce: "1" };
    expect(await receive("wecom", { ...input, query: forged })).toMatchObject({ code: "bad-signature" });
  });
});
