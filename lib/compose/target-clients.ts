import { homedir } from "node:os";
import { join } from "node:path";
import { environmentCredentials, profileCredentials } from "../clients/credentials.ts";
import { buildModelArtsClient } from "../clients/modelarts/build-client.ts";
import { createPressure } from "../clients/pressure/create-pressure.ts";
import { CLIENT_LIMITS, type ClientLimits } from "../clients/signed-client.ts";
import { createTargetCloud } from "../clients/target/target-cloud.ts";
import { tagKeysOf } from "../core/tag-keys.ts";
import type { Config } from "../domain/config.ts";
import { AutomationError } from "../domain/errors.ts";
import type { Target } from "../domain/target.ts";
import type { CloudPort } from "../ports/cloud.ts";
import type { CredentialsProvider } from "../ports/credentials.ts";
import type { HttpTransport } from "../ports/http-transport.ts";
import { isStoreReference, type ReadVariable, resolveReference } from "./references.ts";

/** What the clients of a host are built from. */
export interface ClientParts {
  readonly config: Config;
  readonly env: ReadVariable;
  readonly readFile: (path: string) => Promise<string>;
  readonly transport: HttpTransport;
  readonly now: () => number;
  /** Time, size and repetition of every call to a cloud. Default: `CLIENT_LIMITS`. */
  readonly limits?: ClientLimits;
  /** What `credentials: agency` stands for, where the host has it. Default: it is refused. */
  readonly agency?: CredentialsProvider;
  /** What a reference into a store of secrets stands for, where the host has one. Default: it is refused. */
  readonly secret?: (reference: string) => CredentialsProvider;
}

/** Where the vendor's own tools keep the profile. */
const PROFILE_PATH = join(homedir(), ".huaweicloud", "credentials");

/** The provider that a target's `credentials` names. */
export function credentialsOf(
  target: Target,
  { env, readFile, agency, secret }: Pick<ClientParts, "env" | "readFile" | "agency" | "secret">,
): CredentialsProvider {
  const { credentials, cloud } = target;
  if (credentials === "agency" && agency) return agency;
  if (secret && isStoreReference(credentials)) return secret(credentials);
  if (credentials === "env:HUAWEICLOUD_SDK" || credentials === "env:OTC_SDK") {
    return environmentCredentials({ read: env, cloud });
  }
  if (credentials.startsWith("env:")) {
    return environmentCredentials({ read: env, prefix: credentials.slice("env:".length) });
  }
  if (credentials === "profile") return profileCredentials({ path: PROFILE_PATH, readFile });
  if (credentials.startsWith("profile:")) {
    return profileCredentials({ path: credentials.slice("profile:".length), readFile });
  }
  throw new AutomationError(
    "missing-credentials",
    `targets.${target.name}.credentials: ${credentials} is only there inside a function; use env:PREFIX or profile`,
    { details: { field: `targets.${target.name}.credentials` } },
  );
}

/** Builds the cloud port of every target. Throws for a project that is not set; credentials are read at each call. */
export function createTargetClouds(parts: ClientParts): ReadonlyMap<string, CloudPort> {
  const { config, env, transport, now } = parts;
  const { callsPerSecondMin } = { ...CLIENT_LIMITS, ...parts.limits };
  const clouds = config.targets.map((target) => {
    const client = buildModelArtsClient({
      cloud: target.cloud,
      region: target.region,
      ...(target.endpoint === null ? {} : { endpoint: resolveReference(target.endpoint, env) }),
      projectId: resolveReference(target.project, env),
      credentials: credentialsOf(target, parts),
      transport,
      now: () => new Date(now()),
      ...(parts.limits ? { limits: parts.limits } : {}),
      pressure: createPressure({ target: target.name, random: Math.random, callsPerSecondMin }),
    });
    const port = createTargetCloud({
      name: target.name,
      cloud: target.cloud,
      client,
      allow: config.allow,
      tagKeys: tagKeysOf(config),
      resolveSecret: (reference) => resolveReference(reference, env),
      now,
      transport,
    });
    return [target.name, port] as const;
  });
  return new Map(clouds);
}
