import type { Bucket } from "../../ports/bucket.ts";
import { signObsRequest } from "../../signing/obs-signature.ts";
import type { BucketOptions } from "./bucket-options.ts";
import { createObjectBucket } from "./object-bucket.ts";
import type { ObjectDialect } from "./object-call.ts";

const OBS: ObjectDialect = {
  name: "OBS",
  sign: (call, { resource, credentials, date }) => {
    const { method, query = "", headers = {} } = call;
    return signObsRequest({ method, resource, query, headers, credentials, date });
  },
  // OTC also documents a second version of listings; the first is there on both clouds.
  listingQuery: ({ after }) => (after === undefined ? [] : [["marker", after]]),
};

/** {@link BucketOptions}, and what this region offers. */
export interface ObsBucketOptions extends BucketOptions {
  /** Whether appends exist: documented on Huawei Cloud, not on Open Telekom Cloud. */
  readonly append: boolean;
}

/**
 * A bucket of OBS on Huawei Cloud or Open Telekom Cloud. `createOnly` is not offered: OBS documents no conditional
 * write, and may take the header for it in silence.
 *
 * @throws AutomationError `invalid-config` for an endpoint, bucket or prefix that cannot be used
 */
export function createObsBucket(options: ObsBucketOptions): Bucket {
  const capabilities = { createOnly: false, append: options.append, freshListings: false };
  return createObjectBucket(options, OBS, capabilities);
}
