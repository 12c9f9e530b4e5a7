import { describe, expect, it } from "vitest";
import { isAutomationError } from "../../../lib/domain/errors.ts";
import type { PlanFixtureInput } from "../../../lib/testing/plan-fixture.ts";
import { planOf } from "../../../lib/testing/plan-of.ts";

const now = "2026-11-20T22:00:00Z";
const POLICIES = `policies:
  a: { on: { every: 10m }, resource: [notebook, dev-server], then: stop }
  b: { on: { alarm: x }, resource: notebook, idle: 1h, then: stop }
`;
const m = { name: "m", kind: "notebook" };

/** What is wrong with a fixture. */
async function refusalOf(fixture: unknown, source = POLICIES): Promise<string> {
  try {
    await planOf(source, fixture as PlanFixtureInput);
    return "nothing";
  } catch (error) {
    return isAutomationError(error) && error.code === "usage" ? error.message : `not for users: ${error}`;
  }
}

describe("a fixture that breaks a rule", () => {
  it.each([
    [{ now: "today", machines: [] }, "fixture.now: now must be a time such as 2026-11-20T22:00:00Z"],
    [{ machines: [] }, "fixture.now: now is missing"],
    [
      { now, machines: [{ ...m, flavour: "x" }] },
      'fixture.machines[0].flavour: there is no key "flavour" in machines.0; did you mean "flavor"?',
    ],
    [
      { now, machines: [{ ...m, status: "running" }] },
      "fixture.machines[0].status: status must be the cloud's own word in capital letters, such as RUNNING or STOPPED",
    ],
    [
      { now, machines: [{ ...m, idleFor: "3 hours" }] },
      "fixture.machines[0].idleFor: idleFor must be a time span such as 90s, 10m, 2h or 7d",
    ],
    [
      { now, machines: [{ ...m, kind: "notebok" }] },
      'fixture.machines[0].kind: "notebok" is none of notebook, legacy-notebook, dev-server, supernode; did you mean "notebook"?',
    ],
    [
      { now, machines: [{ name: "m" }] },
      "fixture.machines[0].kind: the policies are about several kinds of machines; write one of notebook, dev-server",
    ],
    [
      { now, machines: [m, m] },
      "fixture.machines[1].name: there is another machine m; give each a name of its own",
    ],
    [
      { now, machines: [{ ...m, target: "lab" }] },
      "fixture.machines[0].target: there is no target lab; write one of test",
    ],
    [
      { now, machines: [{ ...m, kind: "dev-server", signals: { kernels: 0 } }] },
      "fixture.machines[0].signals.kernels: huaweicloud tells no kernels of a dev-server; leave it out; docs/idle.md says what can be known of which machine",
    ],
    [
      { now, machines: [m], holds: [{ machine: "n", until: now }] },
      "fixture.holds[0].machine: there is no machine n; under machines are m",
    ],
    [
      { now, machines: [m], log: [{ machine: "m", did: "stop" }] },
      'fixture.log[0]: either at or ago says when it was; for example ago: "2h"',
    ],
    [
      { now, machines: [m], log: [{ machine: "m", ago: "2h" }] },
      "fixture.log[0]: exactly one of did, warned, restarted, asked says what happened",
    ],
    [
      { now, machines: [m], log: [{ machine: "m", at: "2027-01-01T00:00:00Z", asked: true }] },
      "fixture.log[0].at: the log tells of what has happened, and this is after now",
    ],
    [
      { now, machines: [m], log: [{ machine: "m", ago: "2h", did: "stop", by: "c" }] },
      "fixture.log[0].by: there is no policy c; write one of a, b",
    ],
    [
      { now, machines: [m], log: [{ machine: "m", ago: "2h", warned: "a" }] },
      "fixture.log[0].warned: the policy a gives no warnings; add warn to it",
    ],
    [{ now, machines: [m], policy: "c" }, "fixture.policy: there is no policy c; the config has a, b"],
    [
      { now, machines: [m], on: { audit: "notebook.started", machine: "n" } },
      "fixture.on.machine: there is no machine n; under machines are m",
    ],
  ])("%j", async (fixture, message) => {
    expect(await refusalOf(fixture)).toBe(message);
  });

  it("tells everything that is wrong at once", async () => {
    const message = await refusalOf({ now: 5, machines: [{ name: "" }] });
    expect(message.split("\n")).toHaveLength(2);
  });

  it("names the alarm when several are waited for, and the target when there are several", async () => {
    const two = `${POLICIES}  c: { on: { alarm: y }, resource: notebook, idle: 1h, then: stop }\n`;
    expect(await refusalOf({ now, machines: [m], on: "alarm" }, two)).toBe(
      'fixture.on: the policies wait for several alarms; name it, as in on: { alarm: "gpu-idle" }',
    );
    const targets = `version: 1
targets:
  a: { cloud: otc, region: eu-de, project: p }
  b: { cloud: otc, region: eu-de, project: q }
`;
    expect(await refusalOf({ now, machines: [m] }, targets)).toBe(
      "fixture.machines[0].target: the config has several targets; write one of a, b",
    );
  });
});
