import { describe, expect, it } from "vitest";
import { errorsOf, told, warningsOf } from "./load.ts";
import { BOTH, FILES, mistakes, OTC, policy } from "./policy-texts.ts";

describe("kinds and clouds", () => {
  it("refuses a kind that no target offers", async () => {
    expect(await mistakes("on: { every: 1h }, resource: dev-server, then: stop", OTC)).toEqual([
      "no target offers a dev-server: lab (Open Telekom Cloud) | choose another kind, or add a target that has it",
    ]);
    expect(await mistakes("on: { request: [stop, create-dev-server] }", OTC)).toEqual([
      "no target offers what create-dev-server is for (dev-server): lab (Open Telekom Cloud) | remove it, or add a target that has it",
    ]);
  });

  it("warns where only some targets offer it, unless the policy says where it means", async () => {
    const warned = await warningsOf(
      policy("on: { every: 1h }, resource: [notebook, supernode], then: stop", BOTH),
      {
        files: FILES,
      },
    );
    expect(warned.map(told)).toEqual([
      "7:48 lab (Open Telekom Cloud) offers no supernode | nothing happens there",
    ]);
    const chosen = 'on: { every: 1h }, resource: supernode, where: target == "prod", then: stop';
    expect(await warningsOf(policy(chosen, BOTH), { files: FILES })).toEqual([]);
  });

  it("refuses an audit that tells of other machines than the policy means", async () => {
    const keys = (words: string, resource: string) =>
      policy(`on: { audit: ${words} }, resource: ${resource}, then: none`);
    const errors = await errorsOf(keys("[notebook.started, dev-server.started]", "[notebook, supernode]"));
    expect(errors.map(told)).toEqual([
      "7:40 dev-server.started tells of a dev-server, and resource is notebook, supernode | write resource: dev-server",
    ]);
    expect((await errorsOf(keys("notebook.created", "dev-server"))).map(told)).toEqual([
      "7:21 notebook.created tells of a notebook or legacy-notebook, and resource is dev-server | write resource: notebook",
    ]);
  });

  it("says nothing about what targets offer while one of them has mistakes", async () => {
    const errors = await errorsOf(`version: 1
targets:
  lab: { cloud: otc, region: eu-de, project: p }
  prod: { cloud: huaweicloud, region: cn-north-4 }
policies:
  a: { on: { every: 1h }, resource: dev-server, then: stop }
`);
    expect(errors.map(({ path }) => path)).toEqual(["targets.prod.project"]);
  });

  it("knows that no idle detector stands behind a notebook lease on Open Telekom Cloud", async () => {
    const keys = "on: { every: 1h }, resource: notebook, then: { lease: { type: idle, hours: 2 } }";
    expect(await mistakes(keys, OTC)).toEqual([
      "no idle detector is known behind a notebook lease of type idle in lab | write type: timing",
    ]);
    const warned = await warningsOf(policy(keys, BOTH), { files: FILES });
    expect(warned.map(({ path }) => path)).toEqual(["policies.a.then.lease.type"]);
  });
});

describe("idle", () => {
  it("warns where it could never decide", async () => {
    const keys = "on: { every: 1h }, resource: notebook, idle: 2h, then: stop";
    const [warning] = await warningsOf(policy(keys, OTC));
    expect(warning).toMatchObject({ line: 7, column: 53, severity: "warning", path: "policies.a.idle" });
    expect(warning?.message).toBe(
      "idle could never decide for a notebook in lab (Open Telekom Cloud): there are no metrics",
    );
    expect(await warningsOf(policy(keys))).toEqual([]);
    expect(warning?.hint).toContain("jupyter: true");
    const asked = "on: { every: 1h }, resource: notebook, idle: { for: 2h, jupyter: true }, then: stop";
    expect(await warningsOf(policy(asked, OTC))).toEqual([]);
    const older = asked.replace("resource: notebook", "resource: legacy-notebook");
    expect((await warningsOf(policy(older, OTC))).map(({ hint }) => hint)).not.toEqual([
      expect.stringContaining("jupyter"),
    ]);
    const servers = "on: { every: 1h }, resource: supernode, idle: 2h, then: stop";
    expect(await warningsOf(policy(servers))).toHaveLength(1);
  });

  it.each([
    ["5m", 53],
    ["8d", 53],
    ["{ for: 9m }", 60],
    ["{ for: { accelerated: 5m, other: 6h } }", 75],
  ])("must be 10 minutes to 7 days: %s", async (idle, column) => {
    const [error] = await errorsOf(
      policy(`on: { every: 1h }, resource: notebook, idle: ${idle}, then: stop`),
    );
    expect(error).toMatchObject({ line: 7, column, message: "idle must be 10m to 7d" });
  });
});
