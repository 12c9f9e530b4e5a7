import { readFile } from "node:fs/promises";
import { awsCredentials } from "../clients/aws/aws-credentials.ts";
import { createNodeTransport } from "../clients/transport/node-https.ts";
import type { Config } from "../domain/config.ts";
import { AutomationError } from "../domain/errors.ts";
import type { Bucket } from "../ports/bucket.ts";
import { openBucket } from "./open-bucket.ts";
import type { ReadVariable } from "./references.ts";
import { storePlace } from "./store-place.ts";
import { credentialsOf } from "./target-clients.ts";

/** What tells whose bucket a store is. */
export interface NodeBucketParts {
  readonly config: Pick<Config, "targets">;
  readonly env: ReadVariable;
  /** Milliseconds since the epoch. Default: the computer's clock. */
  readonly now?: () => number;
}

/** A bucket and the connections to it. */
export interface NodeBucket {
  readonly bucket: Bucket;
  close(): Promise<void>;
}

/**
 * Opens the bucket of a log from plain Node. One of OBS lies where the first target lies, and is opened with that target's
 * key pair, or with the one that `CURFEW_STORE_CREDENTIALS=env:PREFIX` names, as where the target's own are an agency's;
 * one of S3 is opened with AWS's own variables. Throws `invalid-config` when no target tells the region.
 */
export function openNodeBucket(store: string, parts: NodeBucketParts): NodeBucket {
  const { config, env, now = Date.now } = parts;
  const [target] = config.targets;
  const { service } = storePlace(store);
  const endpoint = env("CURFEW_STORE_ENDPOINT");
  const transport = createNodeTransport();
  const shared = { store, transport, now, endpoint };
  const close = () => transport.close();
  if (service === "s3") {
    const region = env("AWS_REGION") ?? env("AWS_DEFAULT_REGION") ?? "";
    return {
      bucket: openBucket({ ...shared, cloud: "huaweicloud", region, credentials: awsCredentials(env) }),
      close,
    };
  }
  if (!target) {
    throw new AutomationError(
      "invalid-config",
      "store: a bucket of OBS lies where a target lies, and there is none",
      {
        details: { field: "store" },
      },
    );
  }
  const named = env("CURFEW_STORE_CREDENTIALS");
  const credentials = credentialsOf(named === undefined ? target : { ...target, credentials: named }, {
    env,
    readFile: (path) => readFile(path, "utf8"),
  });
  const region = env("CURFEW_STORE_REGION") ?? target.region;
  return { bucket: openBucket({ ...shared, cloud: target.cloud, region, credentials }), close };
}
