import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { createModelArtsClient } from "../../lib/clients/modelarts/client.ts";
import { createTargetCloud } from "../../lib/clients/target/target-cloud.ts";
import type { Credentials } from "../../lib/ports/credentials.ts";
import { verifySignature } from "../../lib/signing/verify-signature.ts";
import { FAKE_CREDENTIALS } from "../fixtures/fake-credentials.ts";
import { answerJson, type SeenRequest, startServer } from "../fixtures/loopback-server.ts";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const START = new Date("2026-09-01T08:30:00Z");

const FLEET = Array.from({ length: 120 }, (_, index) => ({
  id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
  name: `nb-${index}`,
  status: "RUNNING",
}));

interface PageOf {
  readonly response: ServerResponse;
  readonly offset: number;
  /** How often this page was asked for, this time included. */
  readonly times: number;
  readonly request: SeenRequest;
}

function answerPage({ response, offset }: PageOf, over: { total?: number; skip?: number } = {}): void {
  const { total = FLEET.length, skip = 0 } = over;
  const data = FLEET.slice(offset - skip, offset - skip + 50);
  answerJson(response, 200, { data, total });
}

/** A target on a real server, whose pages of notebooks are answered as told; the clock moves when somebody sleeps. */
async function setUp(
  answer: (page: PageOf) => void,
  credentials: () => Credentials = () => FAKE_CREDENTIALS,
) {
  const asked = new Map<number, number>();
  const server = await startServer((response, request) => {
    const { searchParams, pathname } = new URL(request.target, "http://x");
    if (pathname.endsWith("/flavors")) return answerJson(response, 200, { data: [], total: 0 });
    const offset = Number(searchParams.get("offset"));
    const times = (asked.get(offset) ?? 0) + 1;
    asked.set(offset, times);
    return answer({ response, offset, times, request });
  });
  const clock = { ms: START.getTime() };
  const client = createModelArtsClient({
    cloud: "huaweicloud",
    endpoint: server.origin,
    projectId: "0123456789abcdef0123456789abcdef",
    credentials,
    now: () => new Date(clock.ms),
    sleep: async (ms) => {
      clock.ms += ms;
    },
    random: () => 0.5,
  });
  cleanups.push(client.close, server.close);
  const cloud = createTargetCloud({
    name: "prod",
    cloud: "huaweicloud",
    client,
    allow: [],
    tagKeys: [],
    resolveSecret: (reference) => reference,
    now: () => clock.ms,
  });
  return { cloud, asked: (offset: number) => asked.get(offset) ?? 0, clock };
}

function verdictOn({ method, target, headers, body }: SeenRequest, secretKey: string): boolean {
  const request = { method, target, headers: headers as Record<string, string>, body };
  return verifySignature(request, { lookupSecret: () => secretKey, now: START }).ok;
}

const WHOLE = { failed: null, doubt: null };

