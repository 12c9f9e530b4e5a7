import type { Credentials } from "../../ports/credentials.ts";

/** Operations by the name their pages give them; it goes into errors. */
export type ObjectOperation =
  | "PutObject"
  | "AppendObject"
  | "GetObject"
  | "ListObjects"
  | "DeleteObject"
  | "DeleteObjects";

/** One call, before it is signed. */
export interface ObjectCall {
  readonly operation: ObjectOperation;
  readonly effect: "read" | "write";
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** The whole key; absent when the bucket itself is meant. */
  readonly key?: string;
  /** As it is sent, without `?`. Default: none. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly answerBytesMax: number;
}

/** What is needed to sign a call. */
export interface SigningMeans {
  /** Absolute, encoded, without the query. */
  readonly url: string;
  /** `/bucket/key`, encoded. */
  readonly resource: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly date: Date;
}

/** Where a page of a listing begins: behind a key, or where the service said. */
export interface ListingStart {
  readonly after?: string | undefined;
  readonly token?: string | undefined;
}

/** In what OBS and S3 differ. */
export interface ObjectDialect {
  readonly name: "OBS" | "S3";
  /** The headers to send, signature included. */
  readonly sign: (call: ObjectCall, means: SigningMeans) => Record<string, string>;
  /** Name and value pairs of a listing, besides `prefix` and `max-keys`. */
  readonly listingQuery: (start: ListingStart) => readonly (readonly [string, string])[];
}
