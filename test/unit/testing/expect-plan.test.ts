import { describe, expect, it } from "vitest";
import { expectPlan } from "../../../lib/testing/expect-plan.ts";
import { planOf } from "../../../lib/testing/plan-of.ts";

const IDLE = `policies:
  idle:
    { on: { every: 10m }, resource: notebook, where: flavor.gpu > 0, idle: 2h, then: stop }
`;
const now = "2026-11-20T22:00:00Z";
const gpu = { flavor: "modelarts.vm.gpu.v100" };

const FLEET = {
  now,
  machines: [
    { name: "idle", ...gpu, signals: { cpu: 2, gpu: 0 }, idleFor: "3h" },
    { name: "busy", ...gpu, signals: { cpu: 80, gpu: 0 } },
    { name: "cpu-only", signals: { cpu: 2 } },
  ],
};

/** The text of what a function throws. */
function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof Error && error.constructor === Error ? error.message : `not plain: ${error}`;
  }
  return "nothing was thrown";
}

describe("a plan that is as expected", () => {
  it("lets every assertion pass, one after the other", async () => {
    const expected = await expectPlan(IDLE, FLEET);
    const last = expected
      .toStop("idle")
      .toAct("idle", "stop")
      .toSkip("busy")
      .toSkip("busy", "busy")
      .toIgnore("cpu-only")
      .toEqual({ act: { idle: "stop" }, skip: { busy: "busy" } });
    expect(last).toBe(expected);
    expect(expected.plan).toEqual(await planOf(IDLE, FLEET));
  });

  it("may be that nothing is done", async () => {
    const expected = await expectPlan(IDLE, { ...FLEET, machines: FLEET.machines.slice(1) });
    expected.toDoNothing().toEqual({ skip: { busy: "busy" } });
  });

  it("may be a start", async () => {
    const policy = "on: { every: 1h }\nresource: dev-server\nthen: start\n";
    (await expectPlan(policy, { now, machines: [{ name: "a", status: "STOPPED" }] })).toStart("a");
  });
});

describe("a plan that is not as expected", () => {
  const kept: { plan?: ReturnType<typeof expectPlan> } = {};
  const planned = () => {
    kept.plan ??= expectPlan(IDLE, FLEET);
    return kept.plan;
  };

  it("fails with a plain error that shows the plan with its reasons", async () => {
    const expected = await expectPlan(IDLE, FLEET);
    const message = messageOf(() => expected.toStop("busy"));
    expect(message.split("\n").slice(0, 2)).toEqual([
      "expected stop of busy; the plan is",
      "  act  idle, idle, stop (observe): idle: over 2h: cpu idle: 2 % (limit 5, 24 points, the fixture); gpu idle: 0 % (limit 1, 24 points, the fixture)",
    ]);
    expect(message).toContain("  skip busy, idle, stop (observe): busy: over 2h: cpu busy: 80 %");
  });

  it.each([
    ["a skip of what is stopped", "toSkip", ["idle"]],
    ["another reason", "toSkip", ["busy", "held"]],
    ["a machine that is judged after all", "toIgnore", ["busy"]],
    ["a start", "toStart", ["idle"]],
    ["another verb", "toAct", ["idle", "delete"]],
    ["nothing", "toDoNothing", []],
    ["an empty plan", "toEqual", [{}]],
    ["another skip", "toEqual", [{ act: { idle: "stop" }, skip: { busy: "held" } }]],
    ["one verdict too many", "toEqual", [{ act: { idle: "stop", busy: "stop" } }]],
  ] as const)("fails when %s was expected", async (_what, method, args) => {
    const expected = await planned();
    const assert = expected[method] as (...args: readonly unknown[]) => unknown;
    expect(messageOf(() => assert(...args))).toMatch(/^expected .*; the plan is\n/);
  });

  it("says so when the event sets no policy off, and when no machine is meant", async () => {
    const budget = 'policies: { cut: { on: { budget: all, at: "90%" }, resource: notebook, then: stop } }';
    const waiting = await expectPlan(budget, FLEET);
    expect(messageOf(() => waiting.toStop("idle"))).toMatch(/sets no policy off; say what does with on/);
    const unmeant = await expectPlan(IDLE, { ...FLEET, machines: FLEET.machines.slice(2) });
    expect(messageOf(() => unmeant.toStop("cpu-only"))).toMatch(/empty: idle meant none of the machines/);
  });

  it("counts what was sent within the hour against the cap of its owner", async () => {
    const capped = `version: 1
targets: { lab: { cloud: huaweicloud, region: cn-north-4, project: env:P } }
owners: [{ field: tag:owner }]
limits: { percent: 100, perOwnerPerHour: 3 }
policies:
  idle: { on: { every: 10m }, resource: notebook, idle: 2h, then: stop, mode: enforce }
`;
    const machines = ["a", "b", "c", "d"].map((name) => ({
      ...{ name, idleFor: "9h", tags: { owner: "anna" } },
      ...(name === "d" ? {} : { status: "STOPPED" }),
    }));
    const log = ["a", "b", "c"].map((machine) => ({ machine, ago: "20m", did: "stop" as const, by: "idle" }));
    (await expectPlan(capped, { now, machines })).toStop("d");
    (await expectPlan(capped, { now, machines, log })).toSkip("d", "cap-owner");
    const past = log.map((entry) => ({ ...entry, ago: "61m" }));
    (await expectPlan(capped, { now, machines, log: past })).toStop("d");
  });

  it("points to the caps when they cut the plan", async () => {
    const machines = ["a", "b"].map((name) => ({ name, ...gpu, idleFor: "3h" }));
    const capped = await expectPlan(IDLE, { now, machines });
    capped.toStop("a").toStop("b");
    const small = `limits: { perRun: 1 }\n${IDLE}`;
    const cut = await expectPlan(small, { now, machines });
    cut.toStop("a").toSkip("b", "cap-count");
    expect(messageOf(() => cut.toStop("b"))).toMatch(/caps: false in the fixture/);
    (await expectPlan(small, { now, machines, caps: false })).toStop("b");
  });

  it("refuses names that the fixture does not have, so that a typing error proves nothing", async () => {
    const expected = await expectPlan(IDLE, FLEET);
    expect(() => expected.toIgnore("ilde")).toThrow(
      "there is no machine ilde in the fixture; it has idle, busy, cpu-only",
    );
  });
});
