import { AutomationError } from "../../domain/errors.ts";
import type { HttpTransport } from "../../ports/http-transport.ts";
import { addressRange } from "./address-range.ts";
import { type OutsideUrl, readOutsideUrl } from "./outside-url.ts";
import { type ResolveHost, resolveHost } from "./resolve-host.ts";

/** What calls to addresses that somebody else named are made with. */
export interface OutsideOptions {
  /** Must honour `WireRequest.address`. */
  readonly transport: HttpTransport;
  /** `HOST` or `HOST:PORT` that may be private, and called without TLS. Default: none. */
  readonly allowed?: readonly string[];
  /** Default: the computer's resolver. */
  readonly resolve?: ResolveHost;
}

function refused(rule: string): AutomationError {
  return new AutomationError("not-allowed", `an address that somebody else named: ${rule}`, {
    details: { rule, ambiguous: false, retryable: false },
  });
}

/** The address to connect to. Every address of a name has to be allowed, or a resolver could choose by turns. */
async function checkedAddress({ host, isAllowed }: OutsideUrl, resolve: ResolveHost): Promise<string> {
  const addresses = await resolve(host).catch((cause: unknown) => {
    throw new AutomationError("connection", "the name of the host was not found", {
      cause,
      details: { ambiguous: false, retryable: true },
    });
  });
  const [first] = addresses;
  if (first === undefined) throw refused("its host has no address");
  for (const address of addresses) {
    const range = addressRange(address);
    if (range === "never") throw refused("its host lies where nobody may be called");
    if (range === "private" && !isAllowed)
      throw refused("its host is private; callbackHosts of the source may allow it");
  }
  return first;
}

/**
 * A transport for addresses that came from outside: HTTPS on port 443 to the open internet, or what `allowed` names. The
 * name is looked up once, every address of it is checked, and the connection goes to the address that was checked, so that
 * no second answer of a resolver can lead elsewhere. As all transports here, it follows no redirects.
 * Rejects with `not-allowed` before anything is sent.
 */
export function createOutsideTransport(options: OutsideOptions): HttpTransport {
  const { transport, allowed = [], resolve = resolveHost } = options;
  return async (request) => {
    const url = readOutsideUrl(request.url, allowed);
    if (!url.ok) throw refused(url.rule);
    const address = await checkedAddress(url.url, resolve);
    return transport({ ...request, url: url.url.href, address });
  };
}
