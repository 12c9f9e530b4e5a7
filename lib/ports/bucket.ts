/** One object as a listing names it. */
export interface ListedObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

/** What a bucket can do. Declared by its kind, and probed by `doctor`: OBS may ignore what it does not know. */
export interface BucketCapabilities {
  /** `createOnly` is kept: of two writers of the same key exactly one wins (S3: `If-None-Match: *`). */
  readonly createOnly: boolean;
  /** `append` exists, and a wrong position is refused (OBS on Huawei Cloud; not on OTC, not on S3). */
  readonly append: boolean;
  /** A listing names every object whose write was answered before. S3 says so; OBS does not. */
  readonly freshListings: boolean;
}

/** What became of a write. `exists`, `position`: refused, nothing was written. */
export type Put = { readonly outcome: "written" } | { readonly outcome: "exists" };
export type AppendedBytes =
  | { readonly outcome: "written"; readonly next: number }
  | { readonly outcome: "position" };

/**
 * A bucket of objects, under one prefix that callers do not see. Every method rejects with an `AutomationError`; where
 * `details.ambiguous` is true the write may have happened, and the caller reads it back before anything else.
 * Reads of one key are strong: what was answered as written is read. Repeats of reads are the client's affair.
 */
export interface Bucket {
  readonly capabilities: BucketCapabilities;
  /** Writes the whole object. `createOnly` is refused with `not-supported` where the bucket cannot keep it. */
  put(key: string, bytes: Uint8Array, options?: { readonly createOnly?: boolean }): Promise<Put>;
  /** Appends at a position, 0 for a new object. `not-supported` where there is no such thing. */
  append(key: string, position: number, bytes: Uint8Array): Promise<AppendedBytes>;
  /** `undefined`: there is no such object. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Keys with this prefix behind `after`, in order, at most `limit` (1 to 1,000). */
  list(
    prefix: string,
    options: { readonly after?: string; readonly limit: number },
  ): Promise<{ readonly objects: readonly ListedObject[]; readonly more: boolean }>;
  /** Removes objects; those that are not there are no error. */
  remove(keys: readonly string[]): Promise<void>;
}
