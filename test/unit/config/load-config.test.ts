import { describe, expect, it } from "vitest";
import { Policy } from "../../../lib/domain/policy.ts";
import { Target } from "../../../lib/domain/target.ts";
import { configOf, TARGETS } from "./load.ts";

describe("a config that is right", () => {
  it("needs no more than a version and a target; everything else has a default", async () => {
    const config = await configOf(
      "version: 1\ntargets:\n  lab: { cloud: otc, region: eu-de, project: 0a1b2c3d }\n",
    );
    expect(config).toEqual({
      version: 1,
      targets: [
        {
          name: "lab",
          cloud: "otc",
          region: "eu-de",
          project: "0a1b2c3d",
          credentials: "env:OTC_SDK",
          endpoint: null,
          prices: null,
        },
      ],
      store: "sqlite:curfew.db",
      allow: ["stop", "start", "lease"],
      limits: {
        ...{ perRun: 10, percent: 20, perOwnerPerHour: 3, perHour: 60, moneyPercent: 50, moneyFrom: 6 },
        ...{ holdDays: 30, holdsPerOwner: 10, freeze: [] },
      },
      owners: [],
      teams: {},
      sources: [],
      policies: [],
      budgets: [],
      calendars: {},
      prices: {},
    });
  });

  it("fills in every default of a policy", async () => {
    const { policies } = await configOf(
      `${TARGETS}policies:\n  idle: { on: { every: 10m }, resource: notebook, then: stop }\n`,
    );
    expect(policies).toEqual([
      {
        name: "idle",
        on: { kind: "every", everyMs: 600_000 },
        resources: ["notebook"],
        where: null,
        idleMs: null,
        idleThresholds: { cpuPercent: 5, gpuPercent: 1, npuPercent: 1, networkKbitPerS: 1.6 },
        idleAcceleratedMs: null,
        graceMs: 1_800_000,
        jupyter: false,
        hours: null,
        warnMs: [],
        waves: null,
        respectMs: 14_400_000,
        scarce: "ask",
        action: { verb: "stop", parameters: {} },
        parametersFrom: {},
        approve: null,
        tell: [],
        mode: "observe",
        cooldownMs: 1_800_000,
      },
    ]);
  });

  it.each([
    ["", 50, 6],
    ["limits: { perRun: 5 }", 50, 6],
    ["limits: { percent: 30 }", 50, 6],
    ["limits: { percent: 80 }", 80, 6],
    ["limits: { percent: 80, moneyPercent: 10 }", 10, 2],
    ["limits: { moneyPercent: 50 }", 50, 2],
  ])("caps money by half from the sixth machine on, unless it is said: %s", async (text, share, from) => {
    const { limits } = await configOf(`${TARGETS}${text}\n`);
    expect([limits.moneyPercent, limits.moneyFrom]).toEqual([share, from]);
  });

  it("keeps the order of targets, sources and policies", async () => {
    const config = await configOf(`version: 1
targets:
  zeta: { cloud: otc, region: eu-de, project: p1 }
  alpha: { cloud: otc, region: eu-de, project: p2 }
policies:
  second: { on: { every: 1h }, resource: notebook, then: stop, where: target == "zeta" }
  first: { on: { every: 1h }, resource: notebook, then: start, where: target == "zeta" }
`);
    expect(config.targets.map(({ name }) => name)).toEqual(["zeta", "alpha"]);
    expect(config.policies.map(({ name }) => name)).toEqual(["second", "first"]);
  });

  it("reads every form of on", async () => {
    const { policies } = await configOf(`${TARGETS}allow: [stop, reinstall-os, change-os, create-notebook]
sources:
  jira: { secret: env:A }
  github: { secret: env:B }
policies:
  cron: { on: { cron: " 0 20 * * 1-5 ", zone: Europe/Berlin }, resource: notebook, then: stop }
  utc: { on: { cron: "0 20 * * 1-5" }, resource: notebook, then: stop }
  percent: { on: { budget: b, at: 90% }, resource: notebook, then: stop }
  share: { on: { budget: b, at: 1.2 }, resource: notebook, then: stop }
  ticket: { on: { ticket: jira, when: event.form == "x" }, resource: notebook, then: stop }
  hook: { on: { webhook: github }, resource: notebook, then: stop }
  one: { on: { request: rebuild } }
  many: { on: { request: [create-notebook, change-os], from: [inbox, cli, jira] }, mode: enforce }
`);
    expect(policies.map(({ on }) => on)).toEqual([
      { kind: "cron", cron: "0 20 * * 1-5", zone: "Europe/Berlin" },
      { kind: "cron", cron: "0 20 * * 1-5", zone: "UTC" },
      { kind: "budget", budget: "b", at: 0.9 },
      { kind: "budget", budget: "b", at: 1.2 },
      { kind: "ticket", source: "jira", when: 'event.form == "x"' },
      { kind: "webhook", source: "github", when: null },
      { kind: "request", verbs: ["reinstall-os"], from: ["inbox"] },
      { kind: "request", verbs: ["create-notebook", "change-os"], from: ["inbox", "cli", "jira"] },
    ]);
    expect(policies.at(-1)).toMatchObject({
      action: null,
      resources: ["notebook", "dev-server", "supernode"],
    });
  });

  it("reads every form of then, with the words people use", async () => {
    const { policies } = await configOf(`${TARGETS}policies:
  a: { on: { every: 1h }, resource: notebook, then: { renew: { hours: 2 } } }
  b: { on: { every: 1h }, resource: dev-server, then: { rebuild: { keyPair: ops } } }
  c: { on: { every: 1h }, resource: dev-server, then: reinstall }
  d: { on: { every: 1h }, resource: notebook, then: { stop: {} } }
  e: { on: { request: [lease, stop] }, then: { lease: { hours: 8, type: idle } } }
`);
    expect(policies.map(({ action }) => action)).toEqual([
      { verb: "lease", parameters: { hours: 2 } },
      { verb: "reinstall-os", parameters: { keyPair: "ops", leave: "as-found" } },
      { verb: "reinstall-os", parameters: { leave: "as-found" } },
      { verb: "stop", parameters: {} },
      { verb: "lease", parameters: { type: "idle", hours: 8 } },
    ]);
  });

  it("reads the long form of idle, and a cooldown of nothing", async () => {
    const { policies } = await configOf(`${TARGETS}policies:
  a:
    on: { every: 10m }
    resource: [notebook, dev-server]
    idle: { for: 2h, cpu: 10, network: 0 }
    then: stop
    cooldown: 0
`);
    expect(policies[0]).toMatchObject({
      idleMs: 7_200_000,
      idleThresholds: { cpuPercent: 10, gpuPercent: 1, npuPercent: 1, networkKbitPerS: 0 },
      cooldownMs: 0,
    });
  });

  it("gives records that the domain's own schemas accept", async () => {
    const { policies, targets } = await configOf(
      `${TARGETS}policies:\n  a: { on: { request: stop }, idle: 2h, mode: enforce }\n`,
    );
    for (const policy of policies) expect(Policy.parse(policy)).toEqual(policy);
    for (const target of targets) expect(Target.parse(target)).toEqual(target);
  });

  it("takes an endpoint as an origin, and with it any region", async () => {
    const { targets } = await configOf(
      "version: 1\ntargets:\n  a: { cloud: otc, region: nowhere, project: p, endpoint: 'http://127.0.0.1:9000/' }\n",
    );
    expect(targets[0]).toMatchObject({ endpoint: "http://127.0.0.1:9000", region: "nowhere" });
  });

  it("finds the scheme of a source by its name, and keeps references as they are", async () => {
    const { sources } = await configOf(`${TARGETS}sources:
  jira: { secret: env:A }
  budget: { secret: [env:B, env:C] }
  github: { secret: env:D }
  cost-alerts: { scheme: budget, secret: env:E }
`);
    const nobody = { people: {}, rules: [], requester: null, approver: null };
    const rest = { byKind: {}, ...nobody, comment: null, callbackHosts: [] };
    expect(sources).toEqual([
      { name: "jira", scheme: "jira-cloud", secrets: ["env:A"], ...rest },
      { name: "budget", scheme: "standard-webhooks", secrets: ["env:B", "env:C"], ...rest },
      { name: "github", scheme: "github", secrets: ["env:D"], ...rest },
      { name: "cost-alerts", scheme: "standard-webhooks", secrets: ["env:E"], ...rest },
    ]);
  });

  it("may use anchors and aliases", async () => {
    const { policies } = await configOf(`${TARGETS}policies:
  a: { on: &often { every: 10m }, resource: notebook, then: stop }
  b: { on: *often, resource: dev-server, then: stop }
`);
    expect(policies[1]?.on).toEqual(policies[0]?.on);
  });
});
