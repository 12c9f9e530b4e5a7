import { createHash } from "node:crypto";
import type { Delivered } from "../../ports/messenger.ts";
import type { Mail, SendMail } from "../channels/messenger-parts.ts";
import { refusal, trouble } from "../channels/outcome.ts";

/** A mail server, and who writes. */
export interface MailerOptions {
  /** `smtp://user:password@host:port` or `smtps://…`; a secret. */
  readonly url: string;
  /** Address of the sender. */
  readonly from: string;
}

/** Time for a connection, a greeting and any further answer. */
const TIMEOUT_MS = 15_000;
const PORTS: Readonly<Record<string, number>> = { "smtp:": 587, "smtps:": 465 };
const WHERE = "the mail server";

interface Server {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
  /** A password does not travel in clear: no TLS, no mail. */
  readonly requireTLS: boolean;
}

/** A part of an address as it was meant; `null` where its percent signs mean nothing. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

function serverOf(url: string): Server | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, port, username, password } = new URL(url);
  const [user, pass] = [decoded(username), decoded(password)];
  if (user === null || pass === null) return null;
  const usual = PORTS[protocol];
  if (usual === undefined || hostname === "") return null;
  const host = hostname.replace(/^\[|\]$/g, "");
  const isHere = host === "localhost" || host === "::1" || /^127\./.test(host);
  return {
    ...{ host, port: port === "" ? usual : Number(port), secure: protocol === "smtps:" },
    ...(username === "" ? {} : { auth: { user, pass } }),
    requireTLS: username !== "" && !isHere,
  };
}

const fieldOf = (error: unknown, name: string): unknown =>
  typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;

/** What a failure says, by its code alone: the server's words may repeat what it was sent. */
function outcomeOfError(error: unknown): Delivered {
  const code = fieldOf(error, "code");
  const status = fieldOf(error, "responseCode");
  if (code === "EAUTH") return refusal(`${WHERE} does not accept the user and password`);
  if (typeof status === "number" && status >= 400 && status < 500)
    return trouble(`${WHERE} asks to come again (${status})`);
  if (typeof status === "number") return refusal(`${WHERE} refused the message (${status})`);
  if (code === "ETLS") return refusal(`${WHERE} offers no TLS, and the password does not travel without`);
  if (code === "EENVELOPE" || code === "EMESSAGE")
    return refusal(`${WHERE} was given an address that is none`);
  return trouble(`${WHERE} could not be reached`);
}

/** The same for every attempt, so that mail programs show a repetition once. */
function messageId({ id }: Mail, from: string): string {
  const host = from.slice(from.lastIndexOf("@") + 1).replace(/[^A-Za-z0-9.-]/g, "") || "curfew";
  return `<${createHash("sha256").update(id).digest("hex").slice(0, 40)}@${host}>`;
}

/**
 * Sends e-mail by SMTP, one connection for each. The library is loaded with the first mail; only hosts that are not
 * functions reach this file.
 */
export function createMailer({ url, from }: MailerOptions): SendMail {
  const server = serverOf(url);
  return async (mail) => {
    if (server === null)
      return refusal("no e-mail was sent: CURFEW_SMTP_URL must be smtp://HOST or smtps://HOST");
    try {
      const { createTransport } = await import("nodemailer");
      const transport = createTransport({
        ...server,
        ...{ connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
        // Nothing in a mail may make it read a file or an address.
        ...{ disableFileAccess: true, disableUrlAccess: true },
      });
      const { to, subject, text, html } = mail;
      await transport.sendMail({
        ...{ from, to, subject, text, html, messageId: messageId(mail, from) },
        headers: { "Auto-Submitted": "auto-generated" },
      });
      return { ok: true, text: `${WHERE} took the message` };
    } catch (error) {
      return outcomeOfError(error);
    }
  };
}
