import { AutomationError } from "../domain/errors.ts";

/** Where a log in a bucket lies. */
export interface StorePlace {
  readonly service: "obs" | "s3";
  readonly bucket: string;
  /** Without slashes at its ends; empty for the whole bucket. */
  readonly prefix: string;
}

const PLACE = /^(obs|s3):\/\/([^/?#]+)(?:\/([^?#]*))?$/;

/** Whether a `store` of the configuration is a bucket. */
export function isBucketStore(store: string): boolean {
  return store.startsWith("obs://") || store.startsWith("s3://");
}

/** Reads `obs://BUCKET/PREFIX` or `s3://BUCKET/PREFIX`. Throws `invalid-config` naming the form. */
export function storePlace(store: string): StorePlace {
  const [, service, bucket, prefix = ""] = PLACE.exec(store) ?? [];
  if ((service === "obs" || service === "s3") && bucket !== undefined) {
    return { service, bucket, prefix: prefix.replace(/^\/+|\/+$/g, "") };
  }
  throw new AutomationError(
    "invalid-config",
    `store: obs://BUCKET/PREFIX or s3://BUCKET/PREFIX (got ${store})`,
    {
      details: { field: "store" },
    },
  );
}
