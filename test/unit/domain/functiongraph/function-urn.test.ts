import { describe, expect, it } from "vitest";
import {
  functionUrn,
  qualifiedUrn,
  qualifierOf,
  withoutVersion,
} from "../../../../lib/domain/functiongraph/function-urn.ts";

const URN = "urn:fss:eu-de:p1:function:default:curfew-test-a";

describe("the URN of a function", () => {
  it("is put together from its place", () => {
    expect(functionUrn({ region: "eu-de", projectId: "p1", package: "default", name: "curfew-test-a" })).toBe(
      URN,
    );
  });

  it.each(["latest", "curfew-00ff", "!live"])("takes and gives the qualifier %s", (qualifier) => {
    const qualified = qualifiedUrn(URN, qualifier);
    expect(qualified).toBe(`${URN}:${qualifier}`);
    expect(withoutVersion(qualified)).toBe(URN);
    expect(qualifierOf(qualified)).toBe(qualifier);
    expect(qualifiedUrn(qualified, "v1")).toBe(`${URN}:v1`);
  });

  it("means the latest where nothing is said", () => {
    expect(withoutVersion(URN)).toBe(URN);
    expect(qualifierOf(URN)).toBe("latest");
  });
});
