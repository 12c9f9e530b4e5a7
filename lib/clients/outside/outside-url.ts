/** Longest address that is called. */
const URL_CHARS_MAX = 2_048;

/** An address from outside that may be looked up. */
export interface OutsideUrl {
  /** In the one spelling that the parser of URLs gives it, without a fragment. */
  readonly href: string;
  /** Host without brackets and without a dot at its end; figures of all spellings are an address by now. */
  readonly host: string;
  /** Whether the configuration names the host, so that it may be private. */
  readonly isAllowed: boolean;
}

/** The address, or the rule that it breaks, in words that do not repeat it. */
export type ReadUrl =
  | { readonly ok: true; readonly url: OutsideUrl }
  | { readonly ok: false; readonly rule: string };

const broken = (rule: string): ReadUrl => ({ ok: false, rule });

const PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/** `HOST` allows the usual ports, `HOST:PORT` that one alone. Case and a dot at the end make no other host. */
function isNamed(url: URL, host: string, allowed: readonly string[]): boolean {
  const usual = PORTS[url.protocol];
  const port = url.port === "" ? usual : url.port;
  const shown = host.includes(":") ? `[${host}]` : host;
  return allowed.some((entry) => {
    const wanted = entry.toLowerCase();
    return wanted === `${shown}:${port}` || (port === usual && (wanted === shown || wanted === host));
  });
}

/**
 * Reads an address that somebody else named: https, port 443, no user, a host; or one that `allowed` names, with http
 * and other ports as well. Nothing is looked up.
 */
export function readOutsideUrl(text: string, allowed: readonly string[]): ReadUrl {
  if (text.length > URL_CHARS_MAX) return broken(`at most ${URL_CHARS_MAX} characters`);
  if (!URL.canParse(text)) return broken("must be an address such as https://host/path");
  const url = new URL(text);
  if (!Object.hasOwn(PORTS, url.protocol)) return broken("must begin with https://");
  if (url.username !== "" || url.password !== "") return broken("must not hold a user or a password");
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (host === "") return broken("must name a host");
  url.hash = "";
  const isAllowed = isNamed(url, host, allowed);
  if (!isAllowed && url.protocol !== "https:") return broken("must begin with https://");
  if (!isAllowed && url.port !== "") return broken("must be on port 443");
  return { ok: true, url: { href: url.href, host, isAllowed } };
}
