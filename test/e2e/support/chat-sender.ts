import { Notice } from "../../../lib/domain/notice.ts";
import type { StatusEntry } from "../../../lib/domain/status.ts";
import { chatDelivery } from "../../../lib/sources/chat-delivery.ts";
import { signForTest } from "../../../lib/sources/sign-event.ts";
import type { Stage } from "./open-stage.ts";
import { storyConfig } from "./story-config.ts";

/** Published here, so they prove nothing. */
export const CHAT_SECRETS = {
  SLACK_SECRET: "test-only-slack-secret-that-opens-nothing",
  DINGTALK_SECRET: "test-only-dingtalk-secret-that-opens-nothing",
} as const;

const SECRET_OF = { slack: CHAT_SECRETS.SLACK_SECRET, dingtalk: CHAT_SECRETS.DINGTALK_SECRET } as const;

/** The stories' configuration with a Slack workspace: U1 is anna, an owner; U2 is of the team that may do things. */
export function chatConfig(url: string): string {
  return `${storyConfig(url, { policies: ["idle-gpu"] }).replace(
    "sources:",
    `teams:
  vision: { members: [anna], zone: Asia/Shanghai }
  ops: { members: [olga] }
sources:
  slack:
    secret: env:SLACK_SECRET
    people: { U1: anna, U2: olga }
    rules:
      - { who: "team:ops", may: [stop, start, rebuild, pause, resume, undo] }
  dingtalk: { secret: env:DINGTALK_SECRET, people: { U2: olga }, rules: [{ who: U2, may: "*" }] }`,
  )}`;
}

/** What somebody says, and the delivery of it. */
export interface SaidOptions {
  readonly user: string;
  /** The same of every repetition of a delivery. Default: another one each time. */
  readonly id?: string;
  /** Default: `slack`. */
  readonly platform?: keyof typeof SECRET_OF;
}

/** A message as its platform sends it, over HTTP. Resolves to the run that it started. */
export async function say(
  { server, clock }: Stage,
  text: string,
  { user, id = `trigger-${server.kicked.length}`, platform = "slack" }: SaidOptions,
): Promise<{ readonly status: number; readonly run: string }> {
  const nowMs = clock.now();
  const body = chatDelivery(platform, { user, text, id, nowMs });
  if (body === null) throw new Error("nobody chats there");
  const secrets = [{ kind: "hmac", value: SECRET_OF[platform] }] as const;
  const request = signForTest(platform, { body, secrets, now: new Date(nowMs), deliveryId: id });
  const answer = await fetch(`${server.url}/webhooks/${platform}`, {
    method: "POST",
    headers: request.headers,
    body: request.body,
  });
  await answer.text();
  return { status: answer.status, run: server.kicked.at(-1) ?? "" };
}

/** What a run has said back. */
export function answersIn(entries: readonly StatusEntry[]): readonly Notice[] {
  return entries.flatMap(({ details }) => Notice.safeParse(details["answer"]).data ?? []);
}
