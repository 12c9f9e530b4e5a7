import { describe, expect, it } from "vitest";
import { requestEvent } from "../../lib/compose/node.ts";
import type { Fault } from "../../lib/emulator/fault.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { TEST_KEY } from "./support/emulated-cloud.ts";
import { alert, done, limitsFor, NOTEBOOK, orderStop, QUICK, ticket } from "./support/misbehaving-stage.ts";
import { openStage, type Stage, type StageOptions } from "./support/open-stage.ts";
import { endings, entriesOf, line, settle, skips, story } from "./support/run-log.ts";
import { MINUTE_MS, SECOND_MS } from "./support/test-clock.ts";

const opened = cleanUpAfterEach();

const ALWAYS = 1_000;

const start = async (options: StageOptions = {}) =>
  opened(await openStage({ ...options, limits: { ...QUICK, ...options.limits } }));

const startFor = (fault: Partial<Fault>) => start(limitsFor(fault));

/** Ways in which a cloud can fail to answer a question. */
const FAILURES: readonly (readonly [string, Partial<Fault>])[] = [
  ["closes the connection", { fault: "close" }],
  ["answers 500", { fault: "error-500" }],
  ["answers 503 in HTML", { fault: "error-503-html" }],
  ["throttles", { fault: "throttle" }],
  ["throttles and says for how long", { fault: "throttle", retryAfterS: 0 }],
];

describe("a cloud that fails a question once", () => {
  it.each(FAILURES)("is asked again: %s", async (_how, fault) => {
    const stage = await start();
    await stage.cloud.fault({ ...fault, match: { operation: "ListAllNotebooks" } });
    done(await settle(stage.host, await orderStop(stage), stage));
    expect(await stage.cloud.writes()).toEqual(["StopNotebook 101"]);
  });
});

describe("a cloud that fails every question", () => {
  const lasting: readonly (readonly [string, Partial<Fault>])[] = [
    ...FAILURES,
    ["throttles for longer than anybody waits", { fault: "throttle", retryAfterS: 3_600 }],
    ["answers with a sign-in page", { fault: "html" }],
  ];

  it.each(lasting)("loses no order: it is carried out when the cloud is back: %s", async (_how, fault) => {
    const stage = await start();
    await stage.cloud.fault({ ...fault, match: { method: "GET" }, times: ALWAYS });
    const run = await orderStop(stage);
    for (let look = 0; look < 4; look += 1) {
      await stage.host.advance(run);
      stage.clock.advance(MINUTE_MS);
    }
    const [first, ...waiting] = await entriesOf(stage.host, run);
    expect(first?.phase).toBe("received");
    expect(new Set(waiting.map(line))).toEqual(new Set(["deferred target-failed"]));
    expect(waiting[0]?.text).toMatch(/^prod\/notebook: ListAllNotebooks: /);
    expect(await stage.cloud.writes()).toEqual([]);
    await stage.cloud.clearFaults();
    done(await settle(stage.host, run, stage));
    expect(await stage.cloud.writes()).toEqual(["StopNotebook 101"]);
  });

  it("is not waited for without end: the log says what was not done, and why", async () => {
    const stage = await start();
    await stage.cloud.fault({ fault: "error-500", match: { method: "GET" }, times: ALWAYS });
    const entries = await settle(stage.host, await orderStop(stage), { ...stage, everyMs: 60 * MINUTE_MS });
    expect(skips(entries)).toMatchObject({ 101: "target-failed" });
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "nothing-to-do" });
    expect(await stage.cloud.writes()).toEqual([]);
  });

  it("is told of once per slot where the clock asks again anyway", async () => {
    const stage = await start();
    await stage.cloud.fault({ fault: "error-500", match: { method: "GET" }, times: ALWAYS });
    const nowMs = stage.clock.now();
    const run = (await stage.host.tick(nowMs, nowMs - 10 * MINUTE_MS))?.run ?? "";
    expect(await stage.host.advance(run)).toEqual({ run, status: "finished" });
    const entries = await entriesOf(stage.host, run);
    expect(story(entries)).toEqual([
      "skipped prod/notebook/* target-failed",
      "skipped lab/notebook/* target-failed",
    ]);
    expect(endings(entries)).toBe(1);
  });
});

