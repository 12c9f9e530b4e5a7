import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type Received, receive } from "../../lib/sources/receive.ts";
import type { SecretKind } from "../../lib/sources/secret-kinds.ts";
import { type SchemeId, signatureRecords } from "../../lib/sources/signature-records.ts";
import { verifySignature } from "../../lib/sources/verify-signature.ts";

const Webhook = z.object({
  id: z.string(),
  valid: z.boolean(),
  secret: z.string().optional(),
  publicKey: z.string().optional(),
  publicKeyHex: z.string().optional(),
  now: z.number().optional(),
  body: z.string().optional(),
  headers: z.record(z.string(), z.string()).default({}),
});
const Examples = z.object({
  webhooks: z.array(Webhook),
});

const examples = Examples.parse(
  JSON.parse(readFileSync(new URL("./inbound-examples.json", import.meta.url), "utf8")),
);

/** Digests were computed by another implementation of SHA-256, over the signed bytes. */
type Outcome =
  | { type: string; id: string; data: object }
  | { code: string; signed: boolean }
  | { reply: string };

interface Covered {
  readonly scheme: SchemeId;
  readonly kind: SecretKind;
  readonly outcome: Outcome;
}

/** Which examples are held against the code, as which scheme, and what becomes of them. */
const COVERED: Readonly<Record<string, Covered>> = {
  // The published vectors sign bodies that are no JSON: the signature fits, the body is refused afterwards.
  "github-documented": {
    scheme: "github",
    kind: "hmac",
    outcome: { code: "malformed-body", signed: true },
  },
  "github-octokit": { scheme: "github", kind: "hmac", outcome: { code: "malformed-body", signed: true } },
  "jira-documented": {
    scheme: "jira-cloud",
    kind: "hmac",
    outcome: { code: "malformed-body", signed: true },
  },
  "gitlab-token": {
    scheme: "gitlab",
    kind: "token",
    outcome: {
      type: "ticket.updated",
      id: "sha256:8db17ac1737488a2b0358a5e40dd165a3966c64eafc6254c49946633f1a33a9e",
      data: { key: "example/ops#23", status: "closed", title: "x", action: "close" },
    },
  },
  "gitlab-signing-token": {
    scheme: "gitlab",
    kind: "hmac",
    outcome: {
      type: "ticket.updated",
      id: "f5e5f430-f57b-4e6e-9fac-d9128cd7232f",
      data: {
        key: "example/ops#23",
        status: "closed",
        transition: "close:f5e5f430-f57b-4e6e-9fac-d9128cd7232f",
      },
    },
  },
  "jira-issue-updated": {
    scheme: "jira-cloud",
    kind: "hmac",
    outcome: {
      type: "ticket.updated",
      // Jira's identifier of the delivery (a1b2c3) is not signed, issue and change are.
      id: "issue:10002:change:10124",
      data: {
        key: "OPS-42",
        status: "Approved",
        statusId: "10001",
        transition: "10124",
        project: "OPS",
        form: "Change",
        requester: null,
        actor: "557058:test",
        labels: ["gpu"],
        summary: "Stop idle GPU servers",
        server: null,
        fields: {},
      },
    },
  },
  "grafana-hmac-no-timestamp": {
    scheme: "grafana",
    kind: "hmac",
    outcome: {
      type: "webhook.received",
      id: "sha256:0ed14acaae7dc68f8c0ee292d6b831bc8995a12376559a4b77923e7272b7b208",
      data: { receiver: "guard", status: "firing", version: "4" },
    },
  },
  "zammad-sha1": {
    scheme: "zammad",
    kind: "hmac",
    outcome: { type: "webhook.received", id: "3f2c", data: { ticket: { id: 81, number: "10081" } } },
  },
  "glpi-11": {
    scheme: "glpi",
    kind: "hmac",
    outcome: {
      type: "webhook.received",
      id: "sha256:52cdf1fb77c9cc33b2ca9a75b5b143e4061bb133e63452a3f043baa1dae6fd89",
      data: { event: "update", item: { itemtype: "Ticket", items_id: 81 } },
    },
  },
  "standard-webhooks-documented": {
    scheme: "standard-webhooks",
    kind: "hmac",
    outcome: { type: "webhook.received", id: "msg_p5jXN8AQM9LWM0D4loKWxJek", data: { test: 2432232314 } },
  },
  // Properly signed, but an alert without a threshold says nothing that could be acted on.
  "standard-webhooks-v1a": {
    scheme: "standard-webhooks",
    kind: "public-key",
    outcome: { code: "unsupported-event", signed: true },
  },
  "alertmanager-bearer": {
    scheme: "alertmanager",
    kind: "token",
    outcome: {
      type: "webhook.received",
      id: "sha256:c21bb90d9fc610ed7c147689df6b0a619047324c7f585aa2d7f852939d7a3c2a",
      data: { receiver: "guard", status: "firing", version: "4" },
    },
  },
  "slack-slash-documented": {
    scheme: "slack",
    kind: "hmac",
    outcome: {
      type: "chat.message",
      id: "398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
      data: { platform: "slack", team: "T1DC2JH3J", user: "U2CERLKJA", channel: "G8PSS9T3V", text: "" },
    },
  },
  "slack-too-old": { scheme: "slack", kind: "hmac", outcome: { code: "stale", signed: false } },
  "teams-outgoing": {
    scheme: "microsoft-teams",
    kind: "hmac",
    outcome: {
      type: "chat.message",
      id: "1736929800000",
      data: { user: "22222222-2222-2222-2222-222222222222", text: "stop gpu-01 ü", action: null },
    },
  },
  "dingtalk-outgoing": {
    scheme: "dingtalk",
    kind: "hmac",
    outcome: {
      type: "chat.message",
      id: "msg1",
      data: { user: "ada", text: "stop gpu-01" },
    },
  },
  "discord-command": {
    scheme: "discord",
    kind: "public-key",
    outcome: {
      type: "chat.message",
      id: "2",
      data: { team: "3", user: "5", channel: "4", text: "stop gpu-01" },
    },
  },
  "discord-ping": {
    scheme: "discord",
    kind: "public-key",
    outcome: { reply: '{"type":1}' },
  },
  "discord-bad": { scheme: "discord", kind: "public-key", outcome: { code: "bad-signature", signed: false } },
  "standard-webhooks-too-old": {
    scheme: "standard-webhooks",
    kind: "hmac",
    outcome: { code: "stale", signed: false },
  },
};

