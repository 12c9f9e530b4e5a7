import { describe, expect, it } from "vitest";
import { tagKeysOf } from "../../../lib/core/tag-keys.ts";
import type { Policy } from "../../../lib/domain/policy.ts";
import { config, policy } from "../../fixtures/policies.ts";

const onServers = (overrides: Partial<Policy>) =>
  tagKeysOf(config({ policies: [policy({ resources: ["dev-server"], ...overrides })] }));

describe("the tags that a configuration looks at", () => {
  it.each([
    ["tags.env == 'test'", ["env"]],
    ['tags["cost-centre"] == "7"', ["cost-centre"]],
    ['has(tags.env) && tags.env == "test" && known(tags.tier)', ["env", "tier"]],
    ['!("keep" in tags) || owner in ["anna"]', ["keep"]],
    ['tags.env.startsWith("t") ? id == "tags.no" : name == "tags"', ["env"]],
    ['tags.exists(key, key == "keep")', "all"],
    ["size(tags) > 0", "all"],
    ["name in tags", "all"],
    ["id == event.tags.env", []],
    ['name == "ml"', []],
  ])("are found in %s", (where, keys) => {
    expect(onServers({ where })).toEqual(keys);
  });

  it("are those of owner rules, waves and budgets as well, each once", () => {
    const policies = [
      policy({
        resources: ["dev-server"],
        where: "tags.env == 'a'",
        waves: { groups: ["tags.tier == 'web'", "tags.env == 'b'"], settleMs: 0 },
      }),
    ];
    const owners = [
      { kind: "field" as const, field: "tag:owner" },
      { kind: "field" as const, field: "user.id" },
    ];
    const budgets = [
      {
        ...{ name: "all", amount: 1, currency: "EUR", per: "month" as const, zone: "UTC", levels: [] },
        scope: "tags.team == 'vision'",
      },
    ];
    expect(tagKeysOf(config({ policies, owners, budgets }))).toEqual(["owner", "env", "tier", "team"]);
  });

  it("are not read for policies about notebooks, whose list tells them", () => {
    expect(tagKeysOf(config({ policies: [policy({ where: "tags.env == 'a'" })] }))).toEqual([]);
  });
});
