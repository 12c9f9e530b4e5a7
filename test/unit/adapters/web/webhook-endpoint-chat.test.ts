import { describe, expect, it } from "vitest";
import {
  ANSWER_WITHIN_MS,
  createWebhookEndpoint,
  type WebhookOptions,
} from "../../../../lib/adapters/web/webhook-endpoint.ts";
import type { AutomationEvent } from "../../../../lib/domain/event.ts";
import type { Notice } from "../../../../lib/domain/notice.ts";
import { NOT_PAUSED } from "../../../../lib/domain/pause.ts";
import type { Accepted } from "../../../../lib/ports/status-log.ts";
import { chatDelivery } from "../../../../lib/sources/chat-delivery.ts";
import { signForTest } from "../../../../lib/sources/sign-event.ts";
import type { SchemeId } from "../../../../lib/sources/signature-records.ts";

const NOW = Date.UTC(2026, 2, 14, 12);
const SECRETS = {
  slack: [{ kind: "hmac", value: "a-fake-secret" }],
  "microsoft-teams": [{ kind: "hmac", value: "YS1mYWtlLXNlY3JldA==" }],
} as const;
type Platform = keyof typeof SECRETS & SchemeId;

const ANSWER: Notice = {
  ...{
    kind: "answer",
    language: "en",
    title: "nb-1: running.",
    lines: [],
    buttons: [],
    run: "r1",
    facts: {},
  },
};

function said(platform: Platform, text: string, id = "m1") {
  const body = chatDelivery(platform, { user: "U1", text, id, nowMs: NOW }) ?? expect.fail();
  const signed = signForTest(platform, {
    body,
    secrets: SECRETS[platform],
    now: new Date(NOW),
    deliveryId: id,
  });
  return { path: `/webhooks/${platform}`, query: {}, ...signed };
}

/** An inbox that knows what it has: the same event twice is one run. */
function endpoint(options: Partial<WebhookOptions> = {}) {
  const runs = new Map<string, AutomationEvent>();
  const kicked: string[] = [];
  const answer = createWebhookEndpoint({
    sources: (["slack", "microsoft-teams"] as const).map((name) => ({
      name,
      scheme: name,
      secrets: SECRETS[name],
    })),
    accept: async (event): Promise<Accepted> => {
      const outcome = runs.has(event.id) ? "finished" : "new";
      runs.set(event.id, event);
      return { outcome, run: "r1" };
    },
    readPause: async () => NOT_PAUSED,
    now: () => new Date(NOW),
    onRefused: () => undefined,
    onAccepted: (run) => void kicked.push(run),
    onFailure: () => undefined,
    ...options,
  });
  return { answer, runs, kicked };
}

describe("what somebody says in a chat", () => {
  it("is durable before the platform is answered, in its own form", async () => {
    const { answer, runs } = endpoint();
    const { status, body } = await answer(said("slack", "stop nb-1"));
    expect([status, JSON.parse(body)]).toEqual([
      200,
      { response_type: "ephemeral", text: expect.stringMatching(/^Heard/) },
    ]);
    expect([...runs.values()]).toMatchObject([{ type: "chat.message", data: { text: "stop nb-1" } }]);
  });

  it("has one effect when it is delivered three times, and the speaker is told so", async () => {
    const { answer, runs, kicked } = endpoint();
    const texts: string[] = [];
    for (let time = 0; time < 3; time += 1)
      texts.push(JSON.parse((await answer(said("slack", "stop nb-1"))).body).text);
    expect([runs.size, kicked.length]).toEqual([1, 1]);
    expect(texts.slice(1)).toEqual(Array(2).fill("This was heard before; nothing is done twice."));
  });

  it("that nobody proved is refused like any other delivery, and says nothing in any language", async () => {
    const { answer, runs } = endpoint();
    const { status, body } = await answer({ ...said("slack", "停止 nb-1"), headers: {} });
    expect([status, JSON.parse(body), runs.size]).toEqual([401, { error: "refused" }, 0]);
  });

  it("is asked to be said again when it could not be written down", async () => {
    const { answer } = endpoint({ accept: () => Promise.reject(new Error("the disk is full")) });
    expect((await answer(said("slack", "stop nb-1"))).status).toBe(503);
  });
});

describe("a platform that takes no answer later", () => {
  const text = async (options: Partial<WebhookOptions>) => {
    const { body } = await endpoint(options).answer(said("microsoft-teams", "status"));
    return JSON.parse(body).text;
  };

  it("is given the answer at once where the run is quick enough", async () => {
    const asked: unknown[] = [];
    const answerWithin = async (...given: unknown[]) => {
      asked.push(given);
      return ANSWER;
    };
    expect(await text({ answerWithin })).toBe("nb-1: running.");
    expect(asked).toEqual([["r1", ANSWER_WITHIN_MS]]);
    expect(ANSWER_WITHIN_MS).toBeLessThan(5_000);
  });

  it.each<[string, WebhookOptions["answerWithin"]]>([
    ["is too slow", async () => undefined],
    ["breaks off", () => Promise.reject(new Error("the store is gone"))],
    ["cannot be waited for", undefined],
  ])("is told the run where it %s", async (_, answerWithin) => {
    expect(await text({ answerWithin })).toContain("Heard, as run r1.");
  });

  it("is alone in that: others are not kept waiting", async () => {
    const answerWithin = () => Promise.reject(new Error("must not be asked"));
    const { body } = await endpoint({ answerWithin }).answer(said("slack", "status"));
    expect(JSON.parse(body).text).toMatch(/^Heard, /);
  });
});
