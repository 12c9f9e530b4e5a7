/** Kinds with which Curfew speaks. Nothing that comes in is proven by them, so whatever checks signatures needs none. */
export const SPEAKING_KINDS = ["bot-token", "app-id", "app-secret", "api-host"] as const;

/**
 * What a secret is for. Not all of them are secret: some only say who may speak, and are configured beside the rest.
 *
 * - `hmac` signs and verifies with one key, `token` is sent as it is; `public-key` verifies only and `private-key` is
 *   its counterpart, which nobody but a sender has.
 * - `encrypt-key` and `verification-token` are Feishu's, `encoding-aes-key` and `receive-id` (the corp id) WeCom's.
 * - `topic` (the URN or ARN that may speak), `certificate-host` and `confirm-host` belong to SMN and SNS.
 * - `path` is Azure's: the last part of the address that its action group calls, and all that proves it.
 * - `reply-key` is nobody's but ours: what hides reply addresses for senders that share no secret with us (Discord).
 * - `bot-token` (Slack), `app-id`, `app-secret` and `api-host` (Feishu, Lark) prove nothing that comes in: Curfew speaks
 *   with them.
 * - `bot-open-id` (Feishu, Lark) is no secret and proves nothing either: it tells a call of the app from one of a person.
 * - `issuer`, `audience`, `subject`, `email` and `jwks-url` say whose JSON Web Tokens count; `jwks` is a fixed key set.
 */
export const SECRET_KINDS = [
  ...(["hmac", "token", "public-key", "private-key"] as const),
  ...(["encrypt-key", "verification-token", "encoding-aes-key", "receive-id"] as const),
  ...(["topic", "certificate-host", "confirm-host"] as const),
  "path",
  "reply-key",
  "bot-open-id",
  ...SPEAKING_KINDS,
  ...(["issuer", "audience", "subject", "email", "jwks-url", "jwks"] as const),
] as const;

/** See {@link SECRET_KINDS}. */
export type SecretKind = (typeof SECRET_KINDS)[number];

/** One active secret of a source; several of a kind while a secret is being rotated. */
export interface SourceSecret {
  readonly kind: SecretKind;
  readonly value: string;
}