describe("a cloud that is down", () => {
  const readsOf = async ({ cloud }: Stage) =>
    Object.values(await cloud.calls()).reduce((sum, n) => sum + n, 0);

  it("is left in peace after five failures in a row, and whoever asks is told when it is tried again", async () => {
    const stage = await start();
    await stage.cloud.fault({ fault: "error-500", match: { method: "GET" }, times: ALWAYS });
    const run = await orderStop(stage);
    for (let look = 0; look < 6; look += 1) await stage.host.advance(run);
    expect(await readsOf(stage)).toBe(5);
    await expect(stage.host.ports.clouds.get("prod")?.show("notebook", NOTEBOOK)).rejects.toThrow(
      /modelarts of prod failed 5 times in a row; it is tried again at 2026-05-12T09:00:\d\d/,
    );
    await stage.cloud.clearFaults();
    done(await settle(stage.host, run, stage));
    expect(await stage.cloud.writes()).toEqual(["StopNotebook 101"]);
  });

  it("does not hold up another one", async () => {
    const stage = await start();
    const { clouds } = stage.host.ports;
    await stage.cloud.fault({ fault: "error-500", match: { method: "GET" }, times: 12 });
    for (let look = 0; look < 3; look += 1) await clouds.get("prod")?.list("supernode");
    expect((await clouds.get("prod")?.list("supernode"))?.failed).toMatch(/modelarts of prod failed/);
    await stage.cloud.clearFaults();
    expect(await clouds.get("lab")?.list("notebook")).toMatchObject({ failed: null, doubt: null });
  });
});

