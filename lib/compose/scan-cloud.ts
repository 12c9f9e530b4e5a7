import { createModelArtsClient } from "../clients/modelarts/client.ts";
import { serverTags } from "../clients/target/known-facts.ts";
import { createTargetCloud } from "../clients/target/target-cloud.ts";
import { createNodeTransport } from "../clients/transport/node-https.ts";
import { AutomationError, isAutomationError } from "../domain/errors.ts";
import type { Target } from "../domain/target.ts";
import type { CloudPort } from "../ports/cloud.ts";
import { readOnlyClient } from "./read-only-client.ts";
import { type ReadVariable, resolveReference } from "./references.ts";
import { credentialsOf } from "./target-clients.ts";

/** Tags of virtual servers by the id of the server, or why they could not be read. */
export interface ScannedTags {
  readonly byServer: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly failed: string | null;
}

/** One cloud that can be looked at and in no way changed. */
export interface ScanCloud {
  readonly target: Target;
  readonly list: CloudPort["list"];
  readonly measure: CloudPort["measure"];
  /** Reads the tags of the servers that carry one of these keys. Never rejects for a failure of the cloud. */
  tags(keys: readonly string[]): Promise<ScannedTags>;
}

/** What the clouds of a scan are built from. */
export interface ScanParts {
  readonly env: ReadVariable;
  readonly readFile: (path: string) => Promise<string>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The clouds of a scan, and how their connections are given back. */
export interface ScanClouds {
  readonly clouds: readonly ScanCloud[];
  close(): Promise<void>;
}

/** A person waits for the answer; whoever cannot give it within this time is told about instead. */
const TIMEOUT_MS = 15_000;

/** Builds the clouds of a scan, each on a client that refuses to write. Throws for a project that is not set. */
export function openScanClouds(targets: readonly Target[], { env, readFile, now }: ScanParts): ScanClouds {
  // Node's own client is there at once, and closing it ends what is under way: whoever presses Ctrl-C does not wait.
  const transport = createNodeTransport();
  const clouds = targets.map((target): ScanCloud => {
    const { name, cloud, region, endpoint, project } = target;
    const client = readOnlyClient(
      createModelArtsClient({
        cloud,
        region,
        ...(endpoint === null ? {} : { endpoint }),
        projectId: resolveReference(project, env),
        credentials: credentialsOf(target, { env, readFile }),
        transport,
        now: () => new Date(now()),
        limits: { timeoutMs: TIMEOUT_MS },
      }),
    );
    const resolveSecret = () => {
      throw new AutomationError("not-allowed", "a scan looks up no secret");
    };
    const port = createTargetCloud({ name, cloud, client, allow: [], tagKeys: [], resolveSecret, now });
    return {
      target,
      list: port.list,
      measure: port.measure,
      tags: async (keys) => {
        try {
          return { byServer: await serverTags(client, keys), failed: null };
        } catch (error) {
          if (!isAutomationError(error)) throw error;
          return { byServer: new Map(), failed: error.message };
        }
      },
    };
  });
  return { clouds, close: transport.close };
}
