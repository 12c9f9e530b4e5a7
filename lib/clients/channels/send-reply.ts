import type { ReplyHandle } from "../../domain/reply-handle.ts";
import type { HttpTransport } from "../../ports/http-transport.ts";
import type { Delivered, OutgoingMessage } from "../../ports/messenger.ts";
import { isReplyOver, openReply } from "../../signing/seal.ts";
import type { MessengerSource } from "./messenger-parts.ts";
import { refusal } from "./outcome.ts";
import { postMessage } from "./post-message.ts";
import { renderDingtalk } from "./render-dingtalk.ts";
import { renderDiscord } from "./render-discord.ts";
import { renderSlack } from "./render-slack.ts";
import { type ReplyOptions, replyFeishu } from "./reply-feishu.ts";
import { DINGTALK_CODES, readCode } from "./robot-answers.ts";
import { sendCallback } from "./send-callback.ts";

/** Hosts to which answers go. What a message names beside them is not called, whoever signed it. */
const SLACK_HOSTS: readonly string[] = ["hooks.slack.com", "hooks.slack-gov.com"];
const DINGTALK_HOSTS: readonly string[] = ["oapi.dingtalk.com", "api.dingtalk.com"];
const DISCORD_API = "https://discord.com/api/v10/webhooks";

/** What a reply is sent with; `outside` refuses private addresses. */
export interface ReplyWays extends ReplyOptions {
  readonly outside: (source: MessengerSource) => HttpTransport;
}

interface Reply {
  readonly handle: ReplyHandle;
  readonly message: OutgoingMessage;
  readonly source: MessengerSource;
  readonly ways: ReplyWays;
}

/** Whether an address is on one of these hosts, by https and on its usual port, without a user. */
function isOn(hosts: readonly string[], text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, host, username, password } = new URL(text);
  return protocol === "https:" && hosts.includes(host) && username === "" && password === "";
}

function foreign(where: string): Delivered {
  return refusal(`${where} was not sent: its address is not on a host of the platform`);
}

/** Answers and refusals are for who asked, everything else for the channel. */
function slackAudience({ notices }: OutgoingMessage): "ephemeral" | "in_channel" {
  return notices.every(({ kind }) => kind === "answer" || kind === "skipped") ? "ephemeral" : "in_channel";
}

async function toSlack({ handle, message, source, ways }: Reply): Promise<Delivered> {
  const where = "the answer in Slack";
  const url = handle.parts["responseUrl"] ?? "";
  if (!isOn(SLACK_HOSTS, url)) return foreign(where);
  const body = JSON.stringify({
    ...{ response_type: slackAudience(message), replace_original: false },
    ...renderSlack(message.notices),
  });
  return postMessage({ where, url, body }, { ...ways, transport: ways.outside(source) });
}

async function toDingtalk({ handle, message, source, ways }: Reply): Promise<Delivered> {
  const where = "the answer in DingTalk";
  const url = handle.parts["sessionWebhook"] ?? "";
  if (!isOn(DINGTALK_HOSTS, url)) return foreign(where);
  const body = JSON.stringify(renderDingtalk(message.notices, { links: true }));
  const read = readCode(where, DINGTALK_CODES);
  return postMessage({ where, url, body, read }, { ...ways, transport: ways.outside(source) });
}

/** The first message behind a deferred answer takes its place; every further one stands below. Both are this call. */
async function toDiscord({ handle, message, ways }: Reply): Promise<Delivered> {
  const where = "the answer in Discord";
  const { applicationId = "", token = "" } = handle.parts;
  if (!/^\d{1,25}$/.test(applicationId) || !/^[\w.-]{1,512}$/.test(token))
    return refusal(`${where} was not sent: the interaction named no place`);
  const url = `${DISCORD_API}/${applicationId}/${token}?wait=true`;
  const body = JSON.stringify(renderDiscord(message.notices, { buttons: true }));
  return postMessage({ where, url, body }, ways);
}

const NEVER: Readonly<Record<string, string>> = {
  "microsoft-teams": "an outgoing webhook of Microsoft Teams takes no answer later",
  wecom: "WeCom takes no answer later without an app of its own; a group robot under tell does",
};

/** Sends an answer back to whoever said something. Never rejects. */
export async function sendReply(
  sealed: string,
  message: OutgoingMessage,
  { source, ways }: Pick<Reply, "source" | "ways">,
): Promise<Delivered> {
  const handle = openReply(sealed, source.secrets);
  if (handle === null)
    return refusal(`the answer was not sent: no secret of source ${source.name} opens its address here`);
  const never = NEVER[handle.platform];
  if (never !== undefined) return refusal(never);
  if (isReplyOver(handle, ways.now()))
    return refusal("the platform takes no answer to this message any more");
  const reply = { handle, message, source, ways };
  if (handle.platform === "slack") return toSlack(reply);
  if (handle.platform === "dingtalk") return toDingtalk(reply);
  if (handle.platform === "discord") return toDiscord(reply);
  if (handle.platform === "feishu-lark") return replyFeishu(handle, message, source, ways);
  return sendCallback(handle.parts["callbackUrl"] ?? "", message, { source, ways });
}