describe("credentials that have expired", () => {
  it("are told by name in the log, and an order waits for new ones", async () => {
    const env: Record<string, string> = { TEST_SECRET_KEY: "an-older-secret-key-that-opens-nothing" };
    const stage = await start({ env });
    const run = await orderStop(stage);
    await stage.host.advance(run);
    const waiting = await entriesOf(stage.host, run);
    expect(waiting.map(line)).toEqual(["received received", "deferred target-failed"]);
    expect(waiting[1]?.text).toMatch(/unauthorized \(HTTP 401/);
    expect(JSON.stringify(waiting)).not.toContain(env["TEST_SECRET_KEY"]);
    env["TEST_SECRET_KEY"] = TEST_KEY.secretKey;
    done(await settle(stage.host, run, stage));
    expect(await stage.cloud.writes()).toEqual(["StopNotebook 101"]);
  });

  it("hold a rebuild up between its steps and break nothing", async () => {
    const env: Record<string, string> = {};
    const stage = await start({ env });
    const run = await ticket(stage);
    await stage.host.advance(run);
    env["TEST_SECRET_KEY"] = "an-older-secret-key-that-opens-nothing";
    for (let look = 0; look < 4; look += 1) {
      stage.clock.advance(MINUTE_MS);
      expect(await stage.host.advance(run)).toEqual({ run, status: "waiting" });
    }
    env["TEST_SECRET_KEY"] = TEST_KEY.secretKey;
    done(await settle(stage.host, run, stage));
    expect(await stage.cloud.writes()).toEqual(["StopDevServer 220", "ReinstallDevServerOS 220"]);
  });
});

describe("a target that cannot be reached", () => {
  const yaml = (url: string, { prod = url, lab = url } = {}) => `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: 0a1b2c3d4e5f60718293a4b5c6d7e8f9, credentials: env:TEST, endpoint: "${prod}" }
  lab: { cloud: otc, region: eu-de, project: f9e8d7c6b5a4938271605f4e3d2c1b0a, credentials: env:TEST, endpoint: "${lab}" }
store: memory
allow: [stop]
limits: { perRun: 20, percent: 100, perOwnerPerHour: 20 }
owners:
  - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'
policies:
  evening:
    on: { every: 10m }
    resource: [notebook, legacy-notebook]
    where: team == "genome" || team == "weather" || name == "vision-anna-train1"
    then: stop
    mode: enforce
`;
  const NOWHERE = "http://127.0.0.1:1";
  const PROD = "StopNotebook 101";
  const LAB = "ActOnLegacyNotebook 401";

  it.each([
    ["the first", { prod: NOWHERE }, [LAB], "prod"],
    ["the second", { lab: NOWHERE }, [PROD], "lab"],
  ])("stops no other one: %s", async (_which, places, writes, failed) => {
    const stage = await start({ yaml: (url) => yaml(url, places) });
    const nowMs = stage.clock.now();
    const run = (await stage.host.tick(nowMs, nowMs - 10 * MINUTE_MS))?.run ?? "";
    const entries = await settle(stage.host, run, stage);
    done(entries);
    expect((await stage.cloud.writes()).filter((write) => !write.startsWith("StopNotebook 110"))).toEqual(
      writes,
    );
    expect(story(entries)).toEqual(
      expect.arrayContaining([
        `skipped ${failed}/notebook/* target-failed`,
        `skipped ${failed}/legacy-notebook/* target-failed`,
      ]),
    );
  });
});

describe("a list that cannot be trusted", () => {
  const listed = async ({ cloud }: Stage, operation: string) => (await cloud.calls())[operation] ?? 0;

  it.each(["short-page", "changed-total"] as const)("is read again, up to three times: %s", async (fault) => {
    const stage = await start();
    await stage.cloud.fault({ fault, match: { operation: "ListAllNotebooks" }, times: 2 });
    done(await settle(stage.host, await orderStop(stage), stage));
    expect(await listed(stage, "ListAllNotebooks")).toBe(3);
    expect(await stage.cloud.writes()).toEqual(["StopNotebook 101"]);
  });

  it("still lets a single stop go on, after the machine itself was read", async () => {
    const stage = await start();
    await stage.cloud.fault({
      fault: "changed-total",
      match: { operation: "ListAllNotebooks" },
      times: ALWAYS,
    });
    const run = await orderStop(stage);
    await stage.host.advance(run);
    const calls = await stage.cloud.calls();
    expect([calls["ListAllNotebooks"], calls["ShowNotebook"], calls["StopNotebook"]]).toEqual([3, 1, 1]);
    const entries = await settle(stage.host, run, stage);
    done(entries);
    expect(story(entries)).toContain("skipped prod/notebook/* doubtful-inventory");
  });

  it("carries no batch: when it has been in doubt for half an hour, one server is stopped and the others are left alone", async () => {
    const stage = await start();
    const everyList = ["ListAllDevServers", "ListDevServers"] as const;
    for (const operation of everyList) {
      await stage.cloud.fault({ fault: "changed-total", match: { operation }, times: ALWAYS });
    }
    const entries = await settle(stage.host, await alert(stage), { ...stage, everyMs: 5 * MINUTE_MS });
    expect(await stage.cloud.writes()).toEqual(["StopDevServer 201"]);
    expect(skips(entries)).toMatchObject({
      202: "doubtful-inventory",
      203: "doubtful-inventory",
      204: "doubtful-inventory",
    });
    expect(await listed(stage, "ListAllDevServers")).toBeGreaterThanOrEqual(3);
  });

  it("is served all the same where it changes all the time: one machine a pass, in the end every one", async () => {
    const stage = await start();
    const match = { operation: "ListAllNotebooks" } as const;
    await stage.cloud.fault({ match, fault: "changed-total", times: ALWAYS });
    const stoppedAfter: number[] = [];
    for (let pass = 0; pass < 6; pass += 1) {
      const nowMs = stage.clock.now();
      const tick = await stage.host.tick(nowMs, nowMs - 10 * MINUTE_MS);
      await settle(stage.host, tick?.run ?? "", stage);
      stoppedAfter.push((await stage.cloud.writes()).length);
      // On to the next slot of the policy.
      stage.clock.advance(10 * MINUTE_MS - (stage.clock.now() % (10 * MINUTE_MS)));
    }
    expect(stoppedAfter).toEqual([1, 2, 3, 4, 4, 4]);
    expect((await stage.cloud.writes()).toSorted()).toEqual(
      [101, 102, 103, 104].map((id) => `StopNotebook ${id}`),
    );
  });

  it("carries nothing that must happen once", async () => {
    const stage = await start();
    for (const operation of ["ListAllDevServers", "ListDevServers"] as const) {
      await stage.cloud.fault({ fault: "changed-total", match: { operation }, times: ALWAYS });
    }
    const run = await ticket(stage);
    for (let look = 0; look < 5; look += 1) {
      await stage.host.advance(run);
      stage.clock.advance(10 * MINUTE_MS);
    }
    expect(await stage.cloud.writes()).toEqual([]);
    expect((await entriesOf(stage.host, run)).map(line)).toEqual([
      "received received",
      "deferred doubtful-inventory",
    ]);
    // The wish is not lost: it is carried out as soon as the list can be believed.
    await stage.cloud.clearFaults();
    done(await settle(stage.host, run, stage));
    expect(await stage.cloud.writes()).toContain("ReinstallDevServerOS 220");
  });

  it("is not waited for without end either", async () => {
    const stage = await start();
    for (const operation of ["ListAllDevServers", "ListDevServers"] as const) {
      await stage.cloud.fault({ fault: "changed-total", match: { operation }, times: ALWAYS });
    }
    const entries = await settle(stage.host, await ticket(stage), { ...stage, everyMs: 60 * MINUTE_MS });
    expect(await stage.cloud.writes()).toEqual([]);
    expect(skips(entries)).toMatchObject({ 220: "doubtful-inventory" });
    expect(endings(entries)).toBe(1);
  });
});

describe("signals that cannot be read", () => {
  it("are no idleness: nothing is stopped, and the log says why", async () => {
    const stage = await start();
    await stage.cloud.fault({ fault: "error-500", match: { operation: "QueryRange" }, times: ALWAYS });
    const nowMs = stage.clock.now();
    const run = (await stage.host.tick(nowMs, nowMs - 10 * MINUTE_MS))?.run ?? "";
    const entries = await settle(stage.host, run, stage);
    expect(await stage.cloud.writes()).toEqual([]);
    expect(skips(entries)).toMatchObject({ 101: "no-evidence", 105: "no-evidence", 109: "no-evidence" });
    expect(entries.find(({ resource }) => resource === "prod/*/*")?.text).toMatch(/QueryRange/);
  });
});

describe("an answer to a stop that does not come", () => {
  const stop = { operation: "StopNotebook" } as const;

  it.each([
    ["the connection is closed", { fault: "close" }],
    ["the answer is lost", { fault: "lost-answer-before-effect" }],
    ["the time runs out", { fault: "lost-answer-before-effect", delayMs: 600_000 }],
    ["the cloud answers 500", { fault: "error-500" }],
    ["the answer is a sign-in page", { fault: "html" }],
    ["the cloud throttles", { fault: "throttle", retryAfterS: 1 }],
  ] as const)("is followed by a second call where the first had no effect: %s", async (_how, fault) => {
    const stage = await startFor(fault);
    await stage.cloud.fault({ ...fault, match: stop });
    const entries = await settle(stage.host, await orderStop(stage), stage);
    done(entries);
    const journal = await stage.cloud.journal();
    expect(journal.map(({ effects }) => effects.length)).toEqual([0, 1]);
    const told = entries.filter(({ phase, step }) => phase === "deferred" && step !== null);
    expect(told.map(({ text }) => text).join("\n")).toMatch(/StopNotebook|no answer came/);
  });

  it("is not followed by a second call where the first had its effect", async () => {
    const stage = await start();
    await stage.cloud.fault({ fault: "lost-answer-after-effect", match: stop });
    done(await settle(stage.host, await orderStop(stage), stage));
    expect(await stage.cloud.writes()).toEqual(["StopNotebook 101"]);
  });

  it("is told in the log with its cause, before the machine has told the outcome", async () => {
    const stage = await start();
    await stage.cloud.fault({ fault: "lost-answer-after-effect", match: stop });
    const run = await orderStop(stage);
    await stage.host.advance(run);
    const entries = await entriesOf(stage.host, run);
    expect(story(entries)).toEqual([
      "planned stop 101 requested",
      "submitting stop 101 submitting",
      "deferred stop 101 answer-lost",
    ]);
    expect(entries.at(-1)?.text).toMatch(/^StopNotebook: .*connection broke before the answer was complete/);
    done(await settle(stage.host, run, stage));
  });

  it.each([
    ["is lost each time", { fault: "lost-answer-before-effect" }],
    ["is a 500 each time", { fault: "error-500" }],
    ["is that the cloud throttles, each time", { fault: "throttle" }],
  ] as const)("is not asked for without end: it %s", async (_how, fault) => {
    const stage = await start();
    await stage.cloud.fault({ ...fault, match: stop, times: ALWAYS });
    const entries = await settle(stage.host, await orderStop(stage), { ...stage, everyMs: 30 * SECOND_MS });
    expect(await stage.cloud.writes()).toHaveLength(5);
    expect(story(entries).at(-1)).toBe("failed stop 101 call-failed");
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "some-failed" });
    expect(endings(entries)).toBe(1);
  });

  it("is waited for as long as the cloud asked for, when it throttles", async () => {
    const stage = await start();
    await stage.cloud.fault({ fault: "throttle", retryAfterS: 120, match: stop, times: 2 });
    done(await settle(stage.host, await orderStop(stage), stage));
    const times = (await stage.cloud.journal()).map(({ at }) => at);
    expect(times).toHaveLength(3);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2 * MINUTE_MS);
  });

  it("in a batch is settled server by server", async () => {
    const stage = await start();
    await stage.cloud.fault({
      fault: "lost-answer-after-effect",
      match: { operation: "BatchDevServersAction" },
    });
    done(await settle(stage.host, await alert(stage), stage));
    const stopped = (await stage.cloud.writes()).flatMap((write) => write.match(/\d{3}/g) ?? []);
    expect(stopped).toEqual(["201", "202", "203", "204"]);
    expect(await stage.cloud.writes()).toContainEqual(expect.stringMatching(/^BatchDevServersAction STOP/));
  });
});

