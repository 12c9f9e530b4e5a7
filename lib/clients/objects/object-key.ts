import { AutomationError } from "../../domain/errors.ts";
import { percentEncode } from "../../signing/percent-encoding.ts";

/** Longest key of both services, in bytes of UTF-8, prefix included. */
const KEY_BYTES_MAX = 1024;

function invalid(rule: string): AutomationError {
  return new AutomationError("invalid-request", `key: ${rule}`, {
    details: { field: "key", rule, retryable: false, ambiguous: false },
  });
}

/** A part of a key as it may be sent: whatever XML and URLs cannot carry unchanged is refused. */
function checkText(text: string): void {
  if (/\p{Cc}|[\ufffe\uffff]/u.test(text)) throw invalid("free of control characters");
  if (/[\ud800-\udfff]/u.test(text)) throw invalid("well-formed Unicode text, without lone surrogates");
  if (new TextEncoder().encode(text).length > KEY_BYTES_MAX) {
    throw invalid(`at most ${KEY_BYTES_MAX} bytes of UTF-8, prefix included`);
  }
}

/** The prefix with its slash. Without one, a listing of `a` would name the objects of `ab` as well. */
export function checkedPrefix(prefix: string): string {
  checkText(prefix);
  if (prefix.startsWith("/")) throw invalid("a prefix without a slash at its beginning");
  return prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
}

/**
 * The whole key of an object.
 *
 * @throws AutomationError `invalid-request`, field `key`
 */
export function checkedKey(prefix: string, key: string): string {
  const whole = prefix + key;
  if (key === "" || whole.startsWith("/")) throw invalid("not empty, and without a slash at its beginning");
  // Something between here and the bucket resolves them, and then another object is meant than the one signed.
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(whole)) throw invalid("free of the segments . and ..");
  checkText(whole);
  return whole;
}

/** What listings look for, and where they begin; may be part of a key. */
export function checkedPart(prefix: string, part: string): string {
  checkText(prefix + part);
  return prefix + part;
}

/** The key as a path: every segment percent-encoded, slashes kept. */
export function keyPath(key: string): string {
  return key.split("/").map(percentEncode).join("/");
}
