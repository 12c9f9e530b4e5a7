import { describe, expect, it } from "vitest";
import { AutomationError, isAutomationError } from "../../../lib/domain/errors.ts";
import { createSpyClient, jsonAnswer } from "../../fixtures/spy-transport.ts";

const ID = "62383738-e52a-450a-9f84-f9e705402be8";
const ok = () => jsonAnswer(200, { id: ID, status: "STOPPING" }, { "x-request-id": "r-1" });

async function errorOf(work: Promise<unknown>): Promise<AutomationError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isAutomationError(error)) throw new Error("an AutomationError was expected", { cause: error });
  return error;
}

describe("call", () => {
  it("answers data, status and the request id", async () => {
    const { client, sent } = createSpyClient(ok);
    expect(await client.call("StopDevServer", { path: { id: ID } })).toEqual({
      data: { id: ID, status: "STOPPING" },
      status: 200,
      requestId: "r-1",
    });
    expect(sent[0]).toMatchObject({
      method: "PUT",
      url: `https://modelarts.example.test/v1/project-1/dev-servers/${ID}/stop`,
      timeoutMs: 20_000,
      responseBytesMax: 8_388_608,
    });
  });

  it("goes to the host of the service", async () => {
    const { client, sent } = createSpyClient(() => jsonAnswer(200, { metrics: [] }));
    await client.call("ListMetrics", { query: { namespace: "SYS.ECS", "dim.0": "instance_id,a b&c" } });
    expect(sent[0]?.url).toBe(
      "https://ces.example.test/V1.0/project-1/metrics?namespace=SYS.ECS&dim.0=instance_id%2Ca%20b%26c",
    );
  });

  it.each([
    ["../x"],
    ["a/b"],
    ["x?y"],
    ["x#y"],
    ["x%2Fy"],
    ["x\ny"],
    [".."],
    [""],
    [`${ID}/stop`],
    [ID.toUpperCase()],
  ])("refuses %j as an id before anything is sent", async (id) => {
    const { client, sent } = createSpyClient(ok);
    const error = await errorOf(client.call("ShowDevServer", { path: { id } }));
    expect(error).toMatchObject({ code: "invalid-request", details: { field: "id" } });
    expect(sent).toHaveLength(0);
  });

  it("refuses a missing id, one that the call does not have, and a project that is none", async () => {
    const { client, sent } = createSpyClient(ok);
    expect(await errorOf(client.call("ShowDevServer"))).toMatchObject({ details: { field: "id" } });
    const unknown = client.call("ShowDevServer", { path: { id: ID, project_id: "other" } });
    expect(await errorOf(unknown)).toMatchObject({ details: { field: "project_id" } });
    const other = createSpyClient(ok, { projectId: "a/../b" });
    expect(await errorOf(other.client.call("ListDevServers"))).toMatchObject({
      details: { field: "project_id" },
    });
    expect([sent.length, other.sent.length]).toEqual([0, 0]);
  });

  it("draws the pause below a limit that doubles, and gives up after the last attempt", async () => {
    const { client, sent, pauses } = createSpyClient(() => jsonAnswer(503, {}), {
      limits: { attemptsMax: 6, backoffMs: 1000, pauseMaxMs: 4000 },
    });
    expect((await errorOf(client.call("ListDevServers"))).code).toBe("unavailable");
    expect(sent).toHaveLength(6);
    expect(pauses).toEqual([999, 1998, 3996, 3996, 3996]);
  });

  it.each([["invalid-request"], ["not-found"], ["forbidden"]])(
    "does not repeat a read that is %s",
    async (code) => {
      const status = { "invalid-request": 400, "not-found": 400, forbidden: 403 }[code] ?? 0;
      const error_code = code === "not-found" ? "ModelArts.6404" : "ModelArts.0108";
      const { client, sent } = createSpyClient(() => jsonAnswer(status, { error_code }));
      expect((await errorOf(client.call("ListDevServers"))).code).toBe(code);
      expect(sent).toHaveLength(1);
    },
  );

  it("passes on a bug of the transport as it is", async () => {
    const bug = new TypeError("a bug");
    const { client, sent } = createSpyClient(() => Promise.reject(bug));
    await expect(client.call("ListDevServers")).rejects.toBe(bug);
    expect(sent).toHaveLength(1);
  });

  it("leaves nothing in doubt after a read that broke off", async () => {
    const broken = new AutomationError("connection", "reset", {
      details: { ambiguous: true, retryable: true },
    });
    const { client } = createSpyClient(() => Promise.reject(broken));
    expect(await errorOf(client.call("ListDevServers"))).toMatchObject({
      code: "connection",
      message: "ListDevServers: reset",
      details: { ambiguous: false },
    });
    expect((await errorOf(client.call("StopDevServer", { path: { id: ID } }))).details.ambiguous).toBe(true);
  });

  it("waits until the date that a server names", async () => {
    const headers = { "retry-after": "Tue, 01 Sep 2026 08:30:10 GMT" };
    const { client, pauses } = createSpyClient((_, count) =>
      count === 1 ? jsonAnswer(503, {}, headers) : jsonAnswer(200, { data: [] }),
    );
    await client.call("ListDevServers");
    expect(pauses).toEqual([10_000]);
  });
});