describe("an answer to a reinstallation that does not come", () => {
  const reinstall = { operation: "ReinstallDevServerOS" } as const;
  const reinstalls = async ({ cloud }: Stage) =>
    (await cloud.writes()).filter((write) => write.startsWith("Reinstall"));

  it("is never asked for again; the machine shows that it happened", async () => {
    const stage = await start();
    await stage.cloud.fault({ fault: "lost-answer-after-effect", match: reinstall });
    done(await settle(stage.host, await ticket(stage), stage));
    expect(await reinstalls(stage)).toEqual(["ReinstallDevServerOS 220"]);
  });

  /** Goes on until the reinstallation was sent, and for so many minutes more. */
  async function waitAfterCall(stage: Stage, run: string, minutes: number): Promise<void> {
    for (let look = 0; look < 40 && (await reinstalls(stage)).length === 0; look += 1) {
      await stage.host.advance(run);
      stage.clock.advance(15 * SECOND_MS);
    }
    for (let minute = 0; minute < minutes; minute += 1) {
      stage.clock.advance(MINUTE_MS);
      expect(await stage.host.advance(run)).toEqual({ run, status: "waiting" });
    }
  }

  it.each([
    ["the answer is lost", { fault: "lost-answer-before-effect" }],
    ["the cloud answers 500", { fault: "error-500" }],
    ["the answer is a sign-in page", { fault: "html" }],
  ] as const)(
    "stays open until its signature has expired, and is then told as failed: %s",
    async (_how, fault) => {
      const stage = await start();
      await stage.cloud.fault({ ...fault, match: reinstall });
      const run = await ticket(stage);
      await waitAfterCall(stage, run, 16);
      stage.clock.advance(2 * MINUTE_MS);
      const entries = await settle(stage.host, run, stage);
      expect(await reinstalls(stage)).toHaveLength(1);
      expect(story(entries).at(-1)).toBe("failed reinstall-os 220 call-failed");
      expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "some-failed" });
      expect(endings(entries)).toBe(1);
    },
  );

  it("is left to a person when somebody else changed the machine meanwhile", async () => {
    const stage = await start();
    await stage.cloud.fault({
      fault: "lost-answer-before-effect",
      match: { operation: "ChangeDevServerOS" },
    });
    const resting = "c0ffee00-0000-4000-8000-000000000221";
    const event = requestEvent(
      {
        verb: "change-os",
        resource: `prod/dev-server/${resting}`,
        parameters: { image: "11111111-2222-4333-8444-555555555555", keyPair: "ops" },
      },
      { source: "inbox", nowMs: stage.clock.now(), id: "order-1" },
    );
    const { run } = await stage.host.accept(event);
    await stage.host.advance(run);
    stage.clock.advance(MINUTE_MS);
    await stage.cloud.patch(resting, { status: "RUNNING" });
    for (let minute = 0; minute < 60; minute += 1) {
      stage.clock.advance(MINUTE_MS);
      expect(await stage.host.advance(run)).toEqual({ run, status: "waiting" });
    }
    const entries = await entriesOf(stage.host, run);
    expect(story(entries).filter((told) => told.startsWith("unknown"))).toEqual([
      "unknown change-os 221 undecided",
    ]);
    expect(endings(entries)).toBe(0);
    expect(await stage.cloud.writes()).toEqual(["ChangeDevServerOS 221"]);
  });

  it("is sent once more where the cloud certainly did nothing, because it throttled", async () => {
    const stage = await start();
    await stage.cloud.fault({ fault: "throttle", retryAfterS: 30, match: reinstall });
    done(await settle(stage.host, await ticket(stage), stage));
    const effects = (await stage.cloud.journal())
      .filter(({ operation }) => operation === "ReinstallDevServerOS")
      .map((entry) => entry.effects.length);
    expect(effects).toEqual([0, 1]);
  });
});
