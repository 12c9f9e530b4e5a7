import { didYouMean } from "../../core/nearest-name.ts";

/** Platforms whose robots, or workflows, take messages at an address that is a secret. */
export const ROBOTS = ["slack", "feishu", "lark", "dingtalk", "wecom", "welink", "teams", "discord"] as const;
export type RobotPlatform = (typeof ROBOTS)[number];

/** A channel as written under `tell`, taken apart. Holds references, never what they stand for. */
export type ChannelAddress =
  /** A channel of Slack, written to with the bot token of a source. */
  | { readonly kind: "slack-channel"; readonly channel: string }
  /** `variable` holds the address, and a secret behind a blank where the robot has one. */
  | { readonly kind: "robot"; readonly platform: RobotPlatform; readonly variable: string }
  | { readonly kind: "smn"; readonly urn: string; readonly region: string; readonly project: string }
  | { readonly kind: "email"; readonly address: string }
  /** `variable` holds the address, `variable_SECRET` the key of a Standard Webhook. */
  | { readonly kind: "webhook"; readonly variable: string };

/** A channel, or what is wrong with it, in words that do not repeat what may be a secret. */
export type ReadChannel =
  | { readonly ok: true; readonly address: ChannelAddress }
  | { readonly ok: false; readonly problem: string; readonly hint: string };

const KINDS = [...ROBOTS, "smn", "email", "webhook"] as const;

const VARIABLE = /^env:([A-Za-z_][A-Za-z0-9_]*)$/;
/** `#name` as people write it, or the id that Slack gives. */
const SLACK_CHANNEL = /^(?:#[\p{L}\p{N}._-]{1,80}|[CGDU][A-Z0-9]{2,20})$/u;
const TOPIC = /^urn:smn:([a-z0-9-]{1,64}):([A-Za-z0-9]{1,64}):[A-Za-z0-9_-]{1,255}$/;
/** One address, without a name and without anything that could become another header. */
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

const FORMS: Readonly<Record<(typeof KINDS)[number], string>> = {
  ...{ slack: "slack:#channel or slack:env:NAME", feishu: "feishu:env:NAME", lark: "lark:env:NAME" },
  ...{ dingtalk: "dingtalk:env:NAME", wecom: "wecom:env:NAME", welink: "welink:env:NAME" },
  ...{ teams: "teams:env:NAME", discord: "discord:env:NAME", webhook: "webhook:env:NAME" },
  ...{ smn: "smn:urn:smn:REGION:PROJECT:TOPIC", email: "email:ADDRESS" },
};

function isKind(word: string): word is (typeof KINDS)[number] {
  return (KINDS as readonly string[]).includes(word);
}

function topicOf(rest: string): ChannelAddress | null {
  const [urn, region, project] = TOPIC.exec(rest) ?? [];
  return urn && region && project ? { kind: "smn", urn, region, project } : null;
}

function addressOf(kind: (typeof KINDS)[number], rest: string): ChannelAddress | null {
  if (kind === "smn") return topicOf(rest);
  if (kind === "email") return EMAIL.test(rest) ? { kind, address: rest } : null;
  if (kind === "slack" && SLACK_CHANNEL.test(rest)) return { kind: "slack-channel", channel: rest };
  const [, variable] = VARIABLE.exec(rest) ?? [];
  if (variable === undefined) return null;
  return kind === "webhook" ? { kind, variable } : { kind: "robot", platform: kind, variable };
}

/** Reads a channel as it stands in the configuration: `slack:#vision`, `feishu:env:HOOK`, `email:ops@example.com`. */
export function readChannel(text: string): ReadChannel {
  const colon = text.indexOf(":");
  const word = colon < 0 ? "" : text.slice(0, colon);
  if (!isKind(word)) {
    const known = `known are ${Object.values(FORMS).join(", ")}`;
    const hint = (/^[a-z-]{1,20}$/i.test(word) ? didYouMean(word, KINDS) : null) ?? known;
    return { ok: false, problem: "is no kind of channel that is known", hint };
  }
  const address = addressOf(word, text.slice(colon + 1));
  if (address !== null) return { ok: true, address };
  const hint =
    word === "smn" || word === "email"
      ? `write ${FORMS[word]}`
      : `write ${FORMS[word]}; the address of a robot is a secret`;
  return { ok: false, problem: `does not have the form ${FORMS[word]}`, hint };
}

/** Variables of the environment without which nothing is sent to a channel. */
export function channelVariables(address: ChannelAddress): readonly string[] {
  switch (address.kind) {
    case "robot":
      return [address.variable];
    case "webhook":
      return [address.variable, `${address.variable}_SECRET`];
    case "email":
      return ["CURFEW_SMTP_URL", "CURFEW_MAIL_FROM"];
    default:
      return [];
  }
}
