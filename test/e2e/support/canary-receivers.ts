import { createMessenger } from "../../../lib/clients/channels/create-messenger.ts";
import type { MessengerSource, SendMail } from "../../../lib/clients/channels/messenger-parts.ts";
import { createUndiciTransport } from "../../../lib/clients/transport/undici.ts";
import { entriesOf, resolveEntry } from "../../../lib/compose/webhook-sources.ts";
import type { Config } from "../../../lib/domain/config.ts";
import type { HttpTransport } from "../../../lib/ports/http-transport.ts";
import type { Messenger } from "../../../lib/ports/messenger.ts";
import { isSchemeId } from "../../../lib/sources/schemes.ts";
import { answerJson, startServer, unusedOrigin } from "../../fixtures/loopback-server.ts";

/** How whoever is written to behaves; all but the last fail, and most of them repeat what they were sent. */
export const MANNERS = [
  "refuse",
  "trouble",
  "forbid",
  "redirect",
  "hang-up",
  "tls",
  "noise",
  "take",
] as const;
export type Manner = (typeof MANNERS)[number];

/** Receivers that behave in one manner, whatever address is called. */
export interface Receivers {
  /** Addresses that were called, with headers and body, as one text each. */
  readonly called: string[];
  /** Leads every call to this computer. */
  readonly transport: HttpTransport;
  close(): Promise<void>;
}

/** Opens them. Nothing leaves this computer: names are not looked up, and every host is a path of the same server. */
export async function openReceivers(manner: Manner): Promise<Receivers> {
  const server = await startServer((response, { target, headers, body }) => {
    const echo = { target, headers, body: body.toString() };
    if (manner === "hang-up") response.socket?.destroy();
    else if (manner === "trouble") answerJson(response, 503, echo);
    else if (manner === "forbid") answerJson(response, 403, echo);
    else if (manner === "redirect")
      answerJson(response, 302, echo, { location: `http://169.254.169.254${target}` });
    else if (manner === "noise") response.writeHead(200).end(`${JSON.stringify(echo)}<`.repeat(200));
    else answerJson(response, 200, { ok: true, code: 0, errcode: 0, ...echo });
  });
  const origin = manner === "refuse" ? await unusedOrigin() : server.origin;
  const wire = createUndiciTransport();
  const called: string[] = [];
  const transport: HttpTransport = ({ address: _, ...request }) => {
    called.push(JSON.stringify([request.url, request.headers, Buffer.from(request.body ?? []).toString()]));
    const { host, username, password, pathname, search } = new URL(request.url);
    const inside = manner === "tls" ? origin.replace("http:", "https:") : origin;
    const user = username === "" ? "" : `${username}:${password}@`;
    const url = `${inside.replace("//", `//${user}`)}/${host}${pathname}${search}`;
    return wire({ ...request, url });
  };
  const close = async () => {
    await wire.close();
    await server.close();
  };
  return { called, transport, close };
}

interface MessengerParts {
  readonly config: Config;
  readonly env: (name: string) => string | undefined;
  readonly now: () => number;
  readonly mail?: SendMail;
}

/** The messenger of a host, as composing makes it, with everybody it writes to on this computer. */
export function messengerTo({ transport }: Receivers, { config, env, now, mail }: MessengerParts): Messenger {
  const sources = config.sources.map((source): MessengerSource => {
    const { name, scheme, callbackHosts, comment } = source;
    const secrets = entriesOf(source).flatMap((entry) =>
      isSchemeId(scheme) ? [resolveEntry(scheme, entry, env)] : [],
    );
    const token = env("COMMENT_TOKEN") ?? "";
    return { name, scheme, secrets, callbackHosts, comment: comment && { ...comment, token } };
  });
  return createMessenger({
    ...{ sources, env, transport, now, resolve: async () => ["93.184.216.34"] },
    links: { publicUrl: "https://curfew.example", key: env("CURFEW_LINK_KEY") ?? "" },
    ...(mail ? { mail } : {}),
  });
}
