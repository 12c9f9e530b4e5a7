import { AutomationError } from "../../domain/errors.ts";
import type { CredentialsProvider } from "../../ports/credentials.ts";
import type { ReadVariable } from "../credentials.ts";

const NAMES = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;

/**
 * The credentials of the function's own role, which Lambda puts into its environment. Read again for every call. The
 * provider throws `missing-credentials` naming the variables.
 *
 * @see Lambda Developer Guide, "Defined runtime environment variables"
 */
export function awsCredentials(read: ReadVariable): CredentialsProvider {
  return () => {
    const [accessKey, secretKey] = NAMES.map((name) => read(name)?.trim());
    const securityToken = read("AWS_SESSION_TOKEN")?.trim();
    if (accessKey && secretKey) return { accessKey, secretKey, ...(securityToken ? { securityToken } : {}) };
    throw new AutomationError(
      "missing-credentials",
      `${NAMES.join(" and ")} must be set: Lambda sets them itself`,
      {
        details: { field: NAMES[0], rule: "must be set", retryable: false },
      },
    );
  };
}
