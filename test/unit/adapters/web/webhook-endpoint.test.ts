import { describe, expect, it } from "vitest";
import {
  createWebhookEndpoint,
  type RefusedDelivery,
  type WebhookOptions,
} from "../../../../lib/adapters/web/webhook-endpoint.ts";
import { AutomationError } from "../../../../lib/domain/errors.ts";
import type { AutomationEvent } from "../../../../lib/domain/event.ts";
import { NOT_PAUSED, type Pause } from "../../../../lib/domain/pause.ts";
import { signForTest } from "../../../../lib/sources/sign-event.ts";

const NOW = Date.UTC(2026, 2, 14, 12);
const DAY_MS = 86_400_000;
const SECRETS = [
  { kind: "hmac", value: "whsec_dGhpcyBpcyBhIHRlc3Qgc2VjcmV0LCBpdCBvcGVucyBub3RoaW5n" },
] as const;

const PAUSE: Pause = { paused: true, why: "audit", by: "ops", at: "2026-03-14T11:00:00.000Z" };

/** One delivery that is properly signed; the body says when it happened. */
function request({ timestamp = new Date(NOW).toISOString(), path = "/webhooks/finance" } = {}) {
  const body = new TextEncoder().encode(JSON.stringify({ type: "note", timestamp, data: { n: 1 } }));
  const { headers } = signForTest("standard-webhooks", {
    body,
    secrets: SECRETS,
    now: new Date(NOW),
    deliveryId: "msg_1",
  });
  return { method: "POST", path, query: {}, headers, body };
}

function endpoint(options: Partial<WebhookOptions> = {}) {
  const taken: AutomationEvent[] = [];
  const refused: RefusedDelivery[] = [];
  const failed: unknown[] = [];
  const kicked: string[] = [];
  const answer = createWebhookEndpoint({
    sources: [{ name: "finance", scheme: "standard-webhooks", secrets: SECRETS }],
    accept: async (event) => {
      taken.push(event);
      return { outcome: "new", run: "r1" };
    },
    readPause: async () => NOT_PAUSED,
    now: () => new Date(NOW),
    onRefused: (one) => void refused.push(one),
    onAccepted: (run) => void kicked.push(run),
    onFailure: (error) => void failed.push(error),
    ...options,
  });
  return { answer, taken, refused, failed, kicked };
}

const told = ({ status, headers, body }: { status: number; headers: unknown; body: string }) => ({
  status,
  after: (headers as Record<string, string>)["retry-after"],
  body: JSON.parse(body),
});

function throttled(retryAfterMs?: number): AutomationError {
  return new AutomationError("throttled", "the inbox is full", {
    details: retryAfterMs === undefined ? {} : { retryAfterMs },
  });
}

describe("a webhook while the inbox is full", () => {
  it.each([
    [30_000, "30"],
    [1, "1"],
    [1_001, "2"],
    [undefined, "5"],
  ])("is answered with 429, to come back after %s ms in whole seconds", async (retryAfterMs, after) => {
    const { answer, failed, kicked } = endpoint({ accept: () => Promise.reject(throttled(retryAfterMs)) });
    expect(told(await answer(request()))).toEqual({ status: 429, after, body: { error: "busy" } });
    expect(failed).toMatchObject([{ code: "throttled" }]);
    expect(kicked).toEqual([]);
  });
});

describe("a webhook while the store fails", () => {
  it.each([
    [new AutomationError("store-failed", "the disk is full"), "store-failed"],
    [new Error("a mistake"), "store-failed"],
  ])("is answered with 503 and asked to come back: %s", async (error, word) => {
    const { answer } = endpoint({ accept: () => Promise.reject(error) });
    expect(told(await answer(request()))).toEqual({ status: 503, after: "5", body: { error: word } });
  });
});

describe("a webhook while Curfew is paused", () => {
  const readPause = async () => PAUSE;
  const paused = { why: "audit", by: "ops", at: "2026-03-14T11:00:00.000Z" };

  it.each([
    ["new", 202],
    ["unfinished", 202],
    ["finished", 200],
  ] as const)("is told so beside its run: %s", async (outcome, status) => {
    const { answer } = endpoint({ readPause, accept: async () => ({ outcome, run: "r1" }) });
    const { body, status: got } = told(await answer(request()));
    expect([got, body]).toEqual([status, { outcome, run: "r1", paused }]);
  });

  it("is not told when it proves nothing", async () => {
    const { answer } = endpoint({ readPause });
    const unsigned = { ...request(), headers: {} };
    expect(told(await answer(unsigned)).body).toEqual({ error: "refused" });
  });

  it("says nothing of it while Curfew runs", async () => {
    const { answer } = endpoint();
    expect(told(await answer(request())).body).toEqual({ outcome: "new", run: "r1" });
  });
});

describe("a webhook from the future", () => {
  it("is refused when it says that it happens in more than a day; only the operator is told why", async () => {
    const { answer, taken, refused } = endpoint();
    const timestamp = new Date(NOW + DAY_MS + 1).toISOString();
    const { status, body } = told(await answer(request({ timestamp })));
    expect([status, body]).toEqual([400, { error: "invalid-event" }]);
    expect(taken).toEqual([]);
    expect(refused).toEqual([
      {
        source: "finance",
        code: "invalid-event",
        status: 400,
        detail: expect.stringMatching(/^time: at most 24 hours ahead/),
      },
    ]);
  });

  it("is taken in when it is a day ahead at most", async () => {
    const { answer, taken } = endpoint();
    const timestamp = new Date(NOW + DAY_MS).toISOString();
    expect(told(await answer(request({ timestamp }))).status).toBe(202);
    expect(taken).toMatchObject([{ time: timestamp }]);
  });
});
