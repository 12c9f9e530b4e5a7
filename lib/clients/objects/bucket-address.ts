import { AutomationError } from "../../domain/errors.ts";
import { isLoopback } from "../../domain/is-loopback.ts";

/** Where the objects of a bucket are. */
export interface BucketAddress {
  /** `https://bucket.obs.region.example.com`, or the loopback origin as given. */
  readonly origin: string;
  /** What every path begins with: nothing, or `/bucket` in path style. */
  readonly root: string;
}

const ENDPOINT = /^(https?):\/\/([a-z\d.-]+|\[[\da-f:]+\])(:\d{1,5})?\/?$/i;
const BUCKET_NAME = /^[a-z\d][a-z\d-]{1,61}[a-z\d]$/;

function invalid(field: string, rule: string): AutomationError {
  return new AutomationError("invalid-config", `${field}: ${rule}`, {
    details: { field, rule, retryable: false },
  });
}

/**
 * Virtual-host addresses, which OBS demands and S3 prefers; path style on a loopback host only.
 *
 * @throws AutomationError `invalid-config` naming `endpoint` or `bucket`
 */
export function bucketAddress(endpoint: string, bucket: string): BucketAddress {
  const parts = ENDPOINT.exec(endpoint);
  if (parts === null) throw invalid("endpoint", "an origin such as https://obs.region.example.com");
  // Names with dots exist, but the certificate of the service covers one label in front of its own name.
  if (!BUCKET_NAME.test(bucket)) {
    throw invalid(
      "bucket",
      "3 to 63 small letters, digits and hyphens (no dots: the certificate covers none)",
    );
  }
  const [, scheme = "", host = "", port = ""] = parts;
  if (isLoopback(host.toLowerCase())) return { origin: `${scheme}://${host}${port}`, root: `/${bucket}` };
  if (scheme.toLowerCase() !== "https") throw invalid("endpoint", "https, unless it is on this machine");
  if (host.toLowerCase().startsWith(`${bucket}.`)) {
    throw invalid("endpoint", "without the name of the bucket, which is put in front of it");
  }
  return { origin: `https://${bucket}.${host}${port}`, root: "" };
}
