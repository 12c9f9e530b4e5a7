import { expect, it } from "vitest";
import { bodyHashes } from "../../../lib/sources/body-hashes.ts";
import type { SourceSecret } from "../../../lib/sources/secret-kinds.ts";

const of = (...kinds: readonly SourceSecret["kind"][]) =>
  kinds.map((kind) => ({ kind, value: "whsec_dGVzdA==" }));

it.each([
  ["standard-webhooks", of("hmac"), 1],
  ["standard-webhooks", of("hmac", "hmac", "hmac"), 3],
  ["github", of("hmac"), 1],
  ["gitlab", of("token"), 0],
  ["gitlab", of("token", "hmac"), 1],
  ["alertmanager", of("token"), 0],
  ["dingtalk", of("hmac"), 0],
  ["feishu-lark", of("encrypt-key", "verification-token", "app-secret"), 2],
  ["wecom", of("token", "encoding-aes-key"), 0],
  ["jwt", of("issuer"), 0],
  ["sns", of("topic"), 0],
  ["azure-path", of("path"), 1],
  ["github", [{ kind: "hmac", value: "" }], 0],
] as const)("%s with %j hashes a body %s times", (scheme, secrets, times) => {
  expect(bodyHashes(scheme, secrets)).toBe(times);
});
