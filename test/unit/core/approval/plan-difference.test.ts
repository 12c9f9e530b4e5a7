import { describe, expect, it } from "vitest";
import { describeDifference, planDifference } from "../../../../lib/core/approval/plan-difference.ts";
import type { Step } from "../../../../lib/domain/step.ts";

function step(id: string, overrides: Partial<Step> = {}): Step {
  return {
    ...{ id, wave: 0, verb: "stop", policy: "nights", resource: `prod/notebook/${id}`, target: "prod" },
    ...{ kind: "notebook", name: id, owner: null, parameters: {}, after: [], repeat: "convergent" },
    ...overrides,
  };
}

describe("planDifference", () => {
  it("tells what came, what went and what is done otherwise", () => {
    const before = [step("a"), step("b"), step("c")];
    const after = [step("b"), step("c", { verb: "start" }), step("d")];
    const difference = planDifference(before, after);
    expect(difference).toEqual({
      added: ["prod/notebook/d"],
      removed: ["prod/notebook/a"],
      changed: ["prod/notebook/c"],
    });
    expect(describeDifference(difference)).toBe(
      "new: prod/notebook/d; no longer: prod/notebook/a; otherwise: prod/notebook/c",
    );
  });

  it("names a few and counts the rest", () => {
    const many = ["1", "2", "3", "4", "5", "6", "7"].map((id) => step(id));
    expect(describeDifference(planDifference([], many))).toMatch(/prod\/notebook\/5 and 2 more$/);
  });

  it("says so when the machines are the same", () => {
    expect(describeDifference(planDifference([step("a")], [step("a")]))).toBe(
      "the same machines, by other rules",
    );
  });
});
