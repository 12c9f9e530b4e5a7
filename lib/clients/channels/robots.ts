import { createHmac } from "node:crypto";
import type { OutgoingMessage } from "../../ports/messenger.ts";
import type { RobotPlatform } from "./address.ts";
import type { Post } from "./post-message.ts";
import { renderDingtalk } from "./render-dingtalk.ts";
import { renderDiscord } from "./render-discord.ts";
import { renderFeishu } from "./render-feishu.ts";
import { renderSlack } from "./render-slack.ts";
import { renderTeams } from "./render-teams.ts";
import { renderWecom } from "./render-wecom.ts";
import { renderWelink } from "./render-welink.ts";
import { DINGTALK_CODES, FEISHU_CODES, readCode, WECOM_CODES, WELINK_CODES } from "./robot-answers.ts";

/** A robot's address and, where it has one, the secret with which messages to it are signed. */
export interface Hook {
  readonly url: string;
  readonly secret: string | null;
}

/** Writes a message for a robot. */
type WriteRobot = (
  message: OutgoingMessage,
  hook: Hook,
  nowMs: number,
) => Omit<Post, "where"> & { readonly where?: string };

const hmac = (key: string, text: string) => createHmac("sha256", key).update(text).digest("base64");

/** `timestamp` and `sign` go into the address: HMAC-SHA256 of `<ms>\n<secret>` under the secret. */
function dingtalkUrl({ url, secret }: Hook, nowMs: number): string {
  if (secret === null) return url;
  const sign = encodeURIComponent(hmac(secret, `${nowMs}\n${secret}`));
  return `${url}${url.includes("?") ? "&" : "?"}timestamp=${nowMs}&sign=${sign}`;
}

/** `timestamp` in seconds and `sign` go into the body: HMAC-SHA256 of nothing under `<s>\n<secret>`. */
function feishuProof({ secret }: Hook, nowMs: number): object {
  if (secret === null) return {};
  const timestamp = String(Math.floor(nowMs / 1_000));
  return { timestamp, sign: hmac(`${timestamp}\n${secret}`, "") };
}

const feishu =
  (name: string): WriteRobot =>
  ({ notices }, hook, nowMs) => ({
    url: hook.url,
    body: JSON.stringify({
      ...feishuProof(hook, nowMs),
      msg_type: "interactive",
      card: renderFeishu(notices),
    }),
    read: readCode(name, FEISHU_CODES),
  });

/** A message waits until it stands in the channel, so that a refusal is seen. */
function discordUrl(url: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}wait=true`;
}

/** What people call the robots, in texts without an address. */
export const ROBOT_NAMES: Readonly<Record<RobotPlatform, string>> = {
  ...{ slack: "the webhook of Slack", feishu: "the robot of Feishu", lark: "the robot of Lark" },
  ...{ dingtalk: "the robot of DingTalk", wecom: "the robot of WeCom", welink: "the robot of WeLink" },
  ...{ teams: "the workflow of Teams", discord: "the webhook of Discord" },
};

const WRITERS: Readonly<Record<RobotPlatform, WriteRobot>> = {
  slack: ({ notices }, { url }) => ({ url, body: JSON.stringify(renderSlack(notices)) }),
  feishu: feishu(ROBOT_NAMES.feishu),
  lark: feishu(ROBOT_NAMES.lark),
  dingtalk: ({ notices }, hook, nowMs) => ({
    url: dingtalkUrl(hook, nowMs),
    body: JSON.stringify(renderDingtalk(notices)),
    read: readCode(ROBOT_NAMES.dingtalk, DINGTALK_CODES),
  }),
  wecom: ({ notices }, { url }) => ({
    ...{ url, body: JSON.stringify(renderWecom(notices)), read: readCode(ROBOT_NAMES.wecom, WECOM_CODES) },
  }),
  welink: ({ id, notices }, { url }, nowMs) => ({
    url,
    body: JSON.stringify(renderWelink(notices, { id, nowMs })),
    read: readCode(ROBOT_NAMES.welink, WELINK_CODES),
  }),
  teams: ({ notices }, { url }) => ({ url, body: JSON.stringify(renderTeams(notices)) }),
  discord: ({ notices }, { url }) => ({ url: discordUrl(url), body: JSON.stringify(renderDiscord(notices)) }),
};

/** A message for a robot, signed where the robot wants it signed. */
export function robotPost(
  platform: RobotPlatform,
  {
    message,
    hook,
    nowMs,
  }: { readonly message: OutgoingMessage; readonly hook: Hook; readonly nowMs: number },
): Post {
  return { where: ROBOT_NAMES[platform], ...WRITERS[platform](message, hook, nowMs) };
}
