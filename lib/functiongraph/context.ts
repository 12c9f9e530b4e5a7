/** The platform's logger. Every record carries time, request id and level. */
export interface FunctionGraphLogger {
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  /** Written at every level. */
  error(...values: unknown[]): void;
  /** Written only after `setLevel("DEBUG")`. */
  debug(...values: unknown[]): void;
  /** `DEBUG`, `INFO` (the default), `WARN` or `ERROR`. */
  setLevel(level: string): void;
}

/**
 * The second parameter of a Node.js handler. Source: Developer Guide, "SDK APIs", and the runtime's own code where the
 * two differ.
 */
export interface FunctionGraphContext {
  /** The request id; an empty string in the initializer. */
  getRequestID(): string;
  /** Milliseconds until the platform ends the call; can be negative. */
  getRemainingTimeInMilliSeconds(): number;
  /** Documented as the timeout in seconds. The runtime answers it in milliseconds, and so does this one. */
  getRunningTimeInSeconds(): number;
  /** No longer maintained by the platform: use {@link getSecurityAccessKey}. */
  getAccessKey(): string;
  /** No longer maintained by the platform: use {@link getSecuritySecretKey}. */
  getSecretKey(): string;
  /** Temporary access key of the execution agency; an empty string without one. */
  getSecurityAccessKey(): string;
  /** Temporary secret key of the execution agency; an empty string without one. */
  getSecuritySecretKey(): string;
  /** Token that belongs to the temporary keys; an empty string without an agency. */
  getSecurityToken(): string;
  /** IAM token of the agency; an empty string without one. */
  getToken(): string;
  /** An environment variable of the function. */
  getUserData(key: string): string | undefined;
  getProjectID(): string;
  /** The application (group) the function is in. */
  getPackage(): string;
  getFunctionName(): string;
  /** `latest` or the name of a published version. */
  getVersion(): string;
  /** Megabytes, as text. */
  getMemorySize(): string;
  /** Millicores, as text. */
  getCPUNumber(): string;
  /** The alias the function was called by; an empty string without one. */
  getAlias(): string;
  getWorkflowID(): string;
  getWorkflowRunID(): string;
  getWorkflowStateID(): string;
  getLogger(): FunctionGraphLogger;
}

/** The third parameter of a handler. `null` as the first argument means success; `callback()` is an error. */
export type FunctionGraphCallback = (error: unknown, result?: unknown) => void;

/**
 * A handler of a Node.js function. Its `length` must be 2 or 3: a parameter with a default and a rest parameter do not
 * count, and a handler written with them is refused with 4001.
 */
export type FunctionGraphHandler<Event = unknown, Result = unknown> = (
  event: Event,
  context: FunctionGraphContext,
  callback: FunctionGraphCallback,
) => Promise<Result> | undefined;

/** An initializer. Its `length` must be 2, so one that is async still names the callback. */
export type FunctionGraphInitializer = (
  context: FunctionGraphContext,
  callback: FunctionGraphCallback,
) => Promise<void> | undefined;
