import { type AutomationEvent, EVENT_BYTES_MAX } from "../domain/event.ts";
import { parseGithub } from "./parse-github.ts";
import { parseGitlab } from "./parse-gitlab.ts";
import { parseJira } from "./parse-jira.ts";
import { parseJsonBody } from "./parse-json-body.ts";
import { parsePagerduty } from "./parse-pagerduty.ts";
import { parsePlain } from "./parse-plain.ts";
import { parseStandardWebhook } from "./parse-standard-webhook.ts";
import type { Parser, Reply } from "./parser.ts";
import { REFUSALS, type RefusalCode } from "./refusals.ts";
import { isSchemeId, schemeOf } from "./schemes.ts";
import { type SchemeId, signatureRecords } from "./signature-records.ts";
import { toEvent } from "./to-event.ts";
import { type VerifyInput, verifySignature } from "./verify-signature.ts";

/** One HTTP request to a source, and everything its fate may depend on. */
export interface ReceiveInput extends VerifyInput {
  /** The source's name in the config; becomes the event's `source`. */
  readonly name: string;
  readonly method: string;
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * A verified event, an answer the sender waits for, or a refusal. Answer a refusal with `status` and nothing else;
 * `code` and `detail` are for the log. `detail` names a field and its rule, only for proven senders, never a value.
 */
export type Received =
  | { readonly ok: true; readonly event: AutomationEvent }
  | { readonly ok: true; readonly reply: Reply }
  | { readonly ok: false; readonly code: RefusalCode; readonly status: number; readonly detail?: string };

/** Names that Curfew gives its own events; an event under one of them would be trusted like the command line. */
const RESERVED_NAMES = ["clock", "cli", "inbox"];

const PARSERS: Readonly<Record<SchemeId, Parser>> = {
  "standard-webhooks": parseStandardWebhook,
  "jira-cloud": parseJira,
  github: parseGithub,
  gitlab: parseGitlab,
  grafana: parsePlain,
  "grafana-timestamp": parsePlain,
  zammad: parsePlain,
  glpi: parsePlain,
  pagerduty: parsePagerduty,
};

function refuse(code: RefusalCode, detail?: string): Received {
  return { ok: false, code, status: REFUSALS[code], ...(detail !== undefined && { detail }) };
}

/**
 * Turns one inbound request into one event: the bytes are verified first and parsed once afterwards. Pure over its
 * input; a promise, because some senders need a certificate. Never rejects because of what was sent.
 *
 * @param id Scheme of the source, one of `SCHEMES`.
 */
export async function receive(id: string, input: ReceiveInput): Promise<Received> {
  if (!isSchemeId(id) || RESERVED_NAMES.includes(input.name)) return refuse("unknown-source");
  if (!schemeOf(id).methods.includes(input.method.toUpperCase())) return refuse("unsupported-method");
  if (input.body.length > EVENT_BYTES_MAX) return refuse("too-large");

  const proof = verifySignature(signatureRecords(id), input);
  if (!proof.ok) return refuse(proof.code);

  const body = parseJsonBody(input.body);
  if (body === null) return refuse("malformed-body");
  const eventId = proof.deliveryId ?? `sha256:${proof.digest}`;
  const parsed = PARSERS[id]({ body, headers: input.headers, deliveryId: proof.deliveryId, eventId });
  if (parsed.kind === "reply") return { ok: true, reply: parsed.reply };
  if (parsed.kind === "unsupported") return refuse("unsupported-event", parsed.detail);

  const draft = { ...parsed.draft, timeMs: parsed.draft.timeMs ?? proof.sentAtMs };
  const completed = toEvent(draft, { name: input.name, receivedAtMs: input.now.getTime() });
  return completed.ok ? completed : refuse(completed.code, completed.detail);
}
