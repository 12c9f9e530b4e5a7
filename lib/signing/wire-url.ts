import { canonicalPath } from "./canonical-path.ts";
import { wireQuery } from "./canonical-query.ts";
import { invalidRequest } from "./invalid-request.ts";
import { refuseControls } from "./percent-encoding.ts";

const ABSOLUTE = /^(https?):\/\/([^/?#]+)([^?#]*)(?:\?([^#]*))?$/i;
const PLAIN = /^https?:\/\/(?:[a-z\d-]+\.)+[a-z]+(?:\/[\w~-][\w.~-]*)+(?:\?[^#]*)?$/;

/** A wire URL in parts. */
export interface WireUrl {
  readonly scheme: string;
  /** Host name in lower case, with the port unless it is the scheme's own. */
  readonly host: string;
  /** In its canonical form, see {@link canonicalPath}. */
  readonly path: string;
  /** As it was given, without the `?`. */
  readonly query: string;
}

/**
 * Splits an absolute http(s) URL. `new URL` would change path and query on the way.
 *
 * @throws AutomationError `invalid-request` for relative URLs, other schemes, fragments and user names
 */
export function splitWireUrl(url: string): WireUrl {
  // One look shows that most URLs have a host and a path in which there is nothing to decode, encode or normalise.
  return PLAIN.test(url) ? splitPlain(url) : splitAny(url);
}

/**
 * The URL to send so that the receiver sees what {@link signRequest} signed: percent-encoding in one form,
 * dot segments resolved, no default port, query in the order given. Applying it twice changes nothing.
 *
 * @throws AutomationError `invalid-request`, field `url`
 */
export function canonicalUrl(url: string): string {
  const { scheme, host, path, query } = splitWireUrl(url);
  const search = wireQuery(query);
  return `${scheme}://${host}${path}${search && `?${search}`}`;
}

function splitPlain(url: string): WireUrl {
  const schemeEnd = url.indexOf(":");
  const pathStart = url.indexOf("/", schemeEnd + 3);
  const queryMark = url.indexOf("?", pathStart);
  const pathEnd = queryMark === -1 ? url.length : queryMark;
  return {
    scheme: url.slice(0, schemeEnd),
    host: url.slice(schemeEnd + 3, pathStart),
    path: url.slice(pathStart, pathEnd),
    query: url.slice(pathEnd + 1),
  };
}

function splitAny(url: string): WireUrl {
  const parts = ABSOLUTE.exec(url);
  if (parts === null) throw invalidRequest("url", "absolute, http or https, and without a fragment");
  const [, scheme = "", authority = "", path = "", query = ""] = parts;
  return {
    scheme: scheme.toLowerCase(),
    host: normalHost(scheme, authority),
    path: canonicalPath(path),
    query,
  };
}

/** Case, IPv4 and IPv6 spelling, punycode and default ports, exactly as HTTP clients treat them. */
function normalHost(scheme: string, authority: string): string {
  refuseControls(authority);
  let parsed: URL;
  try {
    parsed = new URL(`${scheme}://${authority}`);
  } catch {
    // The cause would quote the URL, and with it any password in it.
    throw invalidRequest("url", "a URL with a valid host and port");
  }
  // Anything beyond a host is left over here: a user name, or a backslash that the parser took for a slash.
  if (parsed.pathname !== "/" || parsed.username !== "" || parsed.password !== "") {
    throw invalidRequest("url", "free of user name and password");
  }
  return parsed.host;
}
