import { describe, expect, it } from "vitest";
import { configOf, errorsOf, TARGETS } from "./load.ts";
import { mistakes, policy } from "./policy-texts.ts";

describe("spans for which a policy leaves a machine alone", () => {
  const stop = "on: { every: 10m }, resource: notebook, then: stop";

  it.each([
    ["respect: 7d", "respect: 8d", "respect must be at most 7d"],
    ["cooldown: 31d", "cooldown: 999999d", "cooldown must be at most 31d"],
    ["warn: [7d]", "warn: [30m, 169h]", "an entry of warn must be at most 7d"],
    ["hours: { minUptime: 31d }", "hours: { minUptime: 32d }", "minUptime must be at most 31d"],
    ["idle: { for: 2h, grace: 7d }", "idle: { for: 2h, grace: 8d }", "grace must be at most 7d"],
  ])("come to an end: %s may be, %s may not", async (right, wrong, message) => {
    expect((await configOf(policy(`${stop}, ${right}`))).policies).toHaveLength(1);
    const found = await mistakes(`${stop}, ${wrong}`);
    expect(found.join("\n")).toContain(`${message}: nothing is left alone for ever`);
  });

  it("hold for freezes as well: a quarter of a year, and no more", async () => {
    const frozen = (to: string) =>
      `${TARGETS}limits: { freeze: [{ from: 2026-01-01, to: ${to}, why: release }] }\n`;
    expect((await configOf(frozen("2026-04-02"))).limits.freeze).toHaveLength(1);
    const [found] = await errorsOf(frozen("9999-12-31"));
    expect(found?.message).toMatch(/the freeze lasts \d+ days, and 92 are the most/);
  });
});

describe("exceptions", () => {
  it("may be asked for, without a place in allow", async () => {
    const asks = policy("on: { request: [hold, extend, release], from: [inbox] }, mode: enforce");
    const [found] = (await configOf(asks)).policies;
    expect(found?.on).toEqual({
      ...{ kind: "request", from: ["inbox"] },
      verbs: ["hold", "extend", "release"],
    });
    expect(found?.resources).toHaveLength(4);
  });

  it.each(["hold", "extend", "release"])("are nothing that a policy could do by itself: %s", async (verb) => {
    const found = await mistakes(`on: { every: 10m }, resource: notebook, then: ${verb}`);
    expect(found).toHaveLength(1);
    const long = await mistakes(`on: { every: 10m }, resource: notebook, then: { ${verb}: { for: 2h } }`);
    expect(long.join()).toContain(`there is no key "${verb}"`);
    const [wall] = await errorsOf(`${TARGETS}allow: [stop, ${verb}]\n`);
    expect(wall?.path).toBe("allow.1");
  });
});
