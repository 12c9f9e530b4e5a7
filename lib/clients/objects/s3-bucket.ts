import type { Bucket } from "../../ports/bucket.ts";
import { signAwsV4 } from "../../signing/aws-v4.ts";
import type { BucketOptions } from "./bucket-options.ts";
import { createObjectBucket } from "./object-bucket.ts";
import type { ListingStart, ObjectDialect } from "./object-call.ts";

function startOf({ after, token }: ListingStart): readonly (readonly [string, string])[] {
  if (token !== undefined) return [["continuation-token", token]];
  return after === undefined ? [] : [["start-after", after]];
}

const S3: ObjectDialect = {
  name: "S3",
  sign: (call, { url, region, credentials, date }) => {
    const { method, query, headers = {}, body } = call;
    return signAwsV4({
      ...{ method, headers, region, service: "s3", credentials, date },
      url: query ? `${url}?${query}` : url,
      ...(body === undefined ? {} : { body }),
    });
  },
  listingQuery: (start) => [["list-type", "2"], ...startOf(start)],
};

/**
 * A bucket of S3. Of two writers with `createOnly` exactly one wins; a 409 on such a write (`conflict`, retryable, not
 * ambiguous) means that another one was under way, and that this one wrote nothing.
 *
 * @throws AutomationError `invalid-config` for an endpoint, bucket or prefix that cannot be used
 */
export function createS3Bucket(options: BucketOptions): Bucket {
  return createObjectBucket(options, S3, { createOnly: true, append: false, freshListings: true });
}
