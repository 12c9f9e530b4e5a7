import { setTimeout as sleep } from "node:timers/promises";
import { createObsBucket } from "../clients/objects/obs-bucket.ts";
import { createS3Bucket } from "../clients/objects/s3-bucket.ts";
import type { Cloud } from "../domain/clouds.ts";
import type { Bucket } from "../ports/bucket.ts";
import type { CredentialsProvider } from "../ports/credentials.ts";
import type { HttpTransport } from "../ports/http-transport.ts";
import { storePlace } from "./store-place.ts";

/** What a bucket is opened with. */
export interface BucketParts {
  /** `obs://BUCKET/PREFIX` or `s3://BUCKET/PREFIX`. */
  readonly store: string;
  /** Whose OBS it is; not looked at for S3. */
  readonly cloud: Cloud;
  readonly region: string;
  readonly credentials: CredentialsProvider;
  readonly transport: HttpTransport;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Origin instead of the public one, for interface endpoints and tests. */
  readonly endpoint?: string | undefined;
}

const OBS_HOSTS: Readonly<Record<Cloud, (region: string) => string>> = {
  huaweicloud: (region) => `https://obs.${region}.myhuaweicloud.com`,
  otc: (region) => `https://obs.${region}.otc.t-systems.com`,
};

/** Opens the bucket that a `store` names. Throws `invalid-config`; nothing is called. */
export function openBucket(parts: BucketParts): Bucket {
  const { cloud, region, credentials, transport, now, endpoint } = parts;
  const { service, bucket, prefix } = storePlace(parts.store);
  const shared = {
    ...{ bucket, prefix, region, credentials, transport },
    now: () => new Date(now()),
    sleep: (ms: number) => sleep(ms),
    random: Math.random,
  };
  if (service === "s3") {
    return createS3Bucket({ ...shared, endpoint: endpoint ?? `https://s3.${region}.amazonaws.com` });
  }
  // Appends are documented on Huawei Cloud alone.
  const append = cloud === "huaweicloud";
  return createObsBucket({ ...shared, append, endpoint: endpoint ?? OBS_HOSTS[cloud](region) });
}
