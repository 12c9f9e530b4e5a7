/** The standard alphabet, padded or not. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The bytes behind base64, `null` when it is none: Node's own decoder skips whatever it does not know. */
export function base64Bytes(text: string): Uint8Array | null {
  const fits = text.endsWith("=") ? text.length % 4 === 0 : text.length % 4 !== 1;
  return fits && BASE64.test(text) ? new Uint8Array(Buffer.from(text, "base64")) : null;
}

/** The text behind base64, `null` when it is none or no UTF-8. */
export function base64Text(text: string): string | null {
  const bytes = base64Bytes(text);
  if (bytes === null) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
