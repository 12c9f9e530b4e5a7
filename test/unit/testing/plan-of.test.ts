import { describe, expect, it } from "vitest";
import type { PlanFixtureInput } from "../../../lib/testing/plan-fixture.ts";
import { planOf } from "../../../lib/testing/plan-of.ts";
import type { PolicySource } from "../../../lib/testing/read-policies.ts";

/** Written so, the key of a policy is not taken for a promise's. */
const THEN = "then";

const now = "2026-11-20T22:00:00Z";
const OFFICE = {
  on: { every: "10m" },
  resource: "dev-server",
  hours: { off: "Mon-Fri 20:00-07:00, Sat-Sun", zone: "Europe/Berlin" },
  [THEN]: ["stop", "start"],
};
const idle = { on: { every: "10m" }, resource: "notebook", idle: "2h", [THEN]: "stop" };
const every = { on: { every: "10m" }, resource: "notebook", [THEN]: "stop" };

/** `machine verb` of what is acted on, `machine reason` of what is not. */
async function told(source: PolicySource, fixture: PlanFixtureInput): Promise<readonly string[]> {
  const { act, skip, ignored } = await planOf(source, fixture);
  return [
    ...act.map(({ machine, verb }) => `${machine} ${verb}`),
    ...skip.map(({ machine, reason }) => `${machine} ${reason}`),
    ...ignored.map(({ policy, reason }) => `(${policy} ${reason})`),
  ];
}

describe("signals of a fixture", () => {
  it.each([
    ["idle for longer than the window and the grace", { idleFor: "3h" }, "stop"],
    ["long work that ended within the grace", { idleFor: "130m" }, "busy"],
    ["idle for less than the window", { idleFor: "1h" }, "busy"],
    ["at rest for ever", { signals: { cpu: 1 } }, "stop"],
    ["at work", { signals: { cpu: 50 } }, "busy"],
    ["no signals", {}, "no-evidence"],
    ["points that are old", { signals: { cpu: { value: 1, age: "40m" } } }, "no-evidence"],
    ["a GPU that is not seen", { flavor: "x.gpu.1", signals: { cpu: 1 } }, "no-evidence"],
    ["GPUs that one figure stands for", { flavor: { gpu: 8 }, signals: { cpu: 1, gpu: 0 } }, "stop"],
    ["figures that cannot be", { signals: { cpu: 180 } }, "no-evidence"],
    ["a GPU at work", { flavor: "x.gpu.1", signals: { cpu: 1, gpu: 40 } }, "busy"],
    ["just changed", { signals: { cpu: 1 }, changedAgo: "30m" }, "just-started"],
    [
      "a tiny machine whose system is seen",
      { flavor: { vcpus: 2 }, signals: { cpu: 8, network: 1 } },
      "stop",
    ],
  ] as const)("%s", async (_what, machine, expected) => {
    expect(await told(idle, { now, machines: [{ name: "m", ...machine }] })).toEqual([`m ${expected}`]);
  });

  it("asks a notebook itself only where the policy does", async () => {
    const otc = `version: 1
targets: { lab: { cloud: otc, region: eu-de, project: p } }
policies: { idle: { on: { every: 10m }, resource: notebook, idle: { for: 2h, jupyter: JUPYTER }, then: stop } }
`;
    const fixture = { now, machines: [{ name: "m", owner: "anna", idleFor: "3h" }] };
    expect(await told(otc.replace("JUPYTER", "true"), fixture)).toEqual(["m stop"]);
    expect(await told(otc.replace("JUPYTER", "false"), fixture)).toEqual(["m no-evidence"]);
    const busy = { now, machines: [{ name: "m", owner: "anna", signals: { kernels: 1, terminals: 0 } }] };
    expect(await told(otc.replace("JUPYTER", "true"), busy)).toEqual(["m busy"]);
  });
});

