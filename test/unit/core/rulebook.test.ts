import { describe, expect, it } from "vitest";
import { createRulebook } from "../../../lib/core/rulebook.ts";
import { config, policy, rebuildPolicy, rulebook, target } from "../../fixtures/policies.ts";
import { notebook } from "../../fixtures/resources.ts";

describe("createRulebook", () => {
  it("compiles each condition once and finds it by its policy", () => {
    const rules = rulebook({ policies: [policy(), rebuildPolicy()] });
    expect(rules.where(policy())).toBeNull();
    expect(rules.when(policy())).toBeNull();
    expect(rules.where(rebuildPolicy())?.source).toBe("id == event.server");
    expect(rules.when(rebuildPolicy())?.source).toBe('event.status == "Approved"');
    expect(rules.where(policy({ name: "elsewhere" }))).toBeNull();
    expect(rules.when(policy({ name: "elsewhere" }))).toBeNull();
  });

  it("compiles the condition of a webhook policy", () => {
    const hook = policy({ on: { kind: "webhook", source: "ci", when: "event.ok" } });
    expect(rulebook({ policies: [hook] }).when(hook)?.source).toBe("event.ok");
  });

  it.each([
    ["where", policy({ where: "flavour.gpu > 0" })],
    ["when", rebuildPolicy({ on: { kind: "ticket", source: "jira", when: "event.status ==" } })],
  ])("refuses a %s that cannot be read, naming its place", (field, broken) => {
    const create = () => createRulebook(config({ policies: [broken] }), { digest: (text) => text });
    expect(create).toThrow(`policies.${broken.name}.${field}: `);
    expect(create).toThrow(
      expect.objectContaining({
        code: "invalid-config",
        details: { field: `policies.${broken.name}.${field}` },
      }),
    );
  });

  it("looks up targets, owners and prices", () => {
    const prices = { lab: { version: 1, currency: "EUR", source: "x", flavors: { f: 1 } } } as const;
    const rules = rulebook({ targets: [target(), target({ name: "lab" })], prices });
    const flavor = { name: "f", gpu: 0, npu: 0, vcpus: 1 };
    expect(rules.target("lab")?.name).toBe("lab");
    expect(rules.target("elsewhere")).toBeUndefined();
    expect(rules.ownerOf(notebook())).toEqual({ owner: "anna", team: "vision" });
    expect(rules.savingOf(notebook({ target: "lab", flavor })).amount).toBe(1);
    expect(rules.savingOf(notebook({ flavor })).amount).toBeNull();
  });

  it("finds no prices under a name that means something to the language", () => {
    expect(rulebook().savingOf(notebook({ target: "constructor" })).amount).toBeNull();
  });
});
