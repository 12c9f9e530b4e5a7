import type { Config } from "../domain/config.ts";
import type { Bucket } from "../ports/bucket.ts";
import type { CredentialsProvider } from "../ports/credentials.ts";
import type { HttpTransport } from "../ports/http-transport.ts";
import type { ReadVariable } from "./references.ts";

/** What a platform puts around a function, free of the platform's shape. */
export interface Surroundings {
  readonly config: Config;
  readonly env: ReadVariable;
  /** Where the log lies. */
  readonly bucket: Bucket;
  /** Whether the platform runs one executor at a time; see `StoreCapabilities`. */
  readonly singleWriter: boolean;
  readonly transport: HttpTransport;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What `credentials: agency` stands for, where there is one. */
  readonly agency?: CredentialsProvider;
  /** What a reference into a store of secrets stands for, where there is one. */
  readonly secret?: (reference: string) => CredentialsProvider;
  /** Asks for a call that works on; resolves when the platform has it. The next tick comes anyway. */
  readonly goOn: () => Promise<void>;
}

/** The event that asks the executor to work on. */
export const WORK_EVENT = { curfew: "work" } as const;
