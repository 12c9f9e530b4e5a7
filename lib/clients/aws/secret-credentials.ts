import * as z from "zod";
import { AutomationError } from "../../domain/errors.ts";
import type { CredentialsProvider } from "../../ports/credentials.ts";
import type { SecretsReader } from "./secrets-reader.ts";

const Text = z.string().trim().min(1);

/** The names of the environment's variables in lower case, or those of the vendor's own profile file. */
const KeyPair = z.union([
  z.object({ access_key: Text, secret_key: Text, security_token: Text.optional() }).transform((pair) => ({
    accessKey: pair.access_key,
    secretKey: pair.secret_key,
    token: pair.security_token,
  })),
  z
    .object({ ak: Text, sk: Text, security_token: Text.optional() })
    .transform(({ ak, sk, security_token }) => ({ accessKey: ak, secretKey: sk, token: security_token })),
]);

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error would quote the secret.
    return undefined;
  }
}

/**
 * Credentials that lie in a secret store as JSON: `{"access_key", "secret_key"}` or `{"ak", "sk"}`, either with a
 * `security_token`. Asked for every request, so that a run that lasts notices a rotated key within 5 minutes. The
 * provider throws what the reader throws, and `missing-credentials` naming the reference and the fields.
 */
export function secretCredentials(reference: string, secrets: SecretsReader): CredentialsProvider {
  return async () => {
    const found = KeyPair.safeParse(parsedJson(await secrets.read(reference)));
    if (found.success) {
      const { accessKey, secretKey, token } = found.data;
      return { accessKey, secretKey, ...(token === undefined ? {} : { securityToken: token }) };
    }
    const rule = "must be JSON with access_key and secret_key, or ak and sk, as texts";
    throw new AutomationError("missing-credentials", `${reference}: the secret ${rule}`, {
      details: { field: reference, rule, retryable: false },
    });
  };
}
