import { describe, expect, it } from "vitest";
import { createPressure } from "../../../lib/clients/pressure/create-pressure.ts";
import type { SignedClientOptions } from "../../../lib/clients/signed-client.ts";
import { AutomationError, isAutomationError } from "../../../lib/domain/errors.ts";
import type { WireRequest, WireResponse } from "../../../lib/ports/http-transport.ts";
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

const NOW = Date.parse("2026-09-01T08:30:00Z");
const servers = () => jsonAnswer(200, { data: [] });

/** A client on a clock that moves when it sleeps, and otherwise only when the test says so. */
function createTimedClient(
  answer: (request: WireRequest, count: number) => WireResponse | Promise<WireResponse>,
  over: Partial<SignedClientOptions> = {},
) {
  const clock = { ms: NOW };
  const pauses: number[] = [];
  const spy = createSpyClient(answer, {
    now: () => new Date(clock.ms),
    sleep: async (ms) => {
      pauses.push(ms);
      clock.ms += ms;
    },
    random: () => 0.5,
    ...over,
  });
  return { ...spy, pauses, clock };
}

const pressed = (options: Partial<SignedClientOptions> = {}) => ({
  pressure: createPressure({ target: "prod", random: () => 0.5 }),
  ...options,
});

describe("a pause between attempts", () => {
  const answering = (headers: Record<string, string>, status = 503) =>
    createTimedClient((_, count) => (count === 1 ? jsonAnswer(status, {}, headers) : servers()));

  it.each([
    ["seconds", "3", 3_000],
    ["an HTTP date", "Tue, 01 Sep 2026 08:30:07 GMT", 7_000],
    ["an HTTP date that is past", "Tue, 01 Sep 2026 08:00:00 GMT", 250],
    ["a negative number", "-30", 250],
    ["a word", "later", 250],
    ["nothing", undefined, 250],
  ])("follows Retry-After as %s", async (_how, header, expected) => {
    const { client, pauses, sent } = answering(header === undefined ? {} : { "retry-after": header });
    await client.call("ListDevServers");
    expect([pauses, sent.length]).toEqual([[expected], 2]);
  });

  it.each([["31536000"], ["Wed, 01 Sep 2027 08:30:00 GMT"]])(
    "is not made for %s: the error says to come back, in an hour at the most",
    async (header) => {
      const { client, pauses, sent } = answering({ "retry-after": header });
      expect((await errorOf(client.call("ListDevServers"))).details.retryAfterMs).toBe(3_600_000);
      expect([pauses, sent.length]).toEqual([[], 1]);
    },
  );

  it("ends with an abort, and nothing more is sent", async () => {
    const controller = new AbortController();
    const sleep = () => {
      controller.abort("enough");
      return Promise.reject(new Error("aborted"));
    };
    const { client, sent } = createTimedClient(() => jsonAnswer(503, {}), { sleep });
    const error = await errorOf(client.call("ListDevServers", {}, { signal: controller.signal }));
    expect(error).toMatchObject({ code: "timeout", cause: "enough", details: { ambiguous: false } });
    expect(sent).toHaveLength(1);
  });
});

