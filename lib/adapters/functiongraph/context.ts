import type { ReadVariable } from "../../compose/references.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { CredentialsProvider } from "../../ports/credentials.ts";

/** The platform's logger. A record of more than 92,160 characters is cut into several. */
export interface FunctionGraphLogger {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  /** Printed only after `setLevel("DEBUG")`. */
  debug(text: string): void;
  setLevel(level: string): void;
}

/** The second parameter of every handler (Developer Guide, "SDK APIs"). Where nothing is known the text is empty. */
export interface FunctionGraphContext {
  getRequestID(): string;
  /** Until the platform ends the call, in milliseconds; can be negative. */
  getRemainingTimeInMilliSeconds(): number;
  /** The timeout of the function: documented in seconds, observed in milliseconds. Not read here. */
  getRunningTimeInSeconds(): number;
  /** Temporary keys of the execution agency, valid for 24 hours; empty without an agency. */
  getSecurityAccessKey(): string;
  getSecuritySecretKey(): string;
  getSecurityToken(): string;
  /** IAM token of the agency. */
  getToken(): string;
  /** @deprecated The platform no longer keeps it up; use {@link FunctionGraphContext.getSecurityAccessKey}. */
  getAccessKey(): string;
  /** @deprecated See {@link FunctionGraphContext.getAccessKey}. */
  getSecretKey(): string;
  /** An environment variable of the function. */
  getUserData(name: string): string | undefined;
  getProjectID(): string;
  /** The application, which the console calls group. */
  getPackage(): string;
  getFunctionName(): string;
  /** `latest`, or the name of a published version. */
  getVersion(): string;
  getAlias(): string;
  /** Megabytes, as text. */
  getMemorySize(): string;
  /** Thousandths of a core, as text. */
  getCPUNumber(): string;
  getLogger(): FunctionGraphLogger;
}

/**
 * Looks a variable up where the platform keeps those of a function, and only then in the process: `process.env` holds
 * them for certain in HTTP functions alone. An empty one counts as not set.
 *
 * @param env `process.env`, which nothing under `lib` reads by itself.
 */
export function environmentOf(
  context: Pick<FunctionGraphContext, "getUserData">,
  env: Readonly<Record<string, string | undefined>>,
): ReadVariable {
  return (name) => {
    // The platform looks the name up in parsed JSON, where `constructor` finds something that is no text.
    const value: unknown = context.getUserData(name);
    if (typeof value === "string" && value !== "") return value;
    return Object.hasOwn(env, name) ? env[name] : undefined;
  };
}

/**
 * The temporary credentials of the function's agency, asked for anew by every request, so that a long run signs with
 * what the platform holds then. The provider throws `missing-credentials` when any part is empty: keys without their
 * token are refused by every service, with an error that says less.
 */
export function credentialsOf(
  context: Pick<
    FunctionGraphContext,
    "getSecurityAccessKey" | "getSecuritySecretKey" | "getSecurityToken" | "getFunctionName"
  >,
): CredentialsProvider {
  return () => {
    const accessKey = context.getSecurityAccessKey();
    const secretKey = context.getSecuritySecretKey();
    const securityToken = context.getSecurityToken();
    if (accessKey && secretKey && securityToken) return { accessKey, secretKey, securityToken };
    throw new AutomationError(
      "missing-credentials",
      `the platform passed no temporary credentials: function ${context.getFunctionName() || "(unnamed)"} needs an ` +
        "execution agency (app_xrole) that delegates to FunctionGraph; a new or changed agency takes about 10 minutes",
      {
        details: {
          field: "app_xrole",
          rule: "an agency of type cloud service, delegated to FunctionGraph",
          retryable: false,
        },
      },
    );
  };
}

/**
 * The moment at which the platform ends the call, milliseconds since the epoch. Throws `not-supported` when the
 * context does not say: without it nothing would ever stop in time, and nobody would notice.
 */
export function deadlineMs(
  context: Pick<FunctionGraphContext, "getRemainingTimeInMilliSeconds">,
  nowMs: number,
): number {
  // The method of Lambda has a similar name; a check for that one finds nothing here and stays silent.
  const remainingMs: unknown = context.getRemainingTimeInMilliSeconds?.();
  if (typeof remainingMs === "number" && Number.isFinite(remainingMs)) return nowMs + remainingMs;
  throw new AutomationError(
    "not-supported",
    "getRemainingTimeInMilliSeconds gave no number: no deadline is known",
    {
      details: {
        field: "getRemainingTimeInMilliSeconds",
        rule: "a number of milliseconds",
        retryable: false,
      },
    },
  );
}
