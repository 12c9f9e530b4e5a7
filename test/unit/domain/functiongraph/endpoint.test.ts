import { describe, expect, it } from "vitest";
import { functionGraphEndpoint } from "../../../../lib/domain/functiongraph/endpoint.ts";

describe("functionGraphEndpoint", () => {
  it.each([
    ["huaweicloud", "functiongraph", "eu-west-101", "https://functiongraph.eu-west-101.myhuaweicloud.com"],
    ["huaweicloud", "lts", "cn-north-4", "https://lts.cn-north-4.myhuaweicloud.com"],
    ["otc", "functiongraph", "eu-de", "https://functiongraph.eu-de.otc.t-systems.com"],
    ["otc", "lts", "eu-de", "https://lts.eu-de.otc.t-systems.com"],
  ] as const)("of %s %s in %s", (cloud, service, region, url) => {
    expect(functionGraphEndpoint(cloud, service, region)).toBe(url);
  });

  it("refuses a region of the other cloud and names the right ones", () => {
    expect(() => functionGraphEndpoint("otc", "functiongraph", "cn-north-4")).toThrow(
      /^region: FunctionGraph of Open Telekom Cloud is not known in "cn-north-4"; known are eu-de\. Set an endpoint/,
    );
  });
});
