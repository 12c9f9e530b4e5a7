import { describe, expect, it } from "vitest";
import { takeDelivery } from "../../lib/adapters/delivery/take-delivery.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { openStage, type Stage } from "./support/open-stage.ts";
import { entriesOf, settle, skips, story } from "./support/run-log.ts";
import { MINUTE_MS } from "./support/test-clock.ts";

const opened = cleanUpAfterEach();

const id = (number: number) => `c0ffee00-0000-4000-8000-${String(number).padStart(12, "0")}`;
const AT_WORK = id(105);
const IDLE = id(101);
const BY_THE_YEAR = id(206);
const BY_USE = id(201);

const yaml = (url: string) => `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${SAMPLE_PROJECTS.huaweicloud}, credentials: env:TEST, endpoint: "${url}" }
  lab: { cloud: otc, region: eu-de, project: ${SAMPLE_PROJECTS.otc}, credentials: env:TEST, endpoint: "${url}" }
store: memory
allow: [stop, lease]
limits: { perRun: 10, percent: 100, perOwnerPerHour: 5 }
owners:
  - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'
policies:
  lease-for-all:
    on: { audit: [notebook.started, notebook.created] }
    resource: [notebook, legacy-notebook]
    then: { lease: { hours: 8 } }
    mode: enforce
  tell-of-purchases: { on: { audit: dev-server.bought }, resource: dev-server, then: none }
  idle-alarm:
    on: { alarm: "gpu-idle*" }
    resource: notebook
    where: flavor.gpu > 0
    idle: 2h
    then: stop
    mode: enforce
`;

const openSignals = async () => opened(await openStage({ yaml }));

/** A notification as a trigger without ids of its own would bring it. */
async function deliver({ host, clock }: Stage, body: unknown, origin = "smn:signals") {
  const runs: string[] = [];
  const message = { id: null, body: JSON.stringify(body), origin, time: null };
  const taken = await takeDelivery(
    { kind: "messages", messages: [message] },
    {
      now: clock.now,
      log: () => undefined,
      take: async (event) => void runs.push((await host.accept(event)).run),
    },
  );
  expect(taken).toEqual({ taken: 1, again: [], refused: [] });
  const [run = ""] = runs;
  return { run, entries: await settle(host, run, { clock }) };
}

function trace(stage: Stage, change: Readonly<Record<string, unknown>> = {}) {
  return {
    ...{ service_type: "ModelArts", resource_type: "Notebook", trace_name: "startNotebook" },
    ...{ resource_id: AT_WORK, resource_name: "vision-elif-pretrain1", trace_id: "trace-1" },
    user: { id: "u-105", name: "elif" },
    ...{ code: 200, trace_rating: "normal", time: stage.clock.now() },
    ...change,
  };
}

function alarm(stage: Stage, change: Readonly<Record<string, unknown>> = {}) {
  return {
    ...{ message_type: "alarm", alarm_id: "al1736929800000TESTTEST", alarm_name: "gpu-idle-1" },
    ...{ alarm_status: "alarm", time: stage.clock.now(), namespace: "SYS.ModelArts" },
    dimension: `instance_id:${AT_WORK}`,
    ...change,
  };
}

