import { describe, expect, it } from "vitest";
import { planWalks } from "../../../../lib/stores/sqlite/plan-walks.ts";

const none = () => undefined;

describe("planWalks", () => {
  it("gives each resource with the part a walk of its own, and none for no resource", () => {
    expect(planWalks({ resource: "nb", policy: "p" }, () => ["a", "b"])).toEqual([
      { resource: "a" },
      { resource: "b" },
    ]);
    expect(planWalks({ resource: "nb" }, () => [])).toEqual([]);
  });

  it("falls back on the policy and the phases when too many resources have the part", () => {
    expect(planWalks({ resource: "nb", policy: "p", phases: ["failed"] }, none)).toEqual([
      { policy: "p", phase: "failed" },
    ]);
  });

  it("does not look for resources when a run or the open runs lead", () => {
    const never = () => {
      throw new Error("looked for resources");
    };
    expect(planWalks({ run: "r-1", resource: "nb" }, never)).toEqual([{ run: "r-1" }]);
    expect(planWalks({ run: "r-1", open: true, resource: "nb" }, never)).toEqual([
      { run: "r-1", open: true },
    ]);
    expect(planWalks({ open: true, resource: "nb" }, never)).toEqual([{ open: true }]);
    expect(planWalks({ resource: "prod/notebook/nb-1" }, never)).toEqual([
      { resource: "prod/notebook/nb-1" },
    ]);
  });

  it("walks the whole log for an empty filter", () => {
    expect(planWalks({}, none)).toEqual([{}]);
  });
});