describe("a listing of several pages", () => {
  it("is read to its end", async () => {
    const { cloud, asked } = await setUp(answerPage);
    const inventory = await cloud.list("notebook");
    expect(inventory).toMatchObject(WHOLE);
    expect(inventory.resources.map(({ id }) => id)).toEqual(FLEET.map(({ id }) => id));
    expect([asked(0), asked(50), asked(100)]).toEqual([1, 1, 1]);
  });

  it("goes on where one page of it was throttled for a moment", async () => {
    const { cloud, asked } = await setUp((page) => {
      if (page.offset === 50 && page.times === 1) answerJson(page.response, 429, {}, { "Retry-After": "1" });
      else answerPage(page);
    });
    const inventory = await cloud.list("notebook");
    expect(inventory).toMatchObject(WHOLE);
    expect(inventory.resources).toHaveLength(120);
    expect([asked(0), asked(50), asked(100)]).toEqual([1, 2, 1]);
  });

  it("that is throttled in the middle is begun again, and is then whole", async () => {
    const { cloud, asked } = await setUp((page) => {
      if (page.offset === 50 && page.times <= 3) answerJson(page.response, 429, { error_code: "APIGW.0308" });
      else answerPage(page);
    });
    const inventory = await cloud.list("notebook");
    expect(inventory).toMatchObject(WHOLE);
    expect(inventory.resources).toHaveLength(120);
    expect([asked(0), asked(50)]).toEqual([2, 4]);
  });

  it("that is throttled in the middle again and again has failed, and shows no machine", async () => {
    const { cloud, asked } = await setUp((page) => {
      if (page.offset === 50) answerJson(page.response, 429, { error_code: "APIGW.0308" });
      else answerPage(page);
    });
    const inventory = await cloud.list("notebook");
    expect(inventory).toMatchObject({ resources: [], doubt: null });
    expect(inventory.failed).toMatch(/^ListAllNotebooks: throttled \(HTTP 429, APIGW.0308/);
    expect([asked(0), asked(50), asked(100)]).toEqual([3, 9, 0]);
  });

  it("whose credentials expire in the middle is begun again once with new ones", async () => {
    let accepted = "example-old-key";
    let provided = accepted;
    const { cloud, asked } = await setUp(
      (page) => {
        const verdict = verdictOn(page.request, accepted);
        accepted = "example-new-key";
        if (verdict) return answerPage(page);
        // By the time that the refusal arrives, the provider has new ones.
        provided = accepted;
        return answerJson(page.response, 401, { error_code: "APIGW.0301" });
      },
      () => ({ ...FAKE_CREDENTIALS, secretKey: provided }),
    );
    const inventory = await cloud.list("notebook");
    expect(inventory).toMatchObject(WHOLE);
    expect(inventory.resources).toHaveLength(120);
    expect([asked(0), asked(50)]).toEqual([2, 2]);
  });

  it("whose credentials stay expired has failed, and shows no machine", async () => {
    const { cloud, asked } = await setUp((page) => {
      if (page.offset === 50) answerJson(page.response, 401, { error_code: "APIGW.0307" });
      else answerPage(page);
    });
    const inventory = await cloud.list("notebook");
    expect(inventory).toMatchObject({ resources: [], doubt: null });
    expect(inventory.failed).toMatch(/^ListAllNotebooks: unauthorized \(HTTP 401, APIGW.0307/);
    expect([asked(0), asked(50)]).toEqual([2, 2]);
  });

  it("that is forbidden in the middle has failed, and does not shrink to the caller's own", async () => {
    const { cloud } = await setUp((page) => {
      if (page.offset === 50 && page.request.target.includes("/all")) answerJson(page.response, 403, {});
      else answerPage(page);
    });
    expect(await cloud.list("notebook")).toMatchObject({
      resources: [],
      failed: expect.stringMatching(/HTTP 403/),
    });
  });

  it.each([
    ["a page is short", { short: true }, "a page came back shorter than announced"],
    ["the total changes", { total: 121 }, "the number of machines changed while they were listed"],
    [
      "the total is less than what comes",
      { totals: 40 },
      "the number of machines changed while they were listed",
    ],
    ["machines come twice", { skip: 10 }, "the same machine came twice"],
  ] as const)("is read three times while %s, and is then in doubt", async (_what, how, doubt) => {
    const { cloud, asked } = await setUp((page) => {
      if ("totals" in how) return answerPage(page, { total: how.totals });
      if (page.offset !== 50) return answerPage(page);
      if ("short" in how) return answerJson(page.response, 200, { data: FLEET.slice(50, 60), total: 120 });
      return answerPage(page, how);
    });
    expect(await cloud.list("notebook")).toMatchObject({ failed: null, doubt });
    expect(asked(0)).toBe(3);
  });
});

describe("a cloud that is down", () => {
  it("is asked five times, then not at all for a while, and is found again", async () => {
    let isDown = true;
    const { cloud, asked, clock } = await setUp(({ response }) => {
      if (isDown) response.socket?.destroy();
      else answerJson(response, 200, { data: [], total: 0 });
    });
    for (let look = 0; look < 4; look += 1) {
      expect(await cloud.list("supernode")).toMatchObject({ resources: [], failed: expect.any(String) });
    }
    expect(asked(0)).toBe(5);
    const { failed } = await cloud.list("supernode");
    expect(failed).toMatch(
      /^ListHyperinstances: not sent, because modelarts of 127\.0\.0\.1:\d+ failed 5 times/,
    );
    isDown = false;
    clock.ms = Date.parse(/tried again at (\S+)/.exec(failed ?? "")?.[1] ?? "") - 1;
    expect(await cloud.list("supernode")).toMatchObject({ failed });
    clock.ms += 1;
    expect(await cloud.list("supernode")).toMatchObject(WHOLE);
    expect(asked(0)).toBe(6);
  });
});