describe("machines of a fixture", () => {
  it.each([
    ["is stopped already", { status: "STOPPED" }, "already-so"],
    ["is in a change", { status: "STARTING" }, "changing"],
    ["has a status that no document names", { status: "DREAMING" }, "unknown-state"],
    ["is prepaid", { kind: "dev-server", billing: "prepaid" }, "saves-nothing"],
    ["is bare metal", { kind: "dev-server", hardware: "BMS" }, "saves-nothing"],
    ["is sold out", { soldOut: true }, "scarce"],
    ["has no owner", { owner: null }, "owner-unknown"],
  ] as const)("are left alone when one %s", async (_what, machine, reason) => {
    const policy = { ...every, resource: ["notebook", "dev-server"] };
    const machines = [{ name: "m", kind: "notebook" as const, ...machine }];
    expect(await told(policy, { now, machines })).toEqual([`m ${reason}`]);
  });

  it("have the attributes that where asks for", async () => {
    const where = [
      'name == "m" && id == "i-1" && kind == "notebook" && target == "test" && state == "running"',
      'tags.env == "test" && owner == "anna" && team == "vision" && user.name == "anna@example.test"',
      'flavor.name == "big" && flavor.gpu == 4 && flavor.vcpus == 32 && ageHours > 47',
      'lease.enabled && lease.type == "timing" && known(lease.expiresAtMs)',
    ].join(" && ");
    const machine = {
      ...{ name: "m", id: "i-1", tags: { env: "test" }, owner: "anna", team: "vision", createdAgo: "2d" },
      user: { name: "anna@example.test" },
      flavor: { name: "big", gpu: 4, npu: 0, vcpus: 32 },
      lease: { type: "timing" as const, endsIn: "5h" },
    };
    expect(await told({ ...every, where }, { now, machines: [machine] })).toEqual(["m stop"]);
  });

  it("make a condition doubtful where they do not tell what it asks for, and then nothing is done", async () => {
    const policy = { ...every, where: 'tags.env == "test"' };
    const { skip } = await planOf(policy, { now, machines: [{ name: "m" }] });
    expect(skip).toMatchObject([
      { reason: "where-unknown", text: 'tags.env == "test": tags.env is not known' },
    ]);
  });
});

describe("what the log and people say in a fixture", () => {
  const machines = [{ name: "m", kind: "dev-server" as const, status: "STOPPED" }];
  const friday = { now: "2026-11-20T10:00:00Z", machines };

  it("starts again what the policy itself has stopped, and nothing else", async () => {
    const log = (by: string) => [{ machine: "m", ago: "14h", did: "stop" as const, by }];
    expect(await told(OFFICE, { ...friday, log: log("policy") })).toEqual(["m start"]);
    expect(await told(OFFICE, { ...friday, log: log("person") })).toEqual(["m not-ours"]);
    expect(await told(OFFICE, friday)).toEqual(["m not-ours"]);
  });

  it("starts it again after a freeze, too, that lasted longer than the log is read back", async () => {
    const monday = { now: "2027-01-04T07:00:00Z", machines };
    const did = (by: string, ago: string) => [{ machine: "m", ago, did: "stop" as const, by }];
    const frozen = {
      policies: { office: OFFICE },
      limits: { freeze: [{ from: "2026-12-20", to: "2027-01-03", zone: "Europe/Berlin", why: "year end" }] },
    };
    expect(await told(frozen, { ...monday, log: did("office", "395h") })).toEqual(["m start"]);
    expect(await told(frozen, { ...monday, log: did("person", "395h") })).toEqual(["m not-ours"]);
    expect(await told(frozen, { ...monday, log: did("office", "101d") })).toEqual(["m not-ours"]);
    const gone = await planOf(frozen, monday);
    expect(gone.skip[0]?.text).toBe("no stop of this policy is known of the last 100d");
  });

  it("respects a person's start also where a policy has set the notebook lease since", async () => {
    const lease = { on: { every: "10m" }, resource: "notebook", [THEN]: { lease: { hours: 8 } } };
    const policies = { nights: { ...every, cooldown: 0 }, fallback: lease };
    const log = [
      { machine: "m", ago: "110m", did: "stop" as const, by: "nights" },
      { machine: "m", ago: "54m", did: "lease" as const, by: "fallback" },
    ];
    const set = { enabled: true, type: "idle" as const };
    const nb = [{ name: "m", changedAgo: "55m", lease: set }];
    expect(await told({ policies }, { now, machines: nb, log })).toEqual(["m restarted", "m already-so"]);
  });

  it("knows holds, cooldowns, restarts by people and doubtful lists", async () => {
    const machine = [{ name: "m" }];
    const until = "2026-11-21T08:00:00Z";
    const held = { now, machines: machine, holds: [{ machine: "m", until, owner: "anna" }] };
    expect(await told(every, held)).toEqual(["m held"]);
    const acted = { machine: "m", did: "stop" as const, by: "policy" };
    const soon = { now, machines: machine, log: [{ ...acted, ago: "10m" }] };
    expect(await told(every, soon)).toEqual(["m cooldown"]);
    const again = { now, machines: [{ name: "m", changedAgo: "1h" }], log: [{ ...acted, ago: "2h" }] };
    expect(await told(every, again)).toEqual(["m restarted"]);
    const doubt = { notebook: "it was short" };
    const two = { now, machines: [{ name: "m" }, { name: "n" }], doubt };
    expect(await told(every, two)).toEqual(["m stop", "n doubtful-inventory"]);
  });

  it("takes an idle rule that was wrong less at its word", async () => {
    const machines = [{ name: "m", idleFor: "3h" }];
    const log = [{ machine: "m", ago: "5d", restarted: "policy" }];
    expect(await told(idle, { now, machines })).toEqual(["m stop"]);
    expect(await told(idle, { now, machines, log })).toEqual(["m busy"]);
    expect(await told(idle, { now, machines, log: [{ machine: "m", ago: "1h", asked: true }] })).toEqual([
      "m busy",
    ]);
  });

  it("warns before it stops", async () => {
    const policy = { ...every, warn: ["30m"] };
    const machines = [{ name: "m" }];
    expect(await told(policy, { now, machines })).toEqual(["m warned"]);
    const warned = (ago: string) => [{ machine: "m", ago, warned: "policy" }];
    expect(await told(policy, { now, machines, log: warned("10m") })).toEqual(["m warned"]);
    expect(await told(policy, { now, machines, log: warned("31m") })).toEqual(["m stop"]);
  });
});