describe("a trace of a notebook that was started without a notebook lease", () => {
  it("gets it one with a single call, after looking at this notebook alone", async () => {
    const stage = await openSignals();
    const { entries } = await deliver(stage, { cts: trace(stage) }, "cts:ModelArts");
    expect(await stage.cloud.writes()).toEqual(["RenewLease 105"]);
    expect((await stage.cloud.journal())[0]?.body).toEqual({ duration: 8 * 3_600_000, type: "IDLE" });
    const reads = { ListNotebookFlavors: 1, ShowNotebook: 1, ShowLegacyNotebook: 1 };
    expect(await stage.cloud.calls()).toEqual({ ...reads, RenewLease: 1 });
    expect(entries.find(({ phase }) => phase === "planned")).toMatchObject({
      policy: "lease-for-all",
      resource: `prod/notebook/${AT_WORK}`,
      text: "notebook.started: startNotebook by elif; the cloud itself will stop it once it has been idle for 8 hours",
    });
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "done" });
  });

  it("has one effect however often and by whatever way it comes", async () => {
    const stage = await openSignals();
    const { run } = await deliver(stage, { cts: trace(stage) }, "cts:ModelArts");
    const first = await entriesOf(stage.host, run);
    const told = { message: JSON.stringify(trace(stage)), message_id: "m-1", type: "Notification" };
    const again = await deliver(stage, told);
    expect([again.run, again.entries.length]).toEqual([run, first.length]);
    expect(await stage.cloud.writes()).toEqual(["RenewLease 105"]);
  });

  it("is told as already so by the second trace of the same start", async () => {
    const stage = await openSignals();
    await deliver(stage, trace(stage));
    stage.clock.advance(2 * MINUTE_MS);
    const { entries } = await deliver(stage, trace(stage, { trace_id: "trace-2" }));
    expect(skips(entries)).toEqual({ "105": "already-so" });
    expect(await stage.cloud.writes()).toEqual(["RenewLease 105"]);
  });

  it("does nothing when the cloud had refused the start, and says so", async () => {
    const stage = await openSignals();
    const { entries } = await deliver(stage, trace(stage, { code: "400", trace_rating: "warning" }));
    expect(entries.find(({ phase }) => phase === "ignored")).toMatchObject({
      reason: "trace-failed",
      policy: "lease-for-all",
      text: "startNotebook: the cloud answered 400",
    });
    expect(await stage.cloud.calls()).toEqual({});
  });
});

describe("a trace of a purchase", () => {
  const bought = (stage: Stage, resource: string) =>
    trace(stage, { resource_type: "Server", trace_name: "createServer", resource_id: resource });

  it("is told, and nothing is done", async () => {
    const stage = await openSignals();
    const { entries } = await deliver(stage, bought(stage, BY_THE_YEAR));
    expect(entries.find(({ phase }) => phase === "planned")).toMatchObject({
      ...{ reason: "observe", policy: "tell-of-purchases", action: "none" },
      resource: `prod/dev-server/${BY_THE_YEAR}`,
      text: "dev-server.bought: createServer by elif; it is paid for by the month or year",
    });
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "observed" });
    expect(await stage.cloud.writes()).toEqual([]);
  });

  it("is none when the server is paid for by use", async () => {
    const stage = await openSignals();
    const { entries } = await deliver(stage, bought(stage, BY_USE));
    expect(story(entries)).toEqual(["skipped none 201 where-false"]);
  });
});

describe("an alarm", () => {
  it("stops what the signals say is idle, and not what it names itself", async () => {
    const stage = await openSignals();
    const { entries } = await deliver(stage, alarm(stage));
    const stopped = (await stage.cloud.writes()).filter((write) => write.startsWith("StopNotebook"));
    expect(stopped).toContain("StopNotebook 101");
    expect(stopped).not.toContain("StopNotebook 105");
    expect(await stage.cloud.statusOf(IDLE)).toBe("STOPPED");
    expect(await stage.cloud.statusOf(AT_WORK)).toBe("RUNNING");
    expect(skips(entries)["105"]).toBe("busy");
  });

  it("told again stops nothing twice", async () => {
    const stage = await openSignals();
    await deliver(stage, alarm(stage));
    const writes = await stage.cloud.writes();
    await deliver(stage, alarm(stage, { time: stage.clock.now() }));
    expect(await stage.cloud.writes()).toEqual(writes);
  });

  it.each([
    ["that is over", { alarm_status: "ok" }, "alarm-over"],
    ["of another name", { alarm_name: "cpu-busy" }, "no-policy"],
  ])("%s has nothing judged", async (_what, change, reason) => {
    const stage = await openSignals();
    const { entries } = await deliver(stage, alarm(stage, change));
    expect(entries.find(({ phase }) => phase === "ignored")?.reason).toBe(reason);
    expect(await stage.cloud.calls()).toEqual({});
  });
});