/** Senders that need more than a record: opened-examples.test.ts. */
const OPENED = ["feishu-url-verification-encrypted", "feishu-old-card", "wecom-message", "wecom-url-check"];

/** Well formed, but nobody's. */
const OTHER_SECRETS: Partial<Record<SchemeId, string>> = {
  discord: "a1".repeat(32),
  "microsoft-teams": "bm90IHRoZSBzZWNyZXQ=",
};

const NOON = Date.parse("2025-01-15T08:30:00Z");

/** In seconds, or for DingTalk in milliseconds. */
function clockOf({ now }: z.infer<typeof Webhook>): number {
  if (now === undefined) return NOON;
  return now > 100_000_000_000 ? now : now * 1_000;
}

function inputOf(example: z.infer<typeof Webhook>, kind: SecretKind) {
  return {
    name: "example",
    method: "POST",
    query: {},
    body: Buffer.from(example.body ?? ""),
    headers: example.headers,
    secrets: [{ kind, value: example.secret ?? example.publicKey ?? example.publicKeyHex ?? "" }],
    now: new Date(clockOf(example)),
  };
}

function seen(received: Received): object {
  if (!received.ok) return { code: received.code };
  return "event" in received ? received.event : { reply: received.reply.body };
}

describe("the examples of inbound deliveries", () => {
  it("are each either held against the code or by the tests of the sources that code opens", () => {
    const known = [...Object.keys(COVERED), ...OPENED].sort();
    expect(examples.webhooks.map((example) => example.id).sort()).toEqual(known);
  });

  for (const example of examples.webhooks) {
    const covered = COVERED[example.id];
    if (!covered) continue;
    const { scheme, kind, outcome } = covered;

    it(`${example.id}: the signature is ${example.valid ? "accepted" : "refused"}`, () => {
      const verified = verifySignature(signatureRecords(scheme), inputOf(example, kind));
      expect(verified.ok).toBe(example.valid);
      if ("code" in outcome) expect(outcome.signed).toBe(example.valid);
    });

    const becomes = "code" in outcome ? outcome.code : "reply" in outcome ? "a reply" : outcome.type;
    it(`${example.id}: becomes ${becomes}`, async () => {
      const result = seen(await receive(scheme, inputOf(example, kind)));
      if ("code" in outcome) {
        expect(result).toEqual({ code: outcome.code });
        return;
      }
      if ("reply" in outcome) {
        expect(result).toEqual(outcome);
        return;
      }
      expect(result).toMatchObject({ source: "example", trigger: "webhook", ...outcome });
    });

    it(`${example.id}: is refused under another secret`, async () => {
      const other = {
        kind,
        value:
          OTHER_SECRETS[scheme] ?? (kind === "public-key" ? "A".repeat(43) : "whsec_bm90IHRoZSBzZWNyZXQ="),
      };
      const result = await receive(scheme, { ...inputOf(example, kind), secrets: [other] });
      expect(result).toEqual({ ok: false, code: "bad-signature", status: 401 });
    });
  }
});