describe("what sets policies off in a fixture", () => {
  const machines = [{ name: "m" }];
  const on = (cause: Readonly<Record<string, unknown>>, more: object = {}) => ({
    ...every,
    on: cause,
    ...more,
  });

  it("is a clock pass, in which everything is due unless it is said since when", async () => {
    const policy = on({ cron: "0 20 * * *" });
    expect(await told(policy, { now, machines })).toEqual(["m stop"]);
    expect(await told(policy, { now, machines, on: { since: "2026-11-20T19:50:00Z" } })).toEqual(["m stop"]);
    expect(await told(policy, { now, machines, on: { since: "2026-11-20T21:50:00Z" } })).toEqual([]);
  });

  it("is a budget that is used up so far", async () => {
    const policy = on({ budget: "vision", at: "90%" });
    expect(await told(policy, { now, machines, on: { budget: "vision", at: "90%" } })).toEqual(["m stop"]);
    expect(await told(policy, { now, machines, on: { budget: "vision", at: 0.8 } })).toEqual([]);
    const forecast = { budget: "vision", at: 1, kind: "forecast" as const };
    expect(await told(policy, { now, machines, on: forecast })).toEqual([]);
  });

  it("is an alarm, which proves nothing by itself", async () => {
    const policy = on({ alarm: "gpu-idle*" });
    const quiet = [{ name: "m", idleFor: "3h" }];
    expect(await told({ ...policy, idle: "2h" }, { now, machines: quiet, on: "alarm" })).toEqual(["m stop"]);
    expect(await told({ ...policy, idle: "2h" }, { now, machines, on: { alarm: "gpu-idle-7" } })).toEqual([
      "m no-evidence",
    ]);
    const over = { alarm: "gpu-idle", status: "ok" as const };
    expect(await told({ ...policy, idle: "2h" }, { now, machines: quiet, on: over })).toEqual([
      "(policy alarm-over)",
    ]);
  });

  it("is a ticket or a webhook of a sender that nobody needs to write down", async () => {
    const policy = on(
      { ticket: "jira", when: 'event.status == "Approved"' },
      { where: "name == event.server" },
    );
    const ticket = (status: string) => ({ ticket: "jira", data: { status, server: "m" } });
    expect(await told(policy, { now, machines, on: ticket("Approved") })).toEqual(["m stop"]);
    expect(await told(policy, { now, machines, on: ticket("Open") })).toEqual(["(policy when-false)"]);
    const hook = on({ webhook: "ci" }, { where: 'name == event["machine"]' });
    expect(await told(hook, { now, machines, on: { webhook: "ci", data: { machine: "m" } } })).toEqual([
      "m stop",
    ]);
  });

  it("is a ticket that has moved, unless its data say that it was only edited", async () => {
    const reboot = {
      on: { ticket: "jira" },
      resource: "dev-server",
      where: "name == event.server",
      mode: "enforce",
    };
    const server = [{ name: "m", kind: "dev-server" as const }];
    const asks = (data: object) => ({
      now,
      machines: server,
      on: { ticket: "jira", data: { server: "m", ...data } },
    });
    expect(await told({ ...reboot, [THEN]: "reboot" }, asks({}))).toEqual(["m reboot"]);
    expect(await told({ ...reboot, [THEN]: "reboot" }, asks({ transition: null }))).toEqual([
      "(policy no-transition)",
    ]);
  });

  it("is something that somebody says in a chat", async () => {
    const policy = on({ chat: "slack", when: 'event.text == "clean up" && event.user == "U7"' });
    const said = (text: string) => ({ chat: "slack", text, user: "U7" });
    expect(await told(policy, { now, machines, on: said("clean up") })).toEqual(["m stop"]);
    expect(await told(policy, { now, machines, on: said("tidy up") })).toEqual(["(policy when-false)"]);
  });

  it("is somebody who asks, or an audit trace", async () => {
    const asked = { on: { request: "reboot", from: ["inbox"] }, resource: "dev-server", mode: "enforce" };
    const server = [{ name: "m", kind: "dev-server" as const }];
    expect(await told(asked, { now, machines: server, on: { request: "reboot", machine: "m" } })).toEqual([
      "m reboot",
    ]);
    const lease = on({ audit: "notebook.started" }, { [THEN]: { lease: { hours: 8 } } });
    const audit = { audit: "notebook.started" as const, machine: "m" };
    expect(await told(lease, { now, machines, on: audit })).toEqual(["m lease"]);
    expect(await told(lease, { now, machines, on: { ...audit, code: 403 } })).toEqual([
      "(policy trace-failed)",
    ]);
  });

  it("is somebody who asks for an exception, which is granted or refused", async () => {
    const asked = { on: { request: ["hold", "extend"] }, resource: "notebook", mode: "enforce" };
    const hold = { request: "hold", machine: "m", by: "anna", why: "training", parameters: { for: "2h" } };
    expect(await told(asked, { now, machines, on: hold })).toEqual(["m hold"]);
    const long = { ...hold, parameters: { for: "60d" } };
    expect(await told(asked, { now, machines, on: long })).toEqual(["m hold-limit"]);
  });

  it("is a ticket that asks for an exception or brings parameters", async () => {
    const keep = {
      on: { ticket: "jira" },
      ...{ resource: "notebook", where: "name == event.machine", mode: "enforce" },
      ...{ [THEN]: "hold", with: { for: "event.span" } },
    };
    const two = [{ name: "m" }, { name: "n" }];
    const asks = (data: object) => ({
      now,
      machines: two,
      on: { ticket: "jira", data: { machine: "m", ...data } },
    });
    expect(await told(keep, asks({ span: "2h", requester: "anna" }))).toEqual(["m hold"]);
    expect(await told(keep, asks({ span: "60d", requester: "anna" }))).toEqual(["m hold-limit"]);
    expect(await told(keep, asks({ requester: "anna" }))).toEqual(["m invalid-parameters"]);
    expect(await told(keep, asks({ span: "2h" }))).toEqual(["m invalid-parameters"]);
  });

  it("is any event that is written out", async () => {
    const event = {
      specversion: "1.0",
      id: "e-1",
      source: "ci",
      type: "webhook.received",
      trigger: "webhook",
      time: now,
      data: { go: true },
    } as const;
    expect(await told(on({ webhook: "ci", when: "event.go" }), { now, machines, on: { event } })).toEqual([
      "m stop",
    ]);
  });
});

describe("one policy of several", () => {
  it("can be looked at alone", async () => {
    const policies = { a: every, b: { ...every, [THEN]: "none" } };
    const fixture = { now, machines: [{ name: "m" }] };
    expect(await told({ policies }, fixture)).toEqual(["m stop", "m none"]);
    expect((await planOf({ policies }, { ...fixture, policy: "b" })).policies).toEqual(["b"]);
  });
});
