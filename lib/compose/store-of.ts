import type { Config } from "../domain/config.ts";
import { AutomationError } from "../domain/errors.ts";
import type { ReadVariable } from "./references.ts";
import { isBucketStore } from "./store-place.ts";

/**
 * The bucket of a function's log: what the deployment says (`CURFEW_STORE`), else the configuration. Throws
 * `invalid-config` for a store that no function can have.
 */
export function bucketStoreOf({ store }: Pick<Config, "store">, env: ReadVariable): string {
  const given = env("CURFEW_STORE") || store;
  if (isBucketStore(given)) return given;
  throw new AutomationError(
    "invalid-config",
    `store: a function keeps nothing, so its log lies in a bucket: set CURFEW_STORE or store: to obs://BUCKET or s3://BUCKET (got ${given})`,
    { details: { field: "store", retryable: false } },
  );
}
