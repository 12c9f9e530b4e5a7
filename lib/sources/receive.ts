import { BUILT_IN_SOURCES } from "../domain/built-in-sources.ts";
import { type AutomationEvent, EVENT_BYTES_MAX } from "../domain/event.ts";
import { sealingKey, sealReply } from "../signing/seal.ts";
import { hideCallback } from "./hide-callback.ts";
import { openAzurePath } from "./open-azure-path.ts";
import { openFeishu } from "./open-feishu.ts";
import { openJwt } from "./open-jwt.ts";
import { openRecord } from "./open-record.ts";
import { openTopic } from "./open-topic.ts";
import { openWecom } from "./open-wecom.ts";
import { type Answered, type Opened, type Opener, type OpenInput, valuesOf } from "./opener.ts";
import { parseAlertmanager } from "./parse-alertmanager.ts";
import { parseAzure } from "./parse-azure.ts";
import { parseDingtalk } from "./parse-dingtalk.ts";
import { parseDiscord } from "./parse-discord.ts";
import { parseFeishu } from "./parse-feishu.ts";
import { parseGithub } from "./parse-github.ts";
import { parseGitlab } from "./parse-gitlab.ts";
import { parseJira } from "./parse-jira.ts";
import { parseJwt } from "./parse-jwt.ts";
import { parsePagerduty } from "./parse-pagerduty.ts";
import { parsePlain } from "./parse-plain.ts";
import { parseSlack } from "./parse-slack.ts";
import { parseStandardWebhook } from "./parse-standard-webhook.ts";
import { parseTeams } from "./parse-teams.ts";
import { parseTopic } from "./parse-topic.ts";
import { parseWecom } from "./parse-wecom.ts";
import type { Delivery, Parser } from "./parser.ts";
import { REFUSALS, type RefusalCode } from "./refusals.ts";
import { isSchemeId, schemeOf } from "./schemes.ts";
import { isRecordId, type OpenedId, type SchemeId } from "./signature-records.ts";
import { toEvent } from "./to-event.ts";
import { SMN, SNS } from "./topic-services.ts";

/** One HTTP request to a source, and everything its fate may depend on. */
export interface ReceiveInput extends OpenInput {
  /** The source's name in the config; becomes the event's `source`. Default: the id of its scheme. */
  readonly name?: string | undefined;
}

/**
 * A verified event, an answer the sender waits for, or a refusal. Answer a refusal with `status` and nothing else;
 * `code` and `detail` are for the log. `detail` names a field and its rule, only for proven senders, never a value.
 */
export type Received =
  | { readonly ok: true; readonly event: AutomationEvent }
  | Answered
  | { readonly ok: false; readonly code: RefusalCode; readonly status: number; readonly detail?: string };

/** Names that Curfew gives its own events; an event under one of them would be trusted like the command line. */

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
  alertmanager: parseAlertmanager,
  servicenow: parseStandardWebhook,
  slack: parseSlack,
  "microsoft-teams": parseTeams,
  dingtalk: parseDingtalk,
  discord: parseDiscord,
  smn: parseTopic(SMN),
  sns: parseTopic(SNS),
  "feishu-lark": parseFeishu,
  wecom: parseWecom,
  jwt: parseJwt,
  "azure-path": parseAzure,
};

const OPENERS: Readonly<Record<OpenedId, Opener>> = {
  smn: openTopic(SMN),
  sns: openTopic(SNS),
  "feishu-lark": openFeishu,
  wecom: openWecom,
  jwt: openJwt,
  "azure-path": openAzurePath,
};

function open(id: SchemeId, input: OpenInput): Promise<Opened> {
  return isRecordId(id) ? openRecord(id, input) : OPENERS[id](input);
}

/** Reply addresses are keys: they leave this file under the source's own secret only. */
function sealer(secrets: ReceiveInput["secrets"]): NonNullable<Delivery["seal"]> {
  return (handle) => {
    const key = sealingKey(secrets);
    return key === null ? null : sealReply(handle, key);
  };
}

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
  const { name = id } = input;
  if (!isSchemeId(id) || BUILT_IN_SOURCES.includes(name)) return refuse("unknown-source");
  if (!schemeOf(id).methods.includes(input.method.toUpperCase())) return refuse("unsupported-method");
  if (input.body.length > EVENT_BYTES_MAX) return refuse("too-large");

  const opened = await open(id, input);
  if (!opened.ok) return refuse(opened.code, opened.detail);
  if ("reply" in opened) return opened;

  const { body, deliveryId, eventId, sentAtMs } = opened;
  const { headers, secrets, now } = input;
  const atMs = sentAtMs ?? now.getTime();
  const seal = sealer(secrets);
  const ownIds = valuesOf(secrets, "bot-open-id");
  const parsed = PARSERS[id]({ body, headers, deliveryId, eventId, atMs, seal, ownIds });
  if (parsed.kind === "reply") return { ok: true, reply: parsed.reply };
  if (parsed.kind === "unsupported") return refuse("unsupported-event", parsed.detail);

  const data = hideCallback(parsed.draft.data, seal);
  const draft = { ...parsed.draft, data, timeMs: parsed.draft.timeMs ?? sentAtMs };
  const completed = toEvent(draft, { name, receivedAtMs: input.now.getTime() });
  return completed.ok ? completed : refuse(completed.code, completed.detail);
}
