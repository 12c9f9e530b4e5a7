import type { FoundTarget } from "../../config/render-config.ts";
import type { Cloud } from "../../domain/clouds.ts";
import { isAutomationError } from "../../domain/errors.ts";
import type { Target } from "../../domain/target.ts";
import { cloudsWithCredentials, targetOf } from "./find-targets.ts";

type ReadVariable = (name: string) => string | undefined;

/** Where to begin where the environment says nothing. */
const BLANK: Readonly<Record<Cloud, { readonly region: string; readonly project: string }>> = {
  huaweicloud: { region: "cn-north-4", project: "env:HUAWEICLOUD_SDK_PROJECT_ID" },
  otc: { region: "eu-de", project: "env:OTC_SDK_PROJECT_ID" },
};

async function cloudsOf(env: ReadVariable): Promise<readonly Cloud[]> {
  try {
    return await cloudsWithCredentials({}, env);
  } catch (error) {
    if (isAutomationError(error)) return ["huaweicloud"];
    throw error;
  }
}

/** Takes from the environment what it says, and fills up the rest. */
function filledUp(cloud: Cloud, env: ReadVariable): Target {
  const { region, project } = BLANK[cloud];
  for (const wishes of [{}, { project }, { region }]) {
    try {
      return targetOf(cloud, wishes, env);
    } catch (error) {
      if (!isAutomationError(error)) throw error;
    }
  }
  return targetOf(cloud, { region, project }, env);
}

/** Targets of a first config without a scan: the clouds with credentials here, or Huawei Cloud where there are none. */
export async function templateTargets(env: ReadVariable): Promise<readonly FoundTarget[]> {
  const clouds = await cloudsOf(env);
  return clouds.map((cloud) => {
    const { name, region, project, credentials, endpoint } = filledUp(cloud, env);
    return { name, cloud, region, project, credentials, endpoint, machines: {} };
  });
}