describe("the bounds of a read", () => {
  it("gives no attempt more time than is left", async () => {
    const { client, sent } = createTimedClient((_, count) => (count === 1 ? jsonAnswer(503, {}) : servers()));
    await client.call("ListDevServers", {}, { bounds: { deadlineMs: NOW + 2_000 } });
    expect(sent.map(({ timeoutMs }) => timeoutMs)).toEqual([2_000, 1_750]);
    await client.call("ListDevServers", {}, { bounds: { deadlineMs: NOW + 3_600_000 } });
    expect(sent.at(-1)?.timeoutMs).toBe(20_000);
  });

  it("begins no attempt when the time is over, and does not even look for credentials", async () => {
    const credentials = () => {
      throw new AutomationError("missing-credentials", "none");
    };
    const { client, sent } = createTimedClient(servers, { credentials });
    for (const deadlineMs of [NOW, NOW - 1]) {
      const error = await errorOf(client.call("ListDevServers", {}, { bounds: { deadlineMs } }));
      expect(error).toMatchObject({ code: "timeout", details: { ambiguous: false } });
    }
    expect(sent).toHaveLength(0);
  });

  it("begins no attempt when finding the credentials took all the time", async () => {
    const clock = { ms: NOW };
    const credentials = () => {
      clock.ms += 5_000;
      return { accessKey: "EXAMPLE-ACCESS-KEY", secretKey: "example-secret-key" };
    };
    const { client, sent } = createSpyClient(servers, { credentials, now: () => new Date(clock.ms) });
    const late = client.call("ListDevServers", {}, { bounds: { deadlineMs: NOW + 5_000 } });
    expect((await errorOf(late)).code).toBe("timeout");
    expect(sent).toHaveLength(0);
  });

  it("makes no pause that would cross the deadline, and tells what the server said", async () => {
    const { client, pauses, sent } = createTimedClient(() => jsonAnswer(503, {}, { "retry-after": "3" }));
    const error = await errorOf(client.call("ListDevServers", {}, { bounds: { deadlineMs: NOW + 3_000 } }));
    expect(error).toMatchObject({ code: "unavailable", details: { status: 503, retryAfterMs: 3_000 } });
    expect([pauses, sent.length]).toEqual([[], 1]);
  });

  it("pays for each repetition from the budget of the run, and makes none without", async () => {
    let left = 3;
    const retries = {
      take: () => {
        left -= 1;
        return left >= 0;
      },
    };
    const { client, sent } = createTimedClient(() => jsonAnswer(503, {}));
    for (let call = 0; call < 3; call += 1) {
      const failed = await errorOf(client.call("ListDevServers", {}, { bounds: { retries } }));
      expect(failed.details.status).toBe(503);
    }
    // Three attempts, then two because one repetition was left, then one.
    expect(sent).toHaveLength(3 + 2 + 1);
  });

  it("takes nothing from the budget for a failure that is not repeated anyway", async () => {
    let taken = 0;
    const retries = { take: () => ++taken > 0 };
    const { client } = createTimedClient(() => jsonAnswer(403, {}));
    await errorOf(client.call("ListDevServers", {}, { bounds: { retries } }));
    expect(taken).toBe(0);
  });

  it("cuts no write short", async () => {
    const { client, sent } = createTimedClient(ok);
    const bounds = { deadlineMs: NOW - 1, retries: { take: () => false } };
    await client.call("StopDevServer", { path: { id: ID } }, { bounds });
    const prepared = await client.prepare("StopDevServer", { path: { id: ID } });
    await prepared.send({ bounds });
    expect(sent.map(({ timeoutMs }) => timeoutMs)).toEqual([20_000, 20_000]);
  });
});

