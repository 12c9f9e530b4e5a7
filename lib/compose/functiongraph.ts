import { setTimeout as sleep } from "node:timers/promises";
import { invokeFunctionAsync } from "../clients/functiongraph/invoke-function.ts";
import { createNodeTransport } from "../clients/transport/node-https.ts";
import type { Cloud } from "../domain/clouds.ts";
import type { Config } from "../domain/config.ts";
import { AutomationError } from "../domain/errors.ts";
import { functionGraphEndpoint } from "../domain/functiongraph/endpoint.ts";
import type { CredentialsProvider } from "../ports/credentials.ts";
import { openBucket } from "./open-bucket.ts";
import { credentialsFor } from "./own-credentials.ts";
import type { ReadVariable } from "./references.ts";
import { bucketStoreOf } from "./store-of.ts";
import { type Surroundings, WORK_EVENT } from "./surroundings.ts";
import { tracedTransport } from "./traced-transport.ts";

/** What FunctionGraph tells about itself, and what was packed. */
export interface FunctionGraphParts {
  readonly config: Config;
  readonly env: ReadVariable;
  /** Those of the current call's agency; asked for anew by every request. */
  readonly credentials: CredentialsProvider;
  readonly projectId: string;
  /** Application that the functions belong to. */
  readonly application: string;
  /** Trace of the current call. Default: none. */
  readonly traceParent?: () => string | null;
  /** Milliseconds since the epoch. Default: the computer's clock. */
  readonly now?: () => number;
}

function required(env: ReadVariable, name: string): string {
  const value = env(name);
  if (value) return value;
  throw new AutomationError("invalid-config", `${name}: not set; the deployment of the stack sets it`, {
    details: { field: name, retryable: false },
  });
}

function cloudOf(env: ReadVariable): Cloud {
  const cloud = required(env, "CURFEW_CLOUD");
  if (cloud === "huaweicloud" || cloud === "otc") return cloud;
  throw new AutomationError("invalid-config", "CURFEW_CLOUD: huaweicloud or otc", {
    details: { field: "CURFEW_CLOUD" },
  });
}

/** What FunctionGraph puts around a function: Node's own HTTP client, the agency's credentials, a bucket of OBS. */
export function functionGraphSurroundings(parts: FunctionGraphParts): Surroundings {
  const { config, env, projectId, application, now = Date.now } = parts;
  const transport = tracedTransport(createNodeTransport(), parts.traceParent ?? (() => null));
  const cloud = cloudOf(env);
  const region = required(env, "CURFEW_REGION");
  const credentials = credentialsFor(env, parts.credentials);
  const bucket = openBucket({
    ...{ cloud, region, credentials, transport, now },
    store: bucketStoreOf(config, env),
    endpoint: env("CURFEW_STORE_ENDPOINT"),
  });
  return {
    ...{ config, env, bucket, transport, now, agency: credentials },
    // The stack caps the executor at one instance, and nobody else writes the log.
    singleWriter: true,
    goOn: async () => {
      const name = required(env, "CURFEW_EXECUTOR");
      const urn = `urn:fss:${region}:${projectId}:function:${application}:${name}:latest`;
      await invokeFunctionAsync(urn, WORK_EVENT, {
        ...{ projectId, credentials, transport, random: Math.random },
        endpoint:
          env("CURFEW_FUNCTIONGRAPH_ENDPOINT") ?? functionGraphEndpoint(cloud, "functiongraph", region),
        now: () => new Date(now()),
        sleep: (ms) => sleep(ms),
      });
    },
  };
}
