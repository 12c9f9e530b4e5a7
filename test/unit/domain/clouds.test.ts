import { describe, expect, it } from "vitest";
import { CLOUD_NAMES, CLOUDS, endpointOf, SERVICES } from "../../../lib/domain/clouds.ts";

describe("endpointOf", () => {
  it.each([
    ["huaweicloud", "modelarts", "cn-north-4", "https://modelarts.cn-north-4.myhuaweicloud.com"],
    ["huaweicloud", "ces", "ap-southeast-1", "https://ces.ap-southeast-1.myhuaweicloud.com"],
    ["otc", "modelarts", "eu-de", "https://modelarts.eu-de.otc.t-systems.com"],
    ["otc", "ces", "eu-nl", "https://ces.eu-nl.otc.t-systems.com"],
  ] as const)("%s %s in %s", (cloud, service, region, origin) => {
    expect(endpointOf(cloud, service, region)).toBe(origin);
  });

  it.each([
    ["otc", "modelarts", "eu-nl"],
    ["otc", "modelarts", "cn-north-4"],
    ["huaweicloud", "modelarts", "eu-de"],
    ["huaweicloud", "modelarts", "evil.example/"],
    ["huaweicloud", "modelarts", ""],
  ] as const)("%s has no %s in %j, and says what there is", (cloud, service, region) => {
    expect(() => endpointOf(cloud, service, region)).toThrow(/^region: .* known are .*Set an endpoint/);
  });

  it("gives every service of every cloud a host of that cloud", () => {
    for (const cloud of CLOUD_NAMES) {
      const region = CLOUDS[cloud].regions[0] ?? "";
      const domain = cloud === "otc" ? "otc.t-systems.com" : "myhuaweicloud.com";
      for (const service of SERVICES) {
        expect(endpointOf(cloud, service, region)).toBe(`https://${service}.${region}.${domain}`);
      }
    }
  });
});

describe("capabilities", () => {
  it("OTC has notebooks of both generations and nothing of DevServers", () => {
    expect(CLOUDS.otc).toMatchObject({
      devServers: false,
      supernodes: false,
      prepaid: false,
      legacyNotebooks: true,
      legacyRestart: false,
      notebooks: true,
      aomContainerMetrics: false,
      cesMetricsPerCallMax: 10,
    });
    expect(CLOUDS.otc.cesPeriods).not.toContain(60);
    expect(CLOUDS.huaweicloud.cesPeriods).toContain(60);
  });
});
