import { createSign } from "node:crypto";
import { createServer } from "node:net";
import { generateKeyPair, SignJWT } from "jose";
import { expect, it } from "vitest";
import { answerJson, startServer } from "../fixtures/loopback-server.ts";
import { makeCertificate } from "../fixtures/make-certificate.ts";
import { CHAT_SECRETS, chatConfig, say } from "./support/chat-sender.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { openStage, type Stage } from "./support/open-stage.ts";
import { settle } from "./support/run-log.ts";
import { serveTestHost } from "./support/serve-test-host.ts";
import { storyConfig } from "./support/story-config.ts";
import { HOUR_MS } from "./support/test-clock.ts";
import { startTicketStage } from "./support/ticket-stage.ts";
import { TICKET_SYSTEMS, type TicketSystem } from "./support/ticket-systems.ts";

const opened = cleanUpAfterEach();

const withSource = (line: string) => (url: string) =>
  storyConfig(url).replace("sources:", `sources:\n  ${line}`);

/** Nothing was taken in and nothing was done. */
async function untouched({ store, cloud }: Stage): Promise<void> {
  expect(await store.openRuns({ limit: 10 })).toEqual([]);
  expect(await cloud.calls()).toEqual({});
}

async function post(url: string, init: RequestInit): Promise<readonly [number, string]> {
  const answer = await fetch(url, { method: "POST", ...init });
  return [answer.status, await answer.text()];
}

const TOPIC = "arn:aws:sns:eu-central-1:123456789012:budgets";

function topicMessage(key: ReturnType<typeof makeCertificate>["key"], nowMs: number): string {
  const fields = {
    ...{ Message: '{"n":1}', MessageId: "m-1", Timestamp: new Date(nowMs).toISOString() },
    ...{ TopicArn: TOPIC, Type: "Notification" },
  };
  const text = Object.entries(fields)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join("");
  return JSON.stringify({
    ...fields,
    SignatureVersion: "2",
    Signature: createSign("sha256").update(text).sign(key, "base64"),
    SigningCertURL: "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-test.pem",
  });
}

it.each([
  ["is over", -2 * HOUR_MS, -1, [401, "bad-signature"]],
  ["is valid", -2 * HOUR_MS, HOUR_MS, [202, undefined]],
] as const)("a notification whose certificate %s", async (_what, fromMs, toMs, [status, code]) => {
  const stage = opened(await openStage({ yaml: withSource(`sns: { secret: { topic: "${TOPIC}" } }`) }));
  const nowMs = stage.clock.now();
  const { pem, key } = makeCertificate(new Date(nowMs + fromMs), new Date(nowMs + toMs));
  const addresses = { fetchKey: async () => pem, visit: async () => undefined };
  const server = opened(
    await serveTestHost({ ...stage, host: { ...stage.host, addresses } }, stage.clock.now),
  );
  const [answered] = await post(`${server.url}/webhooks/sns`, { body: topicMessage(key, nowMs) });
  expect(answered).toBe(status);
  expect(server.reports).toEqual(
    code === undefined ? [] : [{ level: "warn", what: "refused", source: "sns", code, status }],
  );
  if (code !== undefined) await untouched(stage);
});

it("a token whose keys stand at an address that never answers is asked for again, and the next one does not wait", async () => {
  const asked: string[] = [];
  const silent = createServer((socket) => {
    asked.push("asked");
    socket.on("error", () => undefined).resume();
  });
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  opened({ close: () => new Promise<void>((resolve) => silent.close(() => resolve())) });
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : 0;
  const yaml = withSource("jwt: { secret: { issuer: i, audience: a, subject: s, jwks-url: env:JWKS_URL } }");
  const stage = opened(await openStage({ yaml, env: { JWKS_URL: `https://127.0.0.1:${port}/keys` } }));
  const { privateKey } = await generateKeyPair("ES256");
  const at = Math.floor(stage.clock.now() / 1_000);
  const bearer = await new SignJWT({ iss: "i", aud: "a", sub: "s", iat: at, exp: at + 600 })
    .setProtectedHeader({ alg: "ES256" })
    .sign(privateKey);
  const send = () =>
    post(`${stage.server.url}/webhooks/jwt`, { headers: { authorization: `Bearer ${bearer}` }, body: "{}" });
  expect(await send()).toEqual([503, '{"error":"refused"}\n']);
  expect(await send()).toEqual([503, '{"error":"refused"}\n']);
  const line = { level: "warn", what: "refused", source: "jwt", code: "key-unavailable", status: 503 };
  expect(stage.server.reports).toEqual([line, line]);
  expect(asked).toHaveLength(1);
  await untouched(stage);
});

it("a callback that redirects to a private address goes no further, and the log says so", async () => {
  const inside = opened(await startServer((response) => answerJson(response, 200, {})));
  const outside = opened(
    await startServer((response) => answerJson(response, 307, {}, { location: `${inside.origin}/admin` })),
  );
  const desk = TICKET_SYSTEMS.find(({ name }) => name === "desk") as TicketSystem;
  const allow = (yaml: string) =>
    yaml.replace(/callbackHosts: .*/, `callbackHosts: ["${new URL(outside.origin).host}"]`);
  const stage = opened(await startTicketStage(desk, allow));
  const { run } = await stage.deliver({ callbackUrl: `${outside.origin}/done` });
  expect((await stage.settle(run)).at(-1)).toMatchObject({ phase: "finished", reason: "done" });
  expect(await stage.untold()).toEqual([
    "the callback answered with a redirect, and redirects are not followed (HTTP 307)",
  ]);
  expect([outside.seen.length, inside.seen]).toEqual([1, []]);
});

it.each([
  ["whom the source does not name any more", "people: { U1: anna, U2: olga }", "people: { U1: anna }"],
  ["who is in no team any more", "ops: { members: [olga] }", "ops: { members: [] }"],
])("a chat user %s can neither order nor have done what was asked before", async (_who, there, gone) => {
  const people = { areGone: false };
  const yaml = (url: string) => (people.areGone ? chatConfig(url).replace(there, gone) : chatConfig(url));
  const before = opened(await openStage({ yaml, env: { ...CHAT_SECRETS } }));
  const asked = await say(before, "rebuild ops-rebuild-1 key ops", { user: "U2" });
  expect((await before.host.advance(asked.run)).status).toBe("waiting");
  const entries = (await before.store.read(asked.run))?.entries ?? [];
  const code = entries.flatMap(({ details }) => details["code"] ?? [])[0];
  people.areGone = true;
  const stage = await before.reopen();
  const order = await say(stage, "stop vision-anna-train1", { user: "U2", id: "order" });
  const refused = await settle(stage.host, order.run, { clock: stage.clock });
  expect(refused.map(({ phase, reason }) => `${phase} ${reason}`)).toContain("skipped not-permitted");
  const yes = await say(stage, `confirm ${asked.run} ${code}`, { user: "U2", id: "yes" });
  await settle(stage.host, yes.run, { clock: stage.clock });
  expect((await stage.host.advance(asked.run)).status).toBe("finished");
  const done = (await stage.store.read(asked.run))?.entries ?? [];
  expect(done.map(({ phase, reason }) => `${phase} ${reason}`).slice(-3)).toEqual([
    "skipped not-permitted",
    "decided not-permitted",
    "finished nothing-to-do",
  ]);
  expect(await stage.cloud.journal()).toEqual([]);
});