describe("a client under pressure", () => {
  const stop = { path: { id: ID } };

  it("holds a read back until there is room, and refuses one that would wait too long", async () => {
    const { client, pauses, sent } = createTimedClient(
      (_, count) => (count === 1 ? jsonAnswer(429, {}, { "retry-after": "10" }) : servers()),
      pressed({ limits: { attemptsMax: 1 } }),
    );
    expect((await errorOf(client.call("ListDevServers"))).details.status).toBe(429);
    await client.call("ListDevServers");
    // Until the moment that the server named, and then a part of the first share.
    expect(pauses).toEqual([10_500]);
    expect(sent).toHaveLength(2);
    const hurried = client.call("ListDevServers", {}, { bounds: { deadlineMs: NOW + 10_600 } });
    expect(await errorOf(hurried)).toMatchObject({
      code: "throttled",
      details: { ambiguous: false, retryAfterMs: expect.any(Number), heldBack: true },
    });
    expect(sent).toHaveLength(2);
  });

  it("pauses once for a repetition that also waits for its turn", async () => {
    const { client, pauses } = createTimedClient(
      (_, count) => (count === 1 ? jsonAnswer(429, {}, { "retry-after": "2" }) : servers()),
      pressed(),
    );
    await client.call("ListDevServers");
    expect(pauses).toEqual([2_500]);
  });

  it("sends nothing more once five attempts in a row have failed, and tells why they did", async () => {
    const { client, sent } = createTimedClient(() => jsonAnswer(502, {}), pressed());
    expect((await errorOf(client.call("ListDevServers"))).details.status).toBe(502);
    expect((await errorOf(client.call("ListDevServers"))).details.status).toBe(502);
    expect(sent).toHaveLength(5);
    const refused = await errorOf(client.call("ListDevServers"));
    expect(refused).toMatchObject({ code: "unavailable", details: { heldBack: true, ambiguous: false } });
    expect(refused.message).toMatch(/modelarts of prod failed 5 times in a row; it is tried again at 2026-/);
    expect(sent).toHaveLength(5);
  });

  it("goes on with other services", async () => {
    const { client, sent } = createTimedClient(
      ({ url }) => (url.includes("ces.") ? jsonAnswer(200, { metrics: [] }) : jsonAnswer(502, {})),
      pressed({ limits: { attemptsMax: 5 } }),
    );
    await errorOf(client.call("ListDevServers"));
    expect((await errorOf(client.call("ListDevServers"))).details["heldBack"]).toBe(true);
    await client.call("ListMetrics");
    expect(sent).toHaveLength(6);
  });

  it("tries again after the opening, with one call, and is back when it is answered", async () => {
    let isUp = false;
    const { client, sent, clock } = createTimedClient(
      () => (isUp ? servers() : jsonAnswer(502, {})),
      pressed({ limits: { attemptsMax: 5 } }),
    );
    await errorOf(client.call("ListDevServers"));
    clock.ms += 30_000;
    await errorOf(client.call("ListDevServers"));
    expect(sent).toHaveLength(6);
    isUp = true;
    clock.ms += 59_000;
    expect((await errorOf(client.call("ListDevServers"))).details["heldBack"]).toBe(true);
    clock.ms += 1_000;
    await client.call("ListDevServers");
    await client.call("ListDevServers");
    expect(sent).toHaveLength(8);
  });

  it.each([
    [
      "the network",
      () => Promise.reject(new AutomationError("connection", "reset", { details: { retryable: true } })),
      true,
    ],
    [
      "no answer in time",
      () => Promise.reject(new AutomationError("timeout", "late", { details: { retryable: true } })),
      true,
    ],
    ["a server error", () => jsonAnswer(500, {}), true],
    [
      "a gateway's page",
      () => ({ status: 503, headers: {}, body: new TextEncoder().encode("<html>") }),
      true,
    ],
    ["a machine that is busy", () => jsonAnswer(400, { error_code: "ModelArts.6333" }), false],
    ["a refusal", () => jsonAnswer(403, {}), false],
    ["an unknown machine", () => jsonAnswer(404, {}), false],
    ["a full region", () => jsonAnswer(500, { error_code: "ModelArts.6200" }), false],
    ["an answer that is not understood", () => jsonAnswer(200, { id: 7 }), false],
    ["a closed transport", () => Promise.reject(new AutomationError("connection", "closed")), false],
    ["a mistake of our own", () => Promise.reject(new TypeError("a bug")), false],
  ] as const)("knows whose fault it is: %s", async (_what, answer, isFault) => {
    const { client, sent } = createTimedClient(answer, pressed({ limits: { attemptsMax: 1 } }));
    for (let call = 0; call < 7; call += 1) {
      await client.call("ShowDevServer", stop).catch(() => undefined);
    }
    expect(sent).toHaveLength(isFault ? 5 : 7);
  });

  it("takes no attempt that had less than a second for a sign of the service", async () => {
    const late = () =>
      Promise.reject(new AutomationError("timeout", "late", { details: { retryable: true } }));
    const { client, sent } = createTimedClient(late, pressed({ limits: { attemptsMax: 1 } }));
    for (let call = 0; call < 7; call += 1) {
      await errorOf(client.call("ListDevServers", {}, { bounds: { deadlineMs: NOW + 999 } }));
    }
    expect(sent).toHaveLength(7);
    for (let call = 0; call < 7; call += 1) {
      await errorOf(client.call("ListDevServers", {}, { bounds: { deadlineMs: NOW + 1_000 } }));
    }
    expect(sent).toHaveLength(7 + 5);
  });

  it("takes it for one where the client has less time for every call, or there was no connection", async () => {
    const failing = (code: "timeout" | "connection") => () =>
      Promise.reject(new AutomationError(code, "gone", { details: { retryable: true } }));
    const hasty = createTimedClient(
      failing("timeout"),
      pressed({ limits: { attemptsMax: 1, timeoutMs: 400 } }),
    );
    const cut = createTimedClient(failing("connection"), pressed({ limits: { attemptsMax: 1 } }));
    for (let call = 0; call < 7; call += 1) {
      await errorOf(hasty.client.call("ListDevServers"));
      await errorOf(cut.client.call("ListDevServers", {}, { bounds: { deadlineMs: NOW + 500 } }));
    }
    expect([hasty.sent.length, cut.sent.length]).toEqual([5, 5]);
  });

  it("refuses to prepare a write while the breaker is open", async () => {
    const { client, sent } = createTimedClient(
      () => jsonAnswer(502, {}),
      pressed({ limits: { attemptsMax: 5 } }),
    );
    await errorOf(client.call("ListDevServers"));
    expect(await errorOf(client.prepare("StopDevServer", stop))).toMatchObject({
      code: "unavailable",
      details: { ambiguous: false, retryAfterMs: 30_000 },
    });
    expect(sent).toHaveLength(5);
  });

  it("refuses to prepare a write that would wait for more than a second", async () => {
    const { client, pauses, sent } = createTimedClient(
      (_, count) => (count === 1 ? jsonAnswer(429, {}, { "retry-after": "120" }) : ok()),
      pressed(),
    );
    expect((await errorOf(client.call("StopDevServer", stop))).details.status).toBe(429);
    expect(await errorOf(client.prepare("StopDevServer", stop))).toMatchObject({
      code: "throttled",
      details: { ambiguous: false, retryAfterMs: 120_500 },
    });
    expect([sent.length, pauses]).toEqual([1, []]);
  });

  it("keeps a prepared write waiting for its turn, a moment at the most", async () => {
    const { client, pauses, sent, clock } = createTimedClient(
      (_, count) => (count === 1 ? jsonAnswer(429, {}) : ok()),
      pressed(),
    );
    await errorOf(client.call("StopDevServer", stop));
    clock.ms += 400;
    const first = await client.prepare("StopDevServer", stop).catch(() => undefined);
    expect(first).toBeUndefined();
    clock.ms += 300;
    const second = await client.prepare("StopDevServer", stop);
    await second.send();
    expect(pauses).toEqual([800]);
    const third = await client.prepare("StopDevServer", stop);
    clock.ms += 500;
    await third.send();
    // What has passed since it was prepared counts.
    expect(pauses.at(-1)).toBeLessThan(500);
    expect(sent).toHaveLength(3);
  });

  it("does not send a prepared write into trouble that came meanwhile, and it had no effect", async () => {
    let failing = false;
    const { client, sent } = createTimedClient(
      () => (failing ? jsonAnswer(502, {}) : ok()),
      pressed({ limits: { attemptsMax: 5 } }),
    );
    const prepared = await client.prepare("RebootDevServer", stop);
    failing = true;
    await errorOf(client.call("ListDevServers"));
    expect(await errorOf(prepared.send())).toMatchObject({
      code: "unavailable",
      details: { ambiguous: false, heldBack: true },
    });
    expect(sent).toHaveLength(5);
  });

  it("gives its turn back when a call cannot be signed", async () => {
    let isLost = false;
    const { client, clock, sent } = createTimedClient(() => jsonAnswer(502, {}), {
      ...pressed({ limits: { attemptsMax: 5 } }),
      credentials: () => {
        if (isLost) throw new AutomationError("missing-credentials", "none");
        return { accessKey: "EXAMPLE-ACCESS-KEY", secretKey: "example-secret-key" };
      },
    });
    await errorOf(client.call("ListDevServers"));
    clock.ms += 30_000;
    isLost = true;
    expect((await errorOf(client.call("ListDevServers"))).code).toBe("missing-credentials");
    isLost = false;
    expect((await errorOf(client.call("ListDevServers"))).details.status).toBe(502);
    expect(sent).toHaveLength(6);
  });
});
