import type { HttpTransport } from "../../ports/http-transport.ts";
import type { Delivered } from "../../ports/messenger.ts";
import type { SealingSecret } from "../../signing/seal.ts";
import type { ResolveHost } from "../outside/resolve-host.ts";
import type { LinkMaker } from "./with-links.ts";

/** What the messenger knows of a source. Holds secrets: never logged. */
export interface MessengerSource {
  readonly name: string;
  readonly scheme: string;
  /** All active secrets; empty where the host has none of them. */
  readonly secrets: readonly SealingSecret[];
  /** Where comments go, with the token itself; `null`: nowhere, or the token is not there. */
  readonly comment: { readonly url: string; readonly user: string | null; readonly token: string } | null;
  /** `HOST` or `HOST:PORT` to which results may go although they are private. */
  readonly callbackHosts: readonly string[];
}

/** An e-mail, ready to be sent. Every field is one line but the two bodies. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same for every attempt; becomes the Message-ID. */
  readonly id: string;
}

/** Sends one e-mail, once. Never rejects. */
export type SendMail = (mail: Mail) => Promise<Delivered>;

/** A message for a topic of SMN. */
export interface TopicMessage {
  readonly urn: string;
  /** At most 512 bytes. */
  readonly subject: string;
  /** At most 256 kB. */
  readonly message: string;
}

/** Publishes on a topic with the credentials of the target in its region. Never rejects. */
export type PublishMessage = (message: TopicMessage) => Promise<Delivered>;

/** What a messenger is put together from. */
export interface MessengerParts {
  readonly sources: readonly MessengerSource[];
  /** Reads a variable of the environment: addresses of robots stand there. */
  readonly env: (name: string) => string | undefined;
  /** Must honour `WireRequest.address`, as both transports here do. */
  readonly transport: HttpTransport;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Looks names up before an address that somebody else named is called. Default: the computer's resolver. */
  readonly resolve?: ResolveHost;
  /** Absent: this host publishes nothing on SMN. */
  readonly publish?: PublishMessage;
  /** Absent: this host sends no e-mail. */
  readonly mail?: SendMail;
  /** Makes links for channels that have no buttons. Absent: there are none. */
  readonly links?: LinkMaker;
}
