import { describe, expect, it } from "vitest";
import { createModelArtsClient } from "../../../../lib/clients/modelarts/client.ts";
import { createTargetCloud } from "../../../../lib/clients/target/target-cloud.ts";
import { isAutomationError } from "../../../../lib/domain/errors.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import type { Step } from "../../../../lib/domain/step.ts";
import type { WireRequest, WireResponse } from "../../../../lib/ports/http-transport.ts";
import { FAKE_CREDENTIALS } from "../../../fixtures/fake-credentials.ts";
import { notebook, server } from "../../../fixtures/resources.ts";
import { jsonAnswer } from "../../../fixtures/spy-transport.ts";

const NOW = Date.parse("2026-09-01T08:30:00Z");
const ID = "62383738-e52a-450a-9f84-f9e705402be8";

const STOP: Step = {
  id: "step-1",
  policy: "nights",
  verb: "stop",
  kind: "notebook",
  target: "prod",
  resource: `prod/notebook/${ID}`,
  name: "nb",
  owner: null,
  parameters: {},
  after: [],
  repeat: "convergent",
} as unknown as Step;

/** A target over a transport that answers as told, on a clock that moves when somebody sleeps. */
function createTarget(answer: (request: WireRequest, count: number) => WireResponse) {
  const sent: WireRequest[] = [];
  const clock = { ms: NOW };
  const client = createModelArtsClient({
    cloud: "huaweicloud",
    region: "cn-north-4",
    projectId: "project-1",
    credentials: () => FAKE_CREDENTIALS,
    transport: async (request) => {
      sent.push(request);
      return answer(request, sent.length);
    },
    now: () => new Date(clock.ms),
    sleep: async (ms) => {
      clock.ms += ms;
    },
    random: () => 0.5,
  });
  const cloud = createTargetCloud({
    name: "prod",
    cloud: "huaweicloud",
    client,
    allow: ["stop"],
    tagKeys: ["owner"],
    resolveSecret: (reference) => reference,
    now: () => clock.ms,
  });
  return { cloud, sent, clock };
}

const EMPTY: readonly (readonly [RegExp, unknown])[] = [
  [/resource_instances/, { resources: [], total_count: 0 }],
  [/\/notebooks\/[-0-9a-f]{36}/, { id: ID, status: "RUNNING" }],
  [/\/dev-servers\/[-0-9a-f]{36}/, { id: ID, status: "RUNNING" }],
  [/demanager\/instances/, { instances: [], total_count: 0 }],
  [/batch-query-metric-data|\/metrics/, { metrics: [] }],
  [/query_range/, { status: "success", data: { resultType: "matrix", result: [] } }],
];

function calm({ url }: WireRequest): WireResponse {
  const known = EMPTY.find(([pattern]) => pattern.test(url));
  return jsonAnswer(200, known ? known[1] : { data: [], total: 0 });
}

describe("the bounds of a pass", () => {
  const MACHINES: readonly Resource[] = [notebook(), server()];

  it.each([
    ["a list of servers with their tags", (cloud, bounds) => cloud.list("dev-server", bounds), 2],
    ["a list of notebooks with their flavors", (cloud, bounds) => cloud.list("notebook", bounds), 2],
    ["a list of older notebooks", (cloud, bounds) => cloud.list("legacy-notebook", bounds), 1],
    ["a list of supernodes", (cloud, bounds) => cloud.list("supernode", bounds), 1],
    ["one notebook", (cloud, bounds) => cloud.show("notebook", ID, bounds), 2],
    ["one server", (cloud, bounds) => cloud.show("dev-server", ID, bounds), 1],
    ["signals", (cloud, bounds) => cloud.measure(MACHINES, { nowMs: NOW, windowMs: 7_200_000, bounds }), 2],
  ] as const satisfies readonly (readonly [
    string,
    (cloud: ReturnType<typeof createTarget>["cloud"], bounds: { deadlineMs: number }) => Promise<unknown>,
    number,
  ])[])("reach every call behind %s", async (_what, read, callsMin) => {
    const { cloud, sent } = createTarget(calm);
    await read(cloud, { deadlineMs: NOW + 1_500 });
    expect(sent.length).toBeGreaterThanOrEqual(callsMin);
    expect(new Set(sent.map(({ timeoutMs }) => timeoutMs))).toEqual(new Set([1_500]));
  });

  it("end a listing as failed when the time is over, and no machine as gone", async () => {
    const { cloud, sent } = createTarget(calm);
    const inventory = await cloud.list("notebook", { deadlineMs: NOW });
    expect(inventory).toMatchObject({ resources: [], failed: expect.stringMatching(/time for it was over/) });
    await expect(cloud.show("notebook", ID, { deadlineMs: NOW })).rejects.toMatchObject({ code: "timeout" });
    const measured = await cloud.measure(MACHINES, {
      nowMs: NOW,
      windowMs: 7_200_000,
      bounds: { deadlineMs: NOW },
    });
    expect(measured.failed).toMatch(/time for it was over/);
    expect(sent).toHaveLength(0);
  });
});

