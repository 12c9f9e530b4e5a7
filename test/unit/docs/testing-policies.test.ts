import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { REASONS } from "../../../lib/domain/reasons.ts";
import { expectPlan, type PlanExpectation } from "../../../lib/testing/expect-plan.ts";
import { fixtureKeys, type PlanFixtureInput } from "../../../lib/testing/plan-fixture.ts";

const PAGE = readFileSync(new URL("../../../docs/testing-policies.md", import.meta.url), "utf8");

function block(language: string): string {
  return new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(PAGE)?.[1] ?? "";
}

type Told = { readonly name: string; readonly play: () => Promise<void> };

/** The tests of the page, with its config in the place of the file that they name. */
function testsOfPage(): readonly Told[] {
  const told: Told[] = [];
  const script = block("js").replaceAll(/^import .*$/gm, "");
  const register = (name: string, play: () => Promise<void>) => void told.push({ name, play });
  const planned = (path: string, fixture: PlanFixtureInput): Promise<PlanExpectation> => {
    expect(path).toBe("curfew.yaml");
    return expectPlan(block("yaml"), fixture);
  };
  new Function("test", "expectPlan", script)(register, planned);
  return told;
}

describe("the page about testing policies", () => {
  it("shows tests that pass, and imports what the package exports", async () => {
    const tests = testsOfPage();
    expect(tests).toHaveLength(2);
    for (const { play } of tests) await play();
    expect(block("js")).toContain('import { expectPlan } from "curfew/testing";');
  });

  it("shows tests that can fail", async () => {
    const never = block("yaml").replace("idle: 2h", "idle: 12h");
    const machines = [{ name: "m", flavor: "x.gpu.1", tags: { owner: "anna" }, idleFor: "9h" }];
    const expected = await expectPlan(never, { now: "2026-11-20T22:00:00Z", machines });
    expect(() => expected.toSkip("m", "warned")).toThrow(/left alone for the reason warned/);
  });

  it("names every key of a fixture, and of its machines and its log", () => {
    const keys = [[], ["machines", 0], ["machines", 0, "signals"], ["holds", 0], ["log", 0]].flatMap(
      fixtureKeys,
    );
    expect(keys.length).toBeGreaterThan(30);
    expect(
      keys.filter(
        (key) => !PAGE.includes(`\`${key}`) && !PAGE.includes(`${key},`) && !PAGE.includes(`${key} }`),
      ),
    ).toEqual([]);
  });

  it("uses reasons that exist", () => {
    const used = [...PAGE.matchAll(/toSkip\("[a-z]+", "([a-z-]+)"\)/g)].map(([, reason]) => reason ?? "");
    expect(used.length).toBeGreaterThan(3);
    expect(used.filter((reason) => !Object.hasOwn(REASONS, reason))).toEqual([]);
  });
});
