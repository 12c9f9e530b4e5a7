import { createHmac } from "node:crypto";
import type { SealingSecret } from "../../signing/seal.ts";
import { computeHmac } from "../../signing/webhook-signature.ts";

const PREFIX = "whsec_";
/** Shorter ones are no keys; the specification asks for 24 bytes. */
const KEY_BYTES_MIN = 16;
/** Signatures of one message, while secrets are being rotated. */
const KEYS_MAX = 4;

/** Kinds of secrets that both sides know; an earlier one is taken before a later one. */
const SHARED_KINDS: readonly string[] = [
  "hmac",
  "token",
  "encrypt-key",
  "verification-token",
  "encoding-aes-key",
];

/** The bytes of a `whsec_` secret, with or without its prefix; `null` when it is none. */
export function webhookKey(text: string): Uint8Array | null {
  const base64 = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text;
  const bytes = Buffer.from(base64, "base64");
  const isWhole = bytes.toString("base64").replace(/=+$/, "") === base64.replace(/=+$/, "");
  return isWhole && bytes.length >= KEY_BYTES_MIN ? bytes : null;
}

/**
 * Keys under which a source's callbacks are signed: its Standard Webhooks secrets as they are; of any other shared
 * secret HMAC-SHA256 of `curfew callback v1` under it, which the receiver computes in the same way. Empty: it has none.
 */
export function callbackKeys(scheme: string, secrets: readonly SealingSecret[]): readonly Uint8Array[] {
  const shared = SHARED_KINDS.map((kind) =>
    secrets.filter((secret) => secret.kind === kind && secret.value !== ""),
  );
  const [own = []] = shared.filter((group) => group.length > 0);
  return own.slice(0, KEYS_MAX).map(({ value }) => {
    const isWebhook = scheme === "standard-webhooks" || value.startsWith(PREFIX);
    const key = isWebhook ? webhookKey(value) : null;
    return key ?? createHmac("sha256", value).update("curfew callback v1").digest();
  });
}

/** The three headers of Standard Webhooks 1.0. The id stays, the time is that of the attempt. */
export function webhookHeaders(
  body: string,
  { id, nowMs, keys }: { readonly id: string; readonly nowMs: number; readonly keys: readonly Uint8Array[] },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const text = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const signatures = keys.map(
    (key) => `v1,${computeHmac({ algorithm: "sha256", key, text, encoding: "base64" })}`,
  );
  return {
    ...{ "webhook-id": id, "webhook-timestamp": timestamp },
    "webhook-signature": signatures.join(" "),
  };
}
