import { type HmacSha256, hmacSha256 } from "./hmac-sha256.ts";
import { sha256 } from "./sha256.ts";

/** The one algorithm spoken here; first word of the Authorization header. */
export const ALGORITHM = "SDK-HMAC-SHA256";

const SECRETS_MAX = 16;
const macs = new Map<string, HmacSha256>();

/**
 * The signature in lower-case hex: one HMAC keyed with the secret as text, no derivation, no region
 * (API Request Signing Guide, AK/SK signing algorithm).
 */
export function signature(canonicalText: string, sdkDate: string, secretKey: string): string {
  const stringToSign = `${ALGORITHM}\n${sdkDate}\n${sha256(canonicalText, "hex")}`;
  return macUnder(secretKey, stringToSign.length)(stringToSign);
}

/**
 * Preparing a key takes half as long as signing with it, and a process signs with a few keys only. Temporary ones
 * come and go, hence the limit; secrets that are no longer used are forgotten with the rest when it is reached.
 */
function macUnder(secretKey: string, textLength: number): HmacSha256 {
  const known = macs.get(secretKey);
  if (known !== undefined) return known;
  if (macs.size === SECRETS_MAX) macs.clear();
  const mac = hmacSha256(secretKey, textLength);
  macs.set(secretKey, mac);
  return mac;
}