describe("an abort", () => {
  it("before sending leaves the request unsent", async () => {
    const { client, sent } = createSpyClient(ok);
    const stopped = client.call("StopDevServer", { path: { id: ID } }, { signal: AbortSignal.abort("late") });
    expect(await errorOf(stopped)).toMatchObject({
      code: "timeout",
      cause: "late",
      details: { ambiguous: false },
    });
    expect(sent).toHaveLength(0);
  });

  it("while sending leaves a write in doubt, and a read not", async () => {
    for (const [name, ambiguous] of [
      ["StopDevServer", true],
      ["ShowDevServer", false],
    ] as const) {
      const controller = new AbortController();
      const { client, sent } = createSpyClient(() => {
        controller.abort();
        return new Promise(() => undefined);
      });
      const error = await errorOf(client.call(name, { path: { id: ID } }, { signal: controller.signal }));
      expect(error).toMatchObject({ code: "timeout", details: { ambiguous, retryable: false } });
      expect(sent).toHaveLength(1);
    }
  });
});

describe("prepare", () => {
  it("checks and signs now, and sends later what was signed", async () => {
    let now = Date.parse("2026-09-01T08:30:00Z");
    const { client, sent } = createSpyClient(ok, { now: () => new Date(now) });
    const prepared = await client.prepare("ReinstallDevServerOS", {
      path: { id: ID },
      body: { key_pair_name: "ops" },
    });
    expect(prepared).toMatchObject({
      operation: "ReinstallDevServerOS",
      sdkDate: "20260901T083000Z",
      signedAtMs: now,
    });
    expect(sent).toHaveLength(0);
    now += 60_000;
    expect(await prepared.send()).toMatchObject({ requestId: "r-1" });
    expect(sent[0]?.headers["X-Sdk-Date"]).toBe("20260901T083000Z");
  });

  it("sends once, however often it is told to, failures included", async () => {
    const { client, sent } = createSpyClient(() => jsonAnswer(503, {}));
    const prepared = await client.prepare("RebootDevServer", { path: { id: ID } });
    const outcomes = await Promise.allSettled([prepared.send(), prepared.send(), prepared.send()]);
    const codes = outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason.code);
    expect(codes).toEqual(["unavailable", "conflict", "conflict"]);
    expect(sent).toHaveLength(1);
  });

  it("refuses what breaks a rule before anything is signed", async () => {
    let asked = 0;
    const { client } = createSpyClient(ok, {
      credentials: () => {
        asked += 1;
        throw new AutomationError("missing-credentials", "none");
      },
    });
    const broken = client.prepare("ReinstallDevServerOS", { path: { id: ID }, body: {} });
    expect((await errorOf(broken)).code).toBe("invalid-request");
    expect(asked).toBe(0);
    const unsigned = client.prepare("StopDevServer", { path: { id: ID } });
    expect((await errorOf(unsigned)).code).toBe("missing-credentials");
  });
});
