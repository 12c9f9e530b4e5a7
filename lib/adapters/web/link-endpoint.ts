import { createHash } from "node:crypto";
import type { ActionLink } from "../../domain/action-link.ts";
import { LINK_SOURCE } from "../../domain/built-in-sources.ts";
import { escapeHtml } from "../../domain/escape-html.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import type { Accepted } from "../../ports/status-log.ts";
import { readLink } from "../../signing/action-link.ts";
import type { HttpAnswer, HttpRecord } from "./http-record.ts";

/** What the links of warnings need. */
export interface LinkOptions {
  /** Signs the links, the same wherever they are made and taken. */
  readonly key: string;
  readonly accept: (event: AutomationEvent) => Promise<Accepted>;
  readonly now: () => Date;
  readonly onRefused: (refused: { source: string; code: string; status: number }) => void;
  readonly onAccepted: (run: string) => void;
  readonly onFailure: (error: unknown, source: string) => void;
}

/** Nothing is loaded, nothing is framed, nothing is kept, and the address (a key) is told to nobody. */
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
} as const;

function page(status: number, title: string, inner: string): HttpAnswer {
  const style =
    "body{font:16px/1.5 system-ui;margin:15vh auto;max-width:34rem;padding:0 1rem}button{font:inherit;padding:.5rem 1rem}";
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${style}</style>`;
  return {
    status,
    headers: HEADERS,
    body: `<!doctype html><html lang="en"><head>${head}</head><body><h1>${escapeHtml(title)}</h1>${inner}</body></html>\n`,
  };
}

/** The token of a request to a link; `undefined` for every other request. */
export function linkToken(path: string): string | undefined {
  const [prefix, name, token, ...rest] = path.split("/").filter((part) => part !== "");
  return prefix === "webhooks" && name === LINK_SOURCE && rest.length === 0 ? (token ?? "") : undefined;
}

/** The machine by its name, with the reference that is meant; a name in another direction of writing turns nothing else. */
function machineHtml({ resource, name }: ActionLink): string {
  const ref = escapeHtml(resource);
  return name === undefined ? `<b>${ref}</b>` : `<b><bdi>${escapeHtml(name)}</bdi></b> (${ref})`;
}

function eventOf({ resource, for: span, expiresMs }: ActionLink, now: Date): AutomationEvent {
  // Pressed twice it is one wish, also by the links of two channels, of which one is without the name.
  const wish = JSON.stringify([resource, span, expiresMs]);
  return {
    ...{ specversion: "1.0", id: createHash("sha256").update(wish).digest("hex"), source: LINK_SOURCE },
    ...{ type: "action.request", time: now.toISOString(), trigger: "webhook" },
    data: {
      ...{ verb: "extend", resource, parameters: { for: span } },
      ...{ by: LINK_SOURCE, why: "asked for by the link in a warning" },
    },
  };
}

async function press(link: ActionLink, options: LinkOptions): Promise<HttpAnswer> {
  try {
    const accepted = await options.accept(eventOf(link, options.now()));
    if (accepted.outcome !== "finished") options.onAccepted(accepted.run);
    const said = accepted.outcome === "new" ? "It was passed on" : "It was passed on before";
    return page(200, "Thank you", `<p>${said}: ${machineHtml(link)} for ${escapeHtml(link.for)} more.</p>`);
  } catch (error) {
    options.onFailure(error, LINK_SOURCE);
    return page(503, "Not now", "<p>It could not be taken in. Please try again in a moment.</p>");
  }
}

/**
 * Answers the link of a warning. Looking at it changes nothing, since mail programs look at every link; the button on the
 * page does. A link that nobody made and one that has ended are told apart for people: the first is never answered with more.
 */
export async function answerLink(
  { method, path }: Pick<HttpRecord, "method" | "path">,
  options: LinkOptions,
): Promise<HttpAnswer> {
  const token = linkToken(path) ?? "";
  const link = readLink(token, options.key);
  const refuse = (code: string, status: number, title: string, why: string) => {
    options.onRefused({ source: LINK_SOURCE, code, status });
    return page(status, title, `<p>${why}</p>`);
  };
  if (!link) return refuse("bad-signature", 404, "Not found", "There is no such link.");
  if (link.expiresMs <= options.now().getTime()) {
    return refuse("stale", 410, "Too late", "This link has ended. Ask in the chat, or at the command line.");
  }
  if (method === "POST") return press(link, options);
  if (method !== "GET" && method !== "HEAD") {
    return refuse("unsupported-method", 405, "Not so", "Open the link in a browser.");
  }
  const text = `<p>Leave ${machineHtml(link)} running for ${escapeHtml(link.for)} more?</p>`;
  return page(
    200,
    "Leave it running?",
    `${text}<form method="post"><button>Yes, ${escapeHtml(link.for)} more</button></form>`,
  );
}
