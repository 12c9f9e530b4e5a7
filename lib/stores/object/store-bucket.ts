import { isAutomationError } from "../../domain/errors.ts";
import type { Bucket } from "../../ports/bucket.ts";
import { storeFailed } from "../store-failed.ts";

/** A bucket whose failures are those of a store: whoever writes the log learns `store-failed` and nothing else. */
export function storeBucket(bucket: Bucket): Bucket {
  const translated = async <T>(what: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : "unknown";
      const details = isAutomationError(cause) ? { ...cause.details, cause: cause.code } : {};
      throw storeFailed(`${what}: ${message}`, { cause, details });
    }
  };
  return {
    capabilities: bucket.capabilities,
    put: (key, bytes, options) => translated(`writing ${key}`, bucket.put(key, bytes, options)),
    append: (key, position, bytes) => translated(`writing ${key}`, bucket.append(key, position, bytes)),
    get: (key) => translated(`reading ${key}`, bucket.get(key)),
    list: (prefix, options) => translated(`listing ${prefix}`, bucket.list(prefix, options)),
    remove: (keys) => translated("removing old objects", bucket.remove(keys)),
  };
}

/** Whether a write that failed may have happened. */
export function isUncertain(error: unknown): boolean {
  return !isAutomationError(error) || error.details.ambiguous === true;
}
