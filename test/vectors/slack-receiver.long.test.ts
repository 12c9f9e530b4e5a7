import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type App, HTTPReceiver, LogLevel } from "@slack/bolt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createWebhookEndpoint } from "../../lib/adapters/web/webhook-endpoint.ts";
import { NOT_PAUSED } from "../../lib/domain/pause.ts";
import { signForTest } from "../../lib/sources/sign-event.ts";

const SECRET = "test-only-slack-secret-that-opens-nothing";
const BODY = "command=%2Fcurfew&text=status&user_id=U1&team_id=T1&trigger_id=1";
const CHALLENGE = '{"type":"url_verification","challenge":"c-1"}';

const theirs: { server?: Server; url: string } = { url: "" };

beforeAll(async () => {
  const receiver = new HTTPReceiver({ signingSecret: SECRET, logLevel: LogLevel.ERROR });
  const app = { processEvent: async ({ ack }: { ack: () => Promise<void> }) => ack() };
  receiver.init(app as unknown as App);
  const server = createServer((request, response) => receiver.requestListener(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  Object.assign(theirs, {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
  });
});
afterAll(
  () => new Promise<void>((resolve) => (theirs.server ? theirs.server.close(() => resolve()) : resolve())),
);

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function signed(body: string, { secret = SECRET, ageMs = 0 } = {}): Sent {
  const now = new Date(Date.now() - ageMs);
  const secrets = [{ kind: "hmac", value: secret }] as const;
  return {
    headers: signForTest("slack", { body: Buffer.from(body), secrets, now, deliveryId: "d" }).headers,
    body,
  };
}

async function oursSays({ headers, body }: Sent): Promise<number> {
  const endpoint = createWebhookEndpoint({
    sources: [{ name: "slack", scheme: "slack", secrets: [{ kind: "hmac", value: SECRET }] }],
    accept: async () => ({ outcome: "new", run: "r-1" }),
    readPause: async () => NOT_PAUSED,
    now: () => new Date(),
    ...{ onRefused: () => undefined, onAccepted: () => undefined, onFailure: () => undefined },
  });
  const request = { method: "POST", path: "/webhooks/slack", query: {}, headers, body: Buffer.from(body) };
  return (await endpoint(request)).status;
}

async function theirsSays({ headers, body }: Sent): Promise<number> {
  const answer = await fetch(theirs.url, { method: "POST", headers, body });
  await answer.arrayBuffer();
  return answer.status;
}

const without = (name: string, sent: Sent): Sent => {
  const headers = Object.fromEntries(Object.entries(sent.headers).filter(([key]) => key !== name));
  return { ...sent, headers };
};

it.each([
  ["a command", () => signed(BODY), 200],
  ["the check of the address", () => signed(CHALLENGE), 200],
  ["another secret", () => signed(BODY, { secret: "another-secret-that-opens-nothing" }), 401],
  ["another body", () => ({ ...signed(BODY), body: BODY.replace("status", "pause") }), 401],
  ["a delivery of ten minutes ago", () => signed(BODY, { ageMs: 600_000 }), 401],
  ["no signature", () => without("x-slack-signature", signed(BODY)), 401],
  ["no timestamp", () => without("x-slack-request-timestamp", signed(BODY)), 401],
] as const)("Slack's own receiver says the same of %s", async (_what, make, status) => {
  const sent = make();
  expect([await theirsSays(sent), await oursSays(sent)]).toEqual([status, status]);
});
