import { isBucketStore, storePlace } from "../compose/store-place.ts";
import type { Cloud } from "../domain/clouds.ts";
import type { Config } from "../domain/config.ts";
import { AutomationError } from "../domain/errors.ts";
import { declareFunctions, type FunctionParts } from "./declare-functions.ts";
import { permissionsOf } from "./permissions.ts";
import type { Alarm, Stack, StackFunction, Text } from "./stack.ts";
import { parseSettings, type StackSettings, type StackSettingsInput } from "./stack-settings.ts";
import { tickInterval } from "./tick-interval.ts";

/** The configuration, and what a deployment of it needs to know. */
export interface StackOptions extends StackSettingsInput {
  readonly config: Config;
}

/** Events that no function could take in lie here so long. */
const UNDELIVERED = { prefix: "undelivered/", days: 30 } as const;

const LAMBDA_REGION = "eu-central-1";

function refuse(field: string, text: string): never {
  throw new AutomationError("invalid-config", `${field}: ${text}`, { details: { field, rule: text } });
}

/** Credentials that a configuration may name although they are not there inside a function of this host. */
function checkCredentials(config: Config, { host }: StackSettings, cloud: Cloud | null): void {
  for (const target of config.targets) {
    const field = `targets.${target.name}.credentials`;
    const { credentials } = target;
    if (credentials.startsWith("profile"))
      refuse(field, "a function has no profile file; use agency or env:PREFIX");
    if (credentials !== "agency") continue;
    if (host === "lambda") refuse(field, "an agency exists on FunctionGraph only; on Lambda use env:PREFIX");
    if (target.cloud !== cloud)
      refuse(field, `an agency of ${cloud} opens nothing on ${target.cloud}; use env:PREFIX`);
  }
}

function cloudOf({ config }: StackOptions, settings: StackSettings): Cloud | null {
  if (settings.host === "lambda") return null;
  return settings.cloud ?? config.targets[0]?.cloud ?? "huaweicloud";
}

function regionOf({ config }: StackOptions, settings: StackSettings, cloud: Cloud | null): string {
  if (settings.region !== undefined) return settings.region;
  if (cloud === null) return LAMBDA_REGION;
  const target = config.targets.find((one) => one.cloud === cloud);
  return target?.region ?? refuse("stack: region", `no target is on ${cloud}, so the region must be given`);
}

/** The bucket, and where in it the log lies. A bucket that the settings name is taken whole. */
function placeOf(
  { store }: Config,
  { host, bucket }: StackSettings,
): { bucket: Text | null; folder: string } {
  if (bucket !== undefined) return { bucket, folder: "" };
  const place = isBucketStore(store) ? storePlace(store) : undefined;
  if (place?.service === (host === "lambda" ? "s3" : "obs")) {
    return { bucket: place.bucket, folder: place.prefix === "" ? "" : `/${place.prefix}` };
  }
  return { bucket: host === "lambda" ? null : "env:CURFEW_BUCKET", folder: "" };
}

function alarmsOf(functions: readonly StackFunction[]): readonly Alarm[] {
  const failures = functions.map(
    ({ name, deployedName }): Alarm => ({
      name: `${deployedName}-failures`,
      kind: "failures",
      function: name,
    }),
  );
  const clocks = functions.filter(({ triggers }) => triggers.some(({ kind }) => kind === "timer"));
  const silence = clocks.map(
    ({ name, deployedName }): Alarm => ({ name: `${deployedName}-silence`, kind: "silence", function: name }),
  );
  return [...failures, ...silence];
}

function notesOf(config: Config, parts: FunctionParts): readonly string[] {
  const { late, everyMs } = tickInterval(config.policies);
  const minutes = everyMs / 60_000;
  return [
    ...late.map(
      (name) => `policies.${name}: the clock of the functions ticks every ${minutes} minutes, and no oftener`,
    ),
    ...(parts.cloud === null
      ? []
      : ["a silence is only seen where Cloud Eye reports zeros; a heartbeat address sees it everywhere"]),
    ...(parts.cloud === null || parts.settings.queues.length > 0
      ? []
      : ["no queue is configured, so there is no function queue"]),
  ];
}

/**
 * Declares everything that is deployed for a configuration: functions, triggers, identity, logs, bucket, alarms. Pure;
 * every synthesis reads its answer and nothing else. Throws `invalid-config` for settings or a configuration that could
 * not work on the host.
 */
export function declareStack(options: StackOptions): Stack {
  const { config, ...given } = options;
  const settings = parseSettings(given);
  const cloud = cloudOf(options, settings);
  checkCredentials(config, settings, cloud);
  const region = regionOf(options, settings, cloud);
  const { bucket, folder } = placeOf(config, settings);
  const prefix = `curfew-${settings.stage}`;
  const parts: FunctionParts = { config, settings, cloud, region, bucket, folder, prefix };
  const functions = declareFunctions(parts);
  const identityCloud = cloud ?? "huaweicloud";
  const home = config.targets.find((one) => one.cloud === cloud && one.region === region);
  const own = config.targets.filter((one) => one.cloud === cloud && one.credentials === "agency");
  return {
    service: "curfew",
    stage: settings.stage,
    host: settings.host,
    cloud,
    region,
    project: settings.project ?? home?.project ?? "env:CURFEW_PROJECT",
    functions,
    identity: {
      name: parts.prefix,
      permissions: permissionsOf(
        { ...config, targets: own },
        { cloud: identityCloud, bucket: cloud === null ? null : bucket, invokes: cloud !== null },
      ),
      projects: settings.projects ?? [...new Set([region, ...own.map((target) => target.region)])],
    },
    logs: { group: parts.prefix, stream: parts.prefix, days: settings.logDays },
    bucket: { name: bucket, folder, undelivered: UNDELIVERED },
    topic: `${parts.prefix}-alarms`,
    alarms: alarmsOf(functions),
    notes: notesOf(config, parts),
  };
}
