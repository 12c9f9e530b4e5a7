import type { CredentialsProvider } from "../../ports/credentials.ts";
import type { HttpTransport } from "../../ports/http-transport.ts";

/** Limits of a bucket client, with their defaults. */
export const BUCKET_LIMITS = {
  /** Time for one attempt, from the first byte out to the last byte in. */
  timeoutMs: 10_000,
  /** Attempts of a read, the first one included. A write has one. */
  attemptsMax: 3,
  /** Upper end of the first pause between attempts; it doubles each time, and the pause is drawn below it. */
  backoffMs: 200,
  /** Longest pause. A service that asks for more is not waited for: the error says when to come back. */
  pauseMaxMs: 5_000,
  /** Largest object that is written or read. */
  objectBytesMax: 16 * 1024 * 1024,
  /** Largest listing page or other answer: 1,000 keys of 1,024 bytes, each of them percent-encoded, are 4 MB. */
  answerBytesMax: 8 * 1024 * 1024,
  /** Pages that one listing may take; services may name fewer keys in a page than they were asked for. */
  pagesMax: 20,
} as const;

/** See {@link BUCKET_LIMITS}. */
export type BucketLimits = { readonly [Key in keyof typeof BUCKET_LIMITS]?: number };

/** Everything a bucket client needs; nothing is taken from the surroundings. */
export interface BucketOptions {
  /**
   * Origin of the service in the bucket's region, for example `https://obs.eu-de.otc.t-systems.com` or
   * `https://s3.eu-central-1.amazonaws.com`. Always https, but for a loopback host: there http is taken, and the bucket
   * goes into the path, since a name cannot be put in front of an address. Emulators and tests need that.
   */
  readonly endpoint: string;
  readonly bucket: string;
  /** Put in front of every key; a missing slash at its end is added. Default: none. */
  readonly prefix?: string;
  /** Signed on S3; named in errors on OBS. */
  readonly region: string;
  readonly credentials: CredentialsProvider;
  readonly transport: HttpTransport;
  readonly now: () => Date;
  /** Pauses between attempts of a read. */
  readonly sleep: (ms: number) => Promise<void>;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  readonly limits?: BucketLimits;
}

/** Options with every limit written out, once per client. */
export type SettledOptions = BucketOptions & { readonly limits: Required<BucketLimits> };
