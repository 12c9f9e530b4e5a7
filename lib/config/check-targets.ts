import { didYouMean } from "../core/nearest-name.ts";
import { CLOUDS, type Cloud } from "../domain/clouds.ts";
import { isLoopback } from "../domain/is-loopback.ts";
import type { Finding } from "./diagnostic.ts";
import type { TargetFile } from "./file-target.ts";
import type { Named, Sections } from "./sections.ts";
import { toTarget } from "./to-target.ts";

type Environment = Readonly<Record<string, string | undefined>>;

function checkRegion({ name, file }: Named<TargetFile>): readonly Finding[] {
  const cloud = CLOUDS[file.cloud];
  if (file.endpoint !== undefined || cloud.regions.includes(file.region)) return [];
  const guess = didYouMean(file.region, cloud.regions);
  return [
    {
      path: ["targets", name, "region"],
      message: `ModelArts of ${cloud.title} is not known in ${JSON.stringify(file.region)}`,
      hint: `${guess ?? `known are ${cloud.regions.join(", ")}`}; another one works with an endpoint`,
    },
  ];
}

function checkEndpoint({ name, file }: Named<TargetFile>): readonly Finding[] {
  if (file.endpoint === undefined) return [];
  const path = ["targets", name, "endpoint"];
  const rule = {
    path,
    message: "endpoint must be an origin, without path, query or user",
    hint: "for example http://127.0.0.1:9000",
  };
  if (!URL.canParse(file.endpoint)) return [rule];
  const url = new URL(file.endpoint);
  const origin = url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "";
  if (!origin || (url.protocol !== "http:" && url.protocol !== "https:")) return [rule];
  if (url.protocol === "https:" || isLoopback(url.hostname)) return [];
  return [
    {
      path,
      severity: "warning",
      message: "requests travel unencrypted to another machine",
      hint: "use https, or http on 127.0.0.1 only",
    },
  ];
}

function checkDuplicates(targets: readonly Named<TargetFile>[]): readonly Finding[] {
  const seen = new Map<string, string>();
  return targets.flatMap(({ name, file }) => {
    const place = JSON.stringify([file.cloud, file.region, file.project, file.endpoint ?? null]);
    const first = seen.get(place);
    if (first === undefined) {
      seen.set(place, name);
      return [];
    }
    return [
      {
        path: ["targets", name, "project"],
        severity: "warning" as const,
        message: `the same project as target ${first}: every machine would be looked at twice`,
        hint: "keep one of them",
      },
    ];
  });
}

/** Prefixes under which the clouds' own tools keep their keys; the cloud decides which names are read then. */
const VENDOR_PREFIXES: readonly string[] = ["HUAWEICLOUD_SDK", "OTC_SDK"];
const VENDOR_NAMES: Readonly<Record<Cloud, readonly string[]>> = {
  huaweicloud: ["HUAWEICLOUD_SDK_AK"],
  otc: ["OTC_SDK_AK", "OS_ACCESS_KEY", "OS_ACCESS_KEY_ID", "OS_AK"],
};

function unset(env: Environment, path: Finding["path"], names: readonly string[]): readonly Finding[] {
  if (names.some((name) => (env[name] ?? "") !== "")) return [];
  return [
    {
      path,
      severity: "warning",
      message: `${names[0]} is not set here`,
      hint: "it must be set where Curfew runs",
    },
  ];
}

function checkReferences(target: Named<TargetFile>, env: Environment): readonly Finding[] {
  const { name, file } = target;
  const project = /^env:(.+)$/.exec(file.project)?.[1];
  const prefix = /^env:(.+)$/.exec(toTarget(target).credentials)?.[1];
  const key = file.credentials === undefined ? "cloud" : "credentials";
  const keyNames = VENDOR_PREFIXES.includes(prefix ?? "")
    ? VENDOR_NAMES[file.cloud]
    : [`${prefix}_ACCESS_KEY`];
  return [
    ...(project === undefined ? [] : unset(env, ["targets", name, "project"], [project])),
    ...(prefix === undefined ? [] : unset(env, ["targets", name, key], keyNames)),
  ];
}

function checkProject({ name, file }: Named<TargetFile>): readonly Finding[] {
  if (/^(env:[A-Za-z_][A-Za-z0-9_]*|[0-9A-Za-z-]{1,64})$/.test(file.project)) return [];
  return [
    {
      path: ["targets", name, "project"],
      message: "project must be a project id (letters, digits, hyphens) or env:NAME",
      hint: "the console shows it under My Credentials",
    },
  ];
}

/** Everything about targets that a shape cannot say. Without an environment, references are not looked up. */
export function checkTargets(sections: Sections, env: Environment | undefined): readonly Finding[] {
  const { targets, targetsComplete } = sections;
  if (targets.length === 0 && targetsComplete) {
    return [{ path: ["targets"], part: "key", message: "at least one target is needed", hint: null }];
  }
  return [
    ...targets.flatMap((target) => [
      ...checkRegion(target),
      ...checkProject(target),
      ...checkEndpoint(target),
      ...(env === undefined ? [] : checkReferences(target, env)),
    ]),
    ...checkDuplicates(targets),
  ];
}
