import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { afterEach, describe, expect, it } from "vitest";
import { createWebhookEndpoint, type WebhookSource } from "../../../../lib/adapters/web/webhook-endpoint.ts";
import { NOT_PAUSED } from "../../../../lib/domain/pause.ts";
import { signForTest } from "../../../../lib/sources/sign-event.ts";

const NOW = Date.UTC(2026, 2, 14, 12);
const HOUR_MS = 3_600_000;
const whsec = (name: string) => `whsec_${Buffer.from(`test-only-${name}-opens-nothing`).toString("base64")}`;
const hmac = (value: string) => ({ kind: "hmac", value }) as const;

/** One that signs as the decoy does, one with two secrets, and some that hash less than others or nothing. */
const SOURCES: readonly WebhookSource[] = [
  { name: "desk", scheme: "standard-webhooks", secrets: [hmac(whsec("desk"))] },
  { name: "rotating", scheme: "standard-webhooks", secrets: [hmac(whsec("new")), hmac(whsec("old"))] },
  { name: "code", scheme: "github", secrets: [hmac("test-only-github-secret")] },
  { name: "chat", scheme: "slack", secrets: [hmac("test-only-slack-secret")] },
  { name: "alarms", scheme: "alertmanager", secrets: [{ kind: "token", value: "test-only-token" }] },
  { name: "robot", scheme: "dingtalk", secrets: [hmac("test-only-robot-secret")] },
];

/** Longer than whatever stands around a body, and every byte of it is hashed where any is. */
const BODY = Buffer.from(JSON.stringify({ type: "note", data: { text: "x".repeat(50_000) } }));

const whole = crypto.createHmac;

afterEach(() => {
  crypto.createHmac = whole;
  syncBuiltinESMExports();
});

/** Counts how often the whole body runs through an HMAC, in the module that everybody imports. */
function countHashing(): { times: number } {
  const counted = { times: 0 };
  crypto.createHmac = (...args: Parameters<typeof whole>) => {
    const made = whole(...args);
    const update = made.update.bind(made) as (data: crypto.BinaryLike) => crypto.Hmac;
    const counting = (data: crypto.BinaryLike) => {
      if (Buffer.byteLength(data as Uint8Array) >= BODY.length) counted.times += 1;
      return update(data);
    };
    return Object.assign(made, { update: counting });
  };
  syncBuiltinESMExports();
  return counted;
}

interface Sent {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function refusalOf({ path, method = "POST", headers = {} }: Sent) {
  const codes: string[] = [];
  const endpoint = createWebhookEndpoint({
    sources: SOURCES,
    accept: () => Promise.reject(new Error("nothing is let in")),
    readPause: async () => NOT_PAUSED,
    now: () => new Date(NOW),
    onRefused: ({ code }) => void codes.push(code),
    onAccepted: () => undefined,
    onFailure: () => undefined,
  });
  const hashing = countHashing();
  const {
    status,
    headers: answered,
    body,
  } = await endpoint({ path, method, query: {}, headers, body: BODY });
  return { told: { status, answered, body, hashed: hashing.times }, code: codes.join() };
}

function signedBy({ scheme, secrets }: WebhookSource, now = NOW) {
  return signForTest(scheme, { body: BODY, secrets, now: new Date(now), deliveryId: "d-1" }).headers;
}

const SHAM = { ...signedBy({ name: "", scheme: "standard-webhooks", secrets: [hmac(whsec("sham"))] }) };

describe("what is not let in", () => {
  const CASES: readonly (readonly [string, string, Sent])[] = [
    ["an unknown name", "unknown-source", { path: "/webhooks/nobody", headers: SHAM }],
    ["an unknown name without a signature", "unknown-source", { path: "/webhooks/nobody" }],
    ["an unknown name by PUT", "unknown-source", { path: "/webhooks/nobody", method: "PUT" }],
    ["no name", "unknown-source", { path: "/webhooks/" }],
    ["a known name by PUT", "unsupported-method", { path: "/webhooks/desk", method: "PUT" }],
    ["a wrong secret", "bad-signature", { path: "/webhooks/desk", headers: SHAM }],
    ...SOURCES.map(
      ({ name }) =>
        [`${name} without a signature`, "missing-signature", { path: `/webhooks/${name}` }] as const,
    ),
    ...SOURCES.filter(({ scheme }) => ["standard-webhooks", "slack", "dingtalk"].includes(scheme)).map(
      (source) =>
        [
          `${source.name}, signed in time and an hour late`,
          "stale",
          { path: `/webhooks/${source.name}`, headers: signedBy(source, NOW - HOUR_MS) },
        ] as const,
    ),
  ];

  it.each(CASES)("is answered in one way and costs one hashing: %s", async (_what, code, sent) => {
    const { told, code: logged } = await refusalOf(sent);
    expect(logged).toBe(code);
    expect(told).toEqual({
      status: 401,
      answered: { "content-type": "application/json" },
      body: '{"error":"refused"}\n',
      // As often as the source with two secrets.
      hashed: 2,
    });
  });

  it.each(["desk", "rotating", "alarms", "nobody"])(
    "is told by a method that nobody uses, whatever the name: %s",
    async (name) => {
      const { told } = await refusalOf({ path: `/webhooks/${name}`, method: "DELETE" });
      expect(told).toMatchObject({ status: 405, body: '{"error":"refused"}\n', hashed: 2 });
    },
  );
});
