/**
 * What a secret is for. Not all of them are secret: some only say who may speak, and are configured beside the rest.
 *
 * - `hmac` signs and verifies with one key, `token` is sent as it is; `public-key` verifies only and `private-key` is
 *   its counterpart, which nobody but a sender has.
 * - `encrypt-key` and `verification-token` are Feishu's, `encoding-aes-key` and `receive-id` (the corp id) WeCom's.
 * - `topic` (the URN or ARN that may speak), `certificate-host` and `confirm-host` belong to SMN and SNS.
 * - `issuer`, `audience`, `subject`, `email` and `jwks-url` say whose JSON Web Tokens count; `jwks` is a fixed key set.
 */
export const SECRET_KINDS = [
  ...(["hmac", "token", "public-key", "private-key"] as const),
  ...(["encrypt-key", "verification-token", "encoding-aes-key", "receive-id"] as const),
  ...(["topic", "certificate-host", "confirm-host"] as const),
  ...(["issuer", "audience", "subject", "email", "jwks-url", "jwks"] as const),
] as const;

/** See {@link SECRET_KINDS}. */
export type SecretKind = (typeof SECRET_KINDS)[number];

/** One active secret of a source; several of a kind while a secret is being rotated. */
export interface SourceSecret {
  readonly kind: SecretKind;
  readonly value: string;
}
