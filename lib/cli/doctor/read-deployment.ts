import { join } from "node:path";
import type { ReadVariable } from "../../compose/references.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { Target } from "../../domain/target.ts";
import { declareStack } from "../../stack/declare-stack.ts";
import type { Stack } from "../../stack/stack.ts";
import type { LoadedConfig } from "../open-session.ts";
import { readStackSettings, SETTINGS_NAME } from "../stack-settings-file.ts";

/** The stack that a configuration declares, and with whose keys it is looked at. */
export interface Deployment {
  readonly stack: Stack;
  /** Stands where the functions stand; its credentials are those of whoever deploys. */
  readonly target: Target;
}

/** Where files and variables come from. */
export interface DeploymentSurroundings {
  readonly env: ReadVariable;
  readonly readFile: (path: string) => Promise<string>;
}

const SDK = {
  huaweicloud: { credentials: "env:HUAWEICLOUD_SDK", variable: "HUAWEICLOUD_SDK_AK" },
  otc: { credentials: "env:OTC_SDK", variable: "OTC_SDK_AK" },
} as const;

/**
 * Whoever deploys signs with the SDK's variables. Where they are not set, the keys of a target in the same project do as
 * well; those of an agency are not there outside a function.
 */
function targetOf(stack: Stack, { config }: LoadedConfig, env: ReadVariable): Target {
  const cloud = stack.cloud ?? "huaweicloud";
  const own = config.targets.find((one) => {
    const isHere = one.cloud === cloud && one.project === stack.project;
    return isHere && one.credentials !== "agency";
  });
  const { credentials, variable } = SDK[cloud];
  const isDeployers = Boolean(env(variable)) || own === undefined;
  return {
    ...{ name: "deployment", cloud, region: stack.region, project: stack.project },
    ...{ credentials: isDeployers ? credentials : own.credentials, endpoint: null, prices: null },
  };
}

/**
 * Declares the stack on FunctionGraph that belongs to a configuration. Throws `invalid-config` without a configuration of
 * one's own, and for settings or a configuration that could not work there.
 */
export async function readDeployment(
  loaded: LoadedConfig,
  stage: string | undefined,
  around: DeploymentSurroundings,
): Promise<Deployment> {
  if (loaded.path === null) {
    throw new AutomationError("invalid-config", "no curfew.yaml here, so nothing is deployed from it");
  }
  const settings = await readStackSettings(join(loaded.folder, SETTINGS_NAME), {
    readFile: around.readFile,
    given: false,
  });
  const stack = declareStack({
    ...settings,
    ...(stage === undefined ? {} : { stage }),
    host: "functiongraph",
    config: loaded.config,
  });
  return { stack, target: targetOf(stack, loaded, around.env) };
}
