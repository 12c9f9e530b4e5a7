/**
 * What a secret is for. `secret` signs and verifies, `token` is sent as it is, `public-key` verifies only and
 * `private-key` is its counterpart, which nobody but a sender has.
 */
export const SECRET_KINDS = ["secret", "token", "public-key", "private-key"] as const;

/** See {@link SECRET_KINDS}. */
export type SecretKind = (typeof SECRET_KINDS)[number];

/** One active secret of a source; several of a kind while a secret is being rotated. */
export interface SourceSecret {
  readonly kind: SecretKind;
  readonly value: string;
}
