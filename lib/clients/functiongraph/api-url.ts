import { AutomationError } from "../../domain/errors.ts";
import { percentEncode } from "../../signing/percent-encoding.ts";

function invalid(field: string, rule: string): AutomationError {
  return new AutomationError("invalid-request", `${field}: ${rule}`, {
    details: { field, rule, retryable: false },
  });
}

const ORIGIN = /^https?:\/\/[^/?#\s@]+$/;

/** What a path and a query are put together from. */
export interface UrlParts {
  readonly endpoint: string;
  /** Path with parameters in braces. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
}

/** The wire URL of a call. Throws `invalid-request` for an endpoint that is no origin and for a parameter that is missing. */
export function apiUrl({ endpoint, path, params, query = {} }: UrlParts): string {
  const origin = endpoint.replace(/\/$/, "");
  if (!ORIGIN.test(origin)) throw invalid("endpoint", "an origin such as https://host or http://host:port");
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || !/^[^/?#\\%\s]+$/.test(value) || /^\.{1,2}$/.test(value)) {
      throw invalid(name, "a path parameter, not empty, without / ? # % and spaces");
    }
    return percentEncode(value);
  });
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const text = pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join("&");
  return `${origin}${filled}${text && `?${text}`}`;
}
