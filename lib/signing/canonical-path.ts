import { invalidRequest } from "./invalid-request.ts";
import { percentDecode, percentEncode, refuseControls } from "./percent-encoding.ts";

const PLAIN = /^[\w.~/-]*$/;
const ENCODED_SLASH = /%2f/i;

/**
 * The path as it is sent: every segment decoded once and encoded once, dot segments resolved (RFC 3986, 5.2.4).
 * The SDKs sign dot segments as they stand while HTTP clients remove them on the way out; the signing guide asks
 * for normalisation, so it happens here, for signing and sending alike.
 *
 * @param raw the path of a wire URL: empty, or starting with `/`
 * @throws AutomationError `invalid-request` for `%2F`: one SDK reads it as a separator and another as text, so no
 *   signature over it can be relied on
 */
export function canonicalPath(raw: string): string {
  // Only quicker: what follows would leave such a path as it is.
  if (PLAIN.test(raw) && !raw.includes("/.")) return raw || "/";
  refuseControls(raw);
  if (ENCODED_SLASH.test(raw)) throw invalidRequest("url", "free of %2F in the path; signers disagree on it");
  const kept: string[] = [];
  const segments = raw.slice(1).split("/").map(percentDecode);
  for (const [index, segment] of segments.entries()) {
    if (segment === "..") kept.pop();
    if (segment !== "." && segment !== "..") kept.push(percentEncode(segment));
    // What a final dot segment names is a folder, and a folder's path ends in a slash.
    else if (index === segments.length - 1) kept.push("");
  }
  return `/${kept.join("/")}`;
}
