import { environmentCredentials } from "../clients/credentials.ts";
import type { CredentialsProvider } from "../ports/credentials.ts";
import type { ReadVariable } from "./references.ts";

/**
 * Whose credentials open the bucket and call the executor: those of the agency, unless the deployment names a key pair of
 * its own (`CURFEW_CREDENTIALS=env:PREFIX`), as where the bucket belongs to another account.
 */
export function credentialsFor(env: ReadVariable, agency: CredentialsProvider): CredentialsProvider {
  const named = env("CURFEW_CREDENTIALS");
  if (named === undefined || named === "agency") return agency;
  return environmentCredentials({ read: env, prefix: named.replace(/^env:/, "") });
}
