import { invalidRequest } from "./invalid-request.ts";

const UNRESERVED_ONLY = /^[\w.~-]*$/;
const LEFT_BY_ENCODE_URI_COMPONENT = /[!'()*]/g;
const CONTROL = /\p{Cc}/u;

/**
 * Percent-encodes everything but `A-Z a-z 0-9 - _ . ~` as UTF-8 with upper-case hex.
 * `encodeURIComponent` alone leaves `! ' ( ) *` as they are, and the gateway does not.
 */
export function percentEncode(text: string): string {
  if (UNRESERVED_ONLY.test(text)) return text;
  try {
    return encodeURIComponent(text).replace(LEFT_BY_ENCODE_URI_COMPONENT, escapeCharacter);
  } catch (cause) {
    throw invalidRequest("url", "well-formed Unicode text, without lone surrogates", cause);
  }
}

/** Undoes percent-encoding once. A plus sign is a plus sign here, never a space. */
export function percentDecode(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw invalidRequest("url", "percent-encoded UTF-8: every % followed by two hex digits", cause);
  }
}

/** Raw control characters are refused because URL parsers drop some of them silently: sent would differ from signed. */
export function refuseControls(raw: string): void {
  if (CONTROL.test(raw)) throw invalidRequest("url", "free of control characters");
}

function escapeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
