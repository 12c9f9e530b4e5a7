import { expect, it } from "vitest";
import { createMessenger } from "../../../../lib/clients/channels/create-messenger.ts";
import type { MessengerSource } from "../../../../lib/clients/channels/messenger-parts.ts";
import type { NoticeAddress } from "../../../../lib/domain/notice.ts";
import type { HttpTransport } from "../../../../lib/ports/http-transport.ts";
import type { Delivered } from "../../../../lib/ports/messenger.ts";
import { sealReply } from "../../../../lib/signing/seal.ts";
import { messageTo } from "../../../fixtures/outgoing.ts";
import { jsonAnswer } from "../../../fixtures/spy-transport.ts";

/** Stands in every secret, in every address and in everything that the other side answers. */
const CANARY = "c4n4ry";
const HOOK = `https://${CANARY}.example/${CANARY}?access_token=${CANARY} ${CANARY}`;
const KEY = `whsec_${Buffer.from(`${CANARY}-${CANARY}-${CANARY}`).toString("base64")}`;
const ENV: Readonly<Record<string, string>> = { HOOK, URL: `https://${CANARY}.example/`, URL_SECRET: KEY };

const sourceOf = (scheme: string): MessengerSource => ({
  ...{ name: scheme, scheme, callbackHosts: [] },
  secrets: ["hmac", "bot-token", "app-id", "app-secret"].map((kind) => ({
    kind,
    value: `${CANARY}-${kind}`,
  })),
  comment: { url: `https://${CANARY}.example/${CANARY}`, user: CANARY, token: CANARY },
});
const SCHEMES = [
  "slack",
  "dingtalk",
  "discord",
  "feishu-lark",
  "standard-webhooks",
  "jira-cloud",
  "github",
] as const;

const sealed = (platform: Parameters<typeof sealReply>[0]["platform"], parts: Record<string, string>) =>
  sealReply({ platform, expiresMs: null, parts }, `${CANARY}-hmac`);

const ADDRESSES: readonly NoticeAddress[] = [
  ...["slack:#vision", "slack:env:HOOK", "feishu:env:HOOK", "dingtalk:env:HOOK", "wecom:env:HOOK"].map(
    (channel) => ({ kind: "channel" as const, channel }),
  ),
  ...["welink:env:HOOK", "teams:env:HOOK", "discord:env:HOOK", "webhook:env:URL"].map((channel) => ({
    ...{ kind: "channel" as const, channel },
  })),
  ...(
    [
      ["slack", { responseUrl: `https://hooks.slack.com/${CANARY}` }],
      ["slack", { responseUrl: `https://${CANARY}.example/` }],
      ["dingtalk", { sessionWebhook: `https://oapi.dingtalk.com/${CANARY}` }],
      ["discord", { applicationId: "1", token: CANARY }],
      ["feishu-lark", { messageId: CANARY }],
    ] as const
  ).map(([platform, parts]) => ({
    ...{ kind: "reply" as const, source: platform, platform, sealed: sealed(platform, parts) },
  })),
  { kind: "reply", source: "slack", platform: "slack", sealed: CANARY },
  { kind: "comment", source: "jira-cloud", ticket: "OPS-1" },
  { kind: "comment", source: "github", ticket: "acme/tools#1" },
  { kind: "comment", source: "github", ticket: CANARY },
  { kind: "callback", source: "standard-webhooks", url: `https://${CANARY}.example/` },
  { kind: "callback", source: "standard-webhooks", url: `http://${CANARY}.example/` },
  { kind: "callback", source: "gone", url: `https://${CANARY}.example/` },
  { kind: "channel", channel: `slack:https://${CANARY}.example/` },
];

async function sendAll(transport: HttpTransport): Promise<readonly Delivered[]> {
  const messenger = createMessenger({
    ...{ sources: SCHEMES.map(sourceOf), env: (name) => ENV[name], transport, now: () => 0 },
    resolve: async () => ["93.184.216.34"],
  });
  return Promise.all(ADDRESSES.map((to) => messenger.send(messageTo(to))));
}

const words = { errcode: CANARY, code: CANARY, error: CANARY, msg: CANARY, ok: false, message: CANARY };

it.each([
  ["a success", 200, { errcode: 0, code: 0, ok: true, tenant_access_token: CANARY, expire: 1 }],
  ["words within a success", 200, words],
  ["a refusal", 400, words],
  ["a locked door", 403, words],
  ["trouble", 500, words],
])("no secret and no address is in what is said of %s", async (_, status, body) => {
  let sent = 0;
  const outcomes = await sendAll(async () => {
    sent += 1;
    return jsonAnswer(status, body, { location: `https://${CANARY}.example/` });
  });
  for (const delivered of outcomes) expect(JSON.stringify(delivered)).not.toContain(CANARY);
  expect(sent).toBeGreaterThan(12);
});

it("no secret and no address is in what is said of a transport that fails", async () => {
  const failures = [
    new Error(CANARY),
    Object.assign(new Error(CANARY), { name: "AutomationError", code: "timeout" }),
  ];
  for (const failure of failures) {
    const outcomes = await sendAll(() => Promise.reject(failure));
    for (const delivered of outcomes) expect(JSON.stringify(delivered)).not.toContain(CANARY);
  }
});

it("never rejects, not even for a message that cannot be written", async () => {
  const messenger = createMessenger({
    ...{ sources: [], transport: () => Promise.reject(new Error("unused")), now: () => 0 },
    env: () => {
      throw new Error(CANARY);
    },
  });
  const delivered = await messenger.send(messageTo({ kind: "channel", channel: "wecom:env:HOOK" }));
  expect(delivered).toEqual({ ok: false, again: false, text: "the message could not be written" });
});
