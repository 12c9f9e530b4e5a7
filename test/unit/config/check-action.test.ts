import { describe, expect, it } from "vitest";
import { errorsOf, load, TARGETS, told } from "./load.ts";
import { BOTH, FILES, mistakes, policy } from "./policy-texts.ts";

describe("then", () => {
  it.each([
    [
      "on: { every: 1h }, resource: notebook",
      "then is missing: the policy says when, but not what | for example then: stop",
    ],
    [
      "on: { every: 1h }, resource: notebook, then: { stop: {}, start: {} }",
      "then must name exactly one verb | make it one policy for each",
    ],
    [
      "on: { every: 1h }, resource: notebook, then: {}",
      "then must name exactly one verb | make it one policy for each",
    ],
    [
      "on: { every: 1h }, then: stop",
      "resource is missing: the policy says what, but not to which machines | for example resource: notebook",
    ],
    [
      "on: { every: 1h }, resource: notebook, then: rebuild",
      "reinstall-os does not apply to notebook | it applies to dev-server",
    ],
    [
      "on: { every: 1h }, resource: [dev-server, supernode], then: lease",
      "lease does not apply to dev-server, supernode | it applies to notebook, legacy-notebook",
    ],
    [
      "on: { request: [stop, start] }, then: { lease: { hours: 2 } }",
      "stop or start is asked for, but lease would be done | remove then: what is asked for is done",
    ],
  ])("%s", async (keys, expected) => {
    expect(await mistakes(keys)).toEqual([expected]);
  });

  it("may not order another machine at every tick, nor without saying where", async () => {
    const order = (on: string, head: string) =>
      mistakes(`on: ${on}, resource: notebook, then: { create-notebook: { name: x } }`, head);
    const wrong =
      "create-notebook would order another machine every time | let somebody ask for it: on: { request: create-notebook }";
    expect(await order("{ every: 1h }", TARGETS)).toEqual([wrong]);
    expect(await order("{ budget: b, at: 1 }", TARGETS)).toEqual([wrong]);
    expect(await order("{ alarm: a }", TARGETS)).toEqual([wrong]);
    expect(await order("{ audit: notebook.started }", TARGETS)).toEqual([wrong]);
    const head = BOTH.replace("owners:", "sources: { jira: { secret: env:A } }\nowners:");
    const errors = await errorsOf(
      policy("on: { ticket: jira }, resource: notebook, then: create-notebook", head),
      {
        files: FILES,
      },
    );
    expect(errors[0]?.message).toContain("in which of the 2 targets");
  });
});

describe("an alarm", () => {
  it.each(["stop", "delete", "{ reinstall-os: { keyPair: ops } }"])(
    "never is enough for %s: the policy has to ask for more",
    async (then) => {
      const errors = await errorsOf(policy(`on: { alarm: gpu }, resource: dev-server, then: ${then}`));
      const [verb] = then.match(/[a-z-]+/) ?? [];
      expect(errors.map(told)).toEqual([
        `7:21 an alarm is only a hint, and ${verb} would rest on its word alone | say what has to be true as well, for example idle: 2h`,
      ]);
    },
  );

  it("may bring about what takes nothing away", async () => {
    const keys = "on: { alarm: gpu }, resource: notebook, then: ";
    for (const then of ["none", "{ lease: { hours: 2 } }"]) {
      expect((await load(policy(keys + then))).ok).toBe(true);
    }
  });
});

describe("then: none", () => {
  it("needs no permission, since nothing is sent", async () => {
    const keys = "on: { audit: dev-server.bought }, resource: dev-server, then: none, mode: enforce";
    expect((await load(`${policy(keys)}allow: [lease]\n`)).ok).toBe(true);
  });

  it("is no verb that could be asked for, allowed, or given parameters", async () => {
    expect((await errorsOf(policy("on: { request: none }")))[0]?.message).toMatch(/"none" is n/);
    const keys = "on: { every: 1h }, resource: notebook, then: ";
    expect((await errorsOf(`${policy(`${keys}stop`)}allow: [none]\n`))[0]?.path).toBe("allow.0");
    expect((await errorsOf(policy(`${keys}{ none: {} }`)))[0]?.message).toContain('no key "none"');
    expect(await mistakes("on: { request: stop }, then: none")).toEqual([
      "stop is asked for, but none would be done | remove then: what is asked for is done",
    ]);
  });
});

describe("the wall", () => {
  it("refuses a policy that could never act, and says what to write", async () => {
    expect(
      await mistakes(
        'on: { every: 1h }, resource: dev-server, where: id == "x", then: reboot, mode: enforce',
      ),
    ).toEqual([
      "reboot is not in allow, so this policy could never act | write allow: [stop, start, lease, reboot], or mode: observe",
    ]);
  });

  it("lets a policy observe what is not allowed", async () => {
    const loaded = await load(policy("on: { every: 1h }, resource: dev-server, then: delete"));
    expect(loaded.ok).toBe(true);
  });

  it("points at the request that is not allowed", async () => {
    const errors = await errorsOf(policy("on: { request: [stop, change-os] }, mode: enforce"));
    expect(errors.map(told)).toEqual([
      "7:30 change-os is not in allow, so this policy could never act | write allow: [stop, start, lease, change-os], or mode: observe",
    ]);
  });
});

describe("verbs that cannot be taken back", () => {
  const head = `${TARGETS}allow: [reinstall-os, delete]\n`;
  const text = (keys: string) => `${head}policies:\n  a: { ${keys} }\n`;

  it("are refused when nothing says which machine", async () => {
    const errors = await errorsOf(
      text(
        "on: { budget: b, at: 1 }, resource: dev-server, then: { rebuild: { keyPair: ops } }, mode: enforce",
      ),
    );
    expect(errors.map(told)).toEqual([
      "8:64 without where this would reinstall-os every dev-server | name the machine, for example where: id == event.server, or use on: { request: … }",
    ]);
  });

  it.each([
    'on: { budget: b, at: 1 }, resource: dev-server, where: name == "x", then: rebuild, mode: enforce',
    "on: { request: [rebuild, delete] }, mode: enforce",
    "on: { budget: b, at: 1 }, resource: dev-server, then: rebuild",
  ])("are accepted in: %s", async (keys) => {
    expect((await load(text(keys))).ok).toBe(true);
  });
});