describe("a write under pressure", () => {
  const down = (_: WireRequest) => jsonAnswer(502, {});

  async function openBreaker({ cloud }: ReturnType<typeof createTarget>): Promise<void> {
    for (let look = 0; look < 2; look += 1) await cloud.list("supernode");
  }

  it("is not even prepared while the API is known to fail", async () => {
    const target = createTarget(down);
    await openBreaker(target);
    expect(target.sent).toHaveLength(5);
    const error: unknown = await target.cloud.prepare([STOP]).catch((reason: unknown) => reason);
    expect(isAutomationError(error) && [error.code, error.details.retryAfterMs]).toEqual([
      "unavailable",
      expect.any(Number),
    ]);
    expect(target.sent).toHaveLength(5);
  });

  it("is not even prepared while the API asks for silence", async () => {
    const target = createTarget((_, count) =>
      count === 1 ? jsonAnswer(429, {}, { "retry-after": "60" }) : jsonAnswer(200, { id: ID }),
    );
    const first = await target.cloud.prepare([STOP]);
    expect(await first.send()).toMatchObject({ kind: "unsent", error: { code: "throttled" } });
    await expect(target.cloud.prepare([STOP])).rejects.toMatchObject({
      code: "throttled",
      details: { retryAfterMs: 60_500 },
    });
    target.clock.ms += 60_000;
    const later = await target.cloud.prepare([STOP]);
    expect(await later.send()).toMatchObject({ kind: "accepted" });
    expect(target.sent).toHaveLength(2);
  });

  it("that was prepared before is certainly unsent when trouble came meanwhile", async () => {
    let isDown = false;
    const target = createTarget((request) => (isDown ? down(request) : calm(request)));
    const prepared = await target.cloud.prepare([STOP]);
    isDown = true;
    await openBreaker(target);
    const answer = await prepared.send();
    expect(answer).toMatchObject({ kind: "unsent", error: { code: "unavailable" } });
    expect(target.sent.every(({ method }) => method === "GET")).toBe(true);
  });
});

describe("flavors that are sold out", () => {
  const offers = ({ url }: WireRequest): WireResponse =>
    /\/notebooks\/flavors/.test(url)
      ? jsonAnswer(200, {
          data: [{ id: "gone", sold_out: true }, { id: "left", sold_out: false }, { id: "silent" }],
          total: 3,
        })
      : jsonAnswer(200, { data: [{ flavor: "rare", is_sold_out: true }], total: 1 });

  it("are told by the two lists there are, each of its kind", async () => {
    const { cloud } = createTarget(offers);
    const told = async (kind: Resource["kind"]) => [...((await cloud.soldOut?.(kind)) ?? [])];
    expect(await told("notebook")).toEqual(["gone"]);
    expect(await told("dev-server")).toEqual(["rare"]);
    expect(await told("supernode")).toEqual([]);
    expect(await told("legacy-notebook")).toEqual([]);
  });

  it("cost one call an hour, which a listing of notebooks has made already", async () => {
    const { cloud, sent, clock } = createTarget(offers);
    const flavorCalls = () => sent.filter(({ url }) => url.includes("/flavors")).length;
    await cloud.list("notebook");
    await cloud.soldOut?.("notebook");
    expect(flavorCalls()).toBe(1);
    clock.ms += 3_600_000;
    await cloud.soldOut?.("notebook");
    expect(flavorCalls()).toBe(2);
  });

  it("are none while the lists cannot be read", async () => {
    const { cloud } = createTarget(() => jsonAnswer(500, { error_code: "ModelArts.0010" }));
    expect(await cloud.soldOut?.("notebook")).toEqual(new Set());
    expect(await cloud.soldOut?.("dev-server")).toEqual(new Set());
  });
});
