import { createPrivateKey, createPublicKey } from "node:crypto";
import { TEST_KEY } from "./emulated-cloud.ts";

/** A secret that is visibly none, and that nothing else in a test contains. */
export const canary = (name: string) => `c4n4ry-${name}-opens-nothing`;

const base64 = (name: string) => Buffer.from(canary(name)).toString("base64");
const whsec = (name: string) => `whsec_${base64(name)}`;

const SEED = Buffer.alloc(32, 7);
const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), SEED]);
const publicKey = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));

/** What a test signs with as Discord; Curfew itself never has it. */
export const DISCORD_SEED = SEED.toString("hex");

/** Secrets of every kind by the variable that holds them. What is no secret, such as a topic, is not among them. */
export const CANARY_SECRETS = {
  STANDARD_WEBHOOKS_HMAC: whsec("standard-webhooks"),
  JIRA_CLOUD_HMAC: canary("jira"),
  GITHUB_HMAC: canary("github"),
  GITLAB_TOKEN: canary("gitlab"),
  GITLAB_HMAC: whsec("gitlab-hmac"),
  GRAFANA_HMAC: canary("grafana"),
  GRAFANA_TIMESTAMP_HMAC: canary("grafana-timestamp"),
  ZAMMAD_HMAC: canary("zammad"),
  GLPI_HMAC: canary("glpi"),
  PAGERDUTY_HMAC: canary("pagerduty"),
  ALERTMANAGER_TOKEN: canary("alertmanager"),
  SERVICENOW_HMAC: base64("servicenow"),
  SLACK_HMAC: canary("slack"),
  SLACK_BOT_TOKEN: canary("slack-bot"),
  MICROSOFT_TEAMS_HMAC: base64("teams"),
  DINGTALK_HMAC: canary("dingtalk"),
  DISCORD_REPLY_KEY: canary("discord-reply"),
  FEISHU_LARK_ENCRYPT_KEY: canary("feishu-key"),
  FEISHU_LARK_VERIFICATION_TOKEN: canary("feishu-token"),
  FEISHU_LARK_APP_SECRET: canary("feishu-app"),
  WECOM_TOKEN: canary("wecom"),
  WECOM_ENCODING_AES_KEY: Buffer.from(canary("wecom").padEnd(32, "0").slice(0, 32))
    .toString("base64")
    .replace(/=+$/, ""),
  AZURE_PATH_PATH: canary("azure-path"),
  JWT_JWKS_URL: `https://${canary("jwks-user")}:${canary("jwks-password")}@127.0.0.1:9/${canary("jwks")}`,
  COMMENT_TOKEN: canary("comment"),
  CURFEW_LOG_KEY: canary("log-key"),
  CURFEW_LINK_KEY: canary("link-key-of-32-characters"),
} as const;

/** The public half for Discord, which is no secret. */
export const DISCORD_PUBLIC = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url").toString(
  "hex",
);

/** Every canary begins with this; what a text may be hidden in is looked into as well. */
const MARK = "c4n4ry";

/** What the mark looks like inside of base64, at each of its three places. */
const HIDDEN: readonly string[] = ["", "x", "xx"].map((before) => {
  const text = Buffer.from(before + MARK).toString("base64");
  return text.slice(Math.ceil((before.length * 4) / 3), Math.floor(((before.length + MARK.length) * 4) / 3));
});

const NEEDLES: readonly string[] = [
  ...[MARK, Buffer.from(MARK).toString("hex"), ...HIDDEN],
  ...[TEST_KEY.accessKey, TEST_KEY.secretKey],
];

/** Where in a text a canary stands, or one of the other words, with what stands around it; empty where none does. */
export function canariesIn(text: string, others: readonly string[] = []): readonly string[] {
  return [...NEEDLES, ...others].flatMap((needle) => {
    const at = text.indexOf(needle);
    return at < 0 ? [] : [text.slice(Math.max(0, at - 120), at + 60)];
  });
}
