import type { Delivered, OutgoingMessage } from "../../ports/messenger.ts";
import { type ChannelAddress, readChannel } from "./address.ts";
import type { MessengerParts } from "./messenger-parts.ts";
import { refusal } from "./outcome.ts";
import { postMessage } from "./post-message.ts";
import { renderMail } from "./render-mail.ts";
import { renderSlack } from "./render-slack.ts";
import { renderTopic } from "./render-topic.ts";
import { renderWebhook } from "./render-webhook.ts";
import { readSlack } from "./robot-answers.ts";
import { type Hook, ROBOT_NAMES, robotPost } from "./robots.ts";
import { webhookHeaders, webhookKey } from "./standard-webhook.ts";
import { withLinks } from "./with-links.ts";

const SLACK_POST = "https://slack.com/api/chat.postMessage";

type Of<K extends ChannelAddress["kind"]> = Extract<ChannelAddress, { kind: K }>;

/** What a variable holds: an address and, behind a blank, a secret. */
function hookOf(variable: string, env: MessengerParts["env"]): Hook | null {
  const [url = "", secret = null, ...rest] = (env(variable) ?? "").trim().split(/\s+/);
  const isAddress = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  return isAddress && rest.length === 0 ? { url, secret } : null;
}

function noHook(where: string, variable: string, env: MessengerParts["env"]): Delivered {
  const state = env(variable) ? "does not hold an address" : "is not set";
  return refusal(`${where} was not called: ${variable} ${state}`);
}

/** The token of the first source that has one. */
function botToken({ sources }: MessengerParts): string | undefined {
  const slack = sources.filter(({ scheme }) => scheme === "slack").flatMap(({ secrets }) => secrets);
  return slack.find(({ kind, value }) => kind === "bot-token" && value !== "")?.value;
}

async function toSlack({ channel }: Of<"slack-channel">, message: OutgoingMessage, parts: MessengerParts) {
  const token = botToken(parts);
  if (token === undefined)
    return refusal("Slack was not called: no source of scheme slack has a bot-token here");
  const body = JSON.stringify({
    ...{ channel, ...renderSlack(message.notices) },
    ...{ unfurl_links: false, unfurl_media: false, link_names: false },
  });
  const where = `channel ${channel} of Slack`;
  const headers = { Authorization: `Bearer ${token}` };
  return postMessage({ where, url: SLACK_POST, headers, body, read: readSlack(where) }, parts);
}

async function toRobot({ platform, variable }: Of<"robot">, message: OutgoingMessage, parts: MessengerParts) {
  const hook = hookOf(variable, parts.env);
  if (hook === null) return noHook(ROBOT_NAMES[platform], variable, parts.env);
  return postMessage(robotPost(platform, { message, hook, nowMs: parts.now() }), parts);
}

async function toWebhook({ variable }: Of<"webhook">, message: OutgoingMessage, parts: MessengerParts) {
  const { env, now } = parts;
  const where = "the webhook";
  const hook = hookOf(variable, env);
  if (hook === null || hook.secret !== null) return noHook(where, variable, env);
  const key = webhookKey(env(`${variable}_SECRET`) ?? "");
  if (key === null)
    return refusal(
      `${where} was not called: ${variable}_SECRET must be whsec_ followed by base64 of at least 16 bytes`,
    );
  const nowMs = now();
  const body = JSON.stringify(renderWebhook(message, nowMs));
  const headers = webhookHeaders(body, { id: message.id, nowMs, keys: [key] });
  return postMessage({ where, url: hook.url, headers, body }, parts);
}

async function toTopic({ urn }: Of<"smn">, { notices }: OutgoingMessage, { publish }: MessengerParts) {
  return publish
    ? publish({ urn, ...renderTopic(notices) })
    : refusal("SMN was not called: no target publishes here");
}

async function toMail({ address }: Of<"email">, { id, notices }: OutgoingMessage, { mail }: MessengerParts) {
  return mail
    ? mail({ to: address, id, ...renderMail(notices) })
    : refusal(
        "no e-mail was sent: this host sends none, or CURFEW_SMTP_URL and CURFEW_MAIL_FROM are not set",
      );
}

/** Only what comes by Slack can be pressed: the robots of the others belong to no application that would hear of it. */
function hasButtons(address: ChannelAddress): boolean {
  return address.kind === "slack-channel" || (address.kind === "robot" && address.platform === "slack");
}

/** For people whose channel has no buttons, warnings get links. Programs have the facts. */
function linked(
  message: OutgoingMessage,
  address: ChannelAddress,
  { links }: MessengerParts,
): OutgoingMessage {
  if (!links || address.kind === "webhook" || hasButtons(address)) return message;
  // Half of a WeLink text is all that a link has.
  const names = address.kind !== "robot" || address.platform !== "welink";
  return { ...message, notices: withLinks(message.notices, links, { names }) };
}

/** Sends to a channel as written under `tell`. Never rejects. */
export async function sendChannel(
  channel: string,
  whole: OutgoingMessage,
  parts: MessengerParts,
): Promise<Delivered> {
  const read = readChannel(channel);
  if (!read.ok) return refusal(`the channel ${read.problem}`);
  const { address } = read;
  const message = linked(whole, address, parts);
  switch (address.kind) {
    case "slack-channel":
      return toSlack(address, message, parts);
    case "robot":
      return toRobot(address, message, parts);
    case "webhook":
      return toWebhook(address, message, parts);
    case "smn":
      return toTopic(address, message, parts);
    case "email":
      return toMail(address, message, parts);
  }
}
