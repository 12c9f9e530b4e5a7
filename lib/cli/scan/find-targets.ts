import { environmentCredentials } from "../../clients/credentials.ts";
import { didYouMean } from "../../core/nearest-name.ts";
import { CLOUD_NAMES, CLOUDS, type Cloud } from "../../domain/clouds.ts";
import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import { ProjectId } from "../../domain/modelarts/identifiers.ts";
import type { Target } from "../../domain/target.ts";

/** What the command line says about the clouds to look at; everything else comes from the environment. */
export interface TargetWishes {
  readonly cloud?: Cloud | undefined;
  readonly region?: string | undefined;
  readonly project?: string | undefined;
  readonly endpoint?: string | undefined;
}

/** Looks up one variable of the environment. */
type ReadVariable = (name: string) => string | undefined;

interface CloudVariables {
  readonly credentials: string;
  readonly region: readonly string[];
  readonly project: readonly string[];
}

/** Names that the clouds' own tools use; the first that is set wins. */
const VARIABLES: Readonly<Record<Cloud, CloudVariables>> = {
  huaweicloud: {
    credentials: "env:HUAWEICLOUD_SDK",
    region: ["HUAWEICLOUD_SDK_REGION"],
    project: ["HUAWEICLOUD_SDK_PROJECT_ID"],
  },
  otc: {
    credentials: "env:OTC_SDK",
    region: ["OTC_SDK_REGION", "OS_REGION_NAME"],
    project: ["OTC_SDK_PROJECT_ID", "OS_PROJECT_ID"],
  },
};

const REGION_BEHIND_ENDPOINT = "cn-north-4";

function missing(text: string, field: string): AutomationError {
  return new AutomationError("missing-credentials", text, { details: { field, retryable: false } });
}

function usage(text: string, field: string): AutomationError {
  return new AutomationError("usage", text, { details: { field } });
}

function firstSet(names: readonly string[], env: ReadVariable): string | undefined {
  return names.find((name) => env(name)?.trim());
}

/** Why there are no credentials for a cloud; `undefined` when there are. */
async function whyWithout(cloud: Cloud, env: ReadVariable): Promise<string | undefined> {
  try {
    await environmentCredentials({ read: env, cloud })();
    return undefined;
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    return error.message;
  }
}

function regionOf(cloud: Cloud, wishes: TargetWishes, env: ReadVariable): string {
  const { title, regions } = CLOUDS[cloud];
  const names = VARIABLES[cloud].region;
  const set = firstSet(names, env);
  const region = wishes.region ?? (set === undefined ? undefined : env(set)?.trim());
  const only = regions.length === 1 ? regions[0] : undefined;
  // Behind an endpoint of its own a region is a name and nothing else.
  const given = region ?? only ?? (wishes.endpoint === undefined ? undefined : REGION_BEHIND_ENDPOINT);
  if (given === undefined) {
    throw missing(`${title}: no region: give --region or set ${names.join(" or ")}`, "region");
  }
  if (wishes.endpoint !== undefined || regions.includes(given)) return given;
  const guess = didYouMean(given, regions) ?? `known are ${regions.join(", ")}`;
  const shown = JSON.stringify(given.slice(0, 64));
  throw usage(
    `region: ModelArts of ${title} is not known in ${shown}; ${guess}; --endpoint reaches another one`,
    "region",
  );
}

function projectOf(cloud: Cloud, wishes: TargetWishes, env: ReadVariable): string {
  const names = VARIABLES[cloud].project;
  const set = firstSet(names, env);
  const given = wishes.project ?? (set === undefined ? undefined : env(set));
  // The template of a first config names a variable that may not be set yet.
  if (given?.startsWith("env:")) return given;
  if (given !== undefined) {
    if (ProjectId.safeParse(given).success) return wishes.project ?? `env:${set}`;
    throw usage(
      `${wishes.project === undefined ? set : "--project"}: a project id of 1 to 64 letters, digits and hyphens`,
      "project",
    );
  }
  throw missing(
    `${CLOUDS[cloud].title}: no project: give --project or set ${names.join(" or ")} (My Credentials > API Credentials in the console)`,
    "project",
  );
}

function endpointIn({ endpoint }: TargetWishes): string | null {
  if (endpoint === undefined) return null;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.username) {
    return url.origin;
  }
  throw usage("--endpoint: an origin such as http://127.0.0.1:9000, without path or query", "endpoint");
}

/** A region belongs to one cloud, so naming it names the cloud too. */
function wished({ cloud, region, endpoint }: TargetWishes): readonly Cloud[] {
  if (cloud !== undefined) return [cloud];
  const having = CLOUD_NAMES.filter((name) => region && CLOUDS[name].regions.includes(region));
  return having.length > 0 && endpoint === undefined ? having : CLOUD_NAMES;
}

/** The one target of a cloud, named after it. Throws for what is not said anywhere. */
export function targetOf(cloud: Cloud, wishes: TargetWishes, env: ReadVariable): Target {
  return {
    name: cloud,
    cloud,
    region: regionOf(cloud, wishes, env),
    project: projectOf(cloud, wishes, env),
    credentials: VARIABLES[cloud].credentials,
    endpoint: endpointIn(wishes),
    prices: null,
  };
}

/** Clouds for which the environment holds credentials. Throws `missing-credentials` naming every variable. */
export async function cloudsWithCredentials(
  wishes: TargetWishes,
  env: ReadVariable,
): Promise<readonly [Cloud, ...Cloud[]]> {
  const looked = await Promise.all(
    wished(wishes).map(async (cloud) => ({ cloud, why: await whyWithout(cloud, env) })),
  );
  const [first, ...rest] = looked.filter(({ why }) => why === undefined).map(({ cloud }) => cloud);
  if (first !== undefined) return [first, ...rest];
  const lines = looked.map(({ cloud, why }) => `${CLOUDS[cloud].title}: ${why}`);
  throw missing(
    [...lines, "to try it without an account: curfew demo, or curfew emulate and --endpoint"].join("\n"),
    "environment",
  );
}

/** The targets of a scan: one for each cloud that has credentials and is meant. Throws naming what is missing. */
export async function findTargets(wishes: TargetWishes, env: ReadVariable): Promise<readonly Target[]> {
  const clouds = await cloudsWithCredentials(wishes, env);
  if (wishes.project !== undefined && clouds.length > 1) {
    throw usage(
      `--project: there are credentials for ${clouds.map((cloud) => CLOUDS[cloud].title).join(" and ")}; say which with --cloud`,
      "project",
    );
  }
  return clouds.map((cloud) => {
    try {
      return targetOf(cloud, wishes, env);
    } catch (error) {
      const other = clouds.find((name) => name !== cloud);
      const isMissing = isAutomationError(error) && error.code === "missing-credentials";
      if (!isMissing || other === undefined) throw error;
      // Two clouds were found; whoever meant only one of them can say so.
      throw new AutomationError(error.code, `${error.message}; or leave this cloud out: --cloud ${other}`, {
        cause: error,
        details: error.details,
      });
    }
  });
}
