import type { Cloud } from "../clouds.ts";
import { AutomationError } from "../errors.ts";

/** The two services that a deployment speaks to: FunctionGraph, and Log Tank Service for reading function logs. */
export type DeployService = "functiongraph" | "lts";

interface Place {
  readonly title: string;
  readonly regions: readonly string[];
  readonly host: (service: DeployService, region: string) => string;
}

/**
 * Regions with FunctionGraph. Huawei Cloud: region table of the vendor's SDK 3.1.211. Open Telekom Cloud: only
 * eu-de is documented.
 */
const PLACES: Readonly<Record<Cloud, Place>> = {
  huaweicloud: {
    title: "Huawei Cloud",
    regions: [
      ...["cn-north-1", "cn-north-4", "cn-north-9", "cn-north-11", "cn-east-2", "cn-east-3", "cn-east-4"],
      ...["cn-south-1", "cn-south-4", "cn-southwest-2", "cn-southwest-3"],
      ...["ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5"],
      ...["eu-west-101", "la-south-2", "la-north-2", "na-mexico-1", "sa-brazil-1", "af-south-1"],
      ...["tr-west-1", "me-east-1", "ae-ad-1", "my-kualalumpur-1", "ru-moscow-1"],
    ],
    host: (service, region) => `${service}.${region}.myhuaweicloud.com`,
  },
  otc: {
    title: "Open Telekom Cloud",
    regions: ["eu-de"],
    host: (service, region) => `${service}.${region}.otc.t-systems.com`,
  },
};

/**
 * Origin of FunctionGraph or LTS, for example `https://functiongraph.eu-de.otc.t-systems.com`.
 * Throws `not-supported` for a region without FunctionGraph; an explicit endpoint is the way out.
 */
export function functionGraphEndpoint(cloud: Cloud, service: DeployService, region: string): string {
  const { title, regions, host } = PLACES[cloud];
  if (!regions.includes(region)) {
    throw new AutomationError(
      "not-supported",
      `region: FunctionGraph of ${title} is not known in ${JSON.stringify(region.slice(0, 64))}; known are ${regions.join(", ")}. Set an endpoint to use another one`,
      { details: { field: "region", rule: `one of ${regions.join(", ")}`, retryable: false } },
    );
  }
  return `https://${host(service, region)}`;
}
