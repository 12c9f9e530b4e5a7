import { SAMPLE_PROJECTS } from "../../../lib/emulator/sample-fleet.ts";
import { canary, DISCORD_PUBLIC } from "./canary-secrets.ts";

/** Robots and hooks: the address of each holds a key, and some have a secret beside it. */
const ROBOTS = ["slack", "feishu", "lark", "dingtalk", "wecom", "welink", "teams", "discord"] as const;

/** Variables of the channels. */
export const CANARY_HOOKS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ROBOTS.map((robot) => {
      const secret = ["feishu", "lark", "dingtalk"].includes(robot) ? ` ${canary(`${robot}-sign`)}` : "";
      return [`HOOK_${robot.toUpperCase()}`, `https://${robot}.example/${canary(robot)}?key=x${secret}`];
    }),
  ),
  HOOK: `https://hook-user:${canary("hook-password")}@hook.example/${canary("hook")}`,
  HOOK_SECRET: `whsec_${Buffer.from(canary("hook-signing")).toString("base64")}`,
};

const CHANNELS = ["slack:#ops", ...ROBOTS.map((robot) => `${robot}:env:HOOK_${robot.toUpperCase()}`)];

const hmac = (names: readonly string[]) =>
  names.map((name) => `  ${name}: { secret: { hmac: env:${name.toUpperCase().replaceAll("-", "_")}_HMAC } }`);

const comment = (name: string) =>
  `comment: { url: "https://tickets.example/${name}", user: bot@example.com, token: env:COMMENT_TOKEN }`;

/** People of every chat: U1 is anna, who may stop and ask. */
const PEOPLE = 'people: { U1: anna }\n    rules: [{ who: "team:ops", may: [stop, status, why] }]';

/** A configuration with every kind of source, each under the name of its scheme, and every kind of channel. */
export function canaryConfig(url: string, store: string): string {
  return `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${SAMPLE_PROJECTS.huaweicloud}, credentials: env:TEST, endpoint: "${url}" }
store: ${store}
allow: [stop, start, reinstall-os]
limits: { perRun: 10, percent: 60, perOwnerPerHour: 9 }
owners:
  - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'
teams:
  ops: { members: [anna] }
  vision: { members: [] }
  "*": { members: [], tell: [${CHANNELS.map((one) => `"${one}"`).join(", ")}] }
sources:
${hmac(["grafana", "grafana-timestamp", "zammad", "glpi", "pagerduty"]).join("\n")}
  standard-webhooks:
    secret: { hmac: env:STANDARD_WEBHOOKS_HMAC }
    requester: event.requester
    ${PEOPLE}
  jira-cloud: { secret: { hmac: env:JIRA_CLOUD_HMAC }, ${comment("jira")} }
  github: { secret: { hmac: env:GITHUB_HMAC }, ${comment("github")} }
  gitlab: { secret: { token: env:GITLAB_TOKEN, hmac: env:GITLAB_HMAC }, ${comment("gitlab")} }
  servicenow: { secret: { hmac: env:SERVICENOW_HMAC }, ${comment("servicenow")} }
  alertmanager: { secret: { token: env:ALERTMANAGER_TOKEN } }
  slack:
    secret: { hmac: env:SLACK_HMAC, bot-token: env:SLACK_BOT_TOKEN }
    ${PEOPLE}
  microsoft-teams:
    secret: { hmac: env:MICROSOFT_TEAMS_HMAC }
    ${PEOPLE}
  dingtalk:
    secret: { hmac: env:DINGTALK_HMAC }
    ${PEOPLE}
  discord:
    secret: { public-key: ${DISCORD_PUBLIC}, reply-key: env:DISCORD_REPLY_KEY }
    ${PEOPLE}
  feishu-lark:
    secret: { encrypt-key: env:FEISHU_LARK_ENCRYPT_KEY, verification-token: env:FEISHU_LARK_VERIFICATION_TOKEN, app-id: cli_test, app-secret: env:FEISHU_LARK_APP_SECRET }
    ${PEOPLE}
  wecom:
    secret: { token: env:WECOM_TOKEN, encoding-aes-key: env:WECOM_ENCODING_AES_KEY, receive-id: wwtest }
    ${PEOPLE}
  azure-path: { secret: { path: env:AZURE_PATH_PATH } }
  jwt: { secret: { issuer: i, audience: a, subject: s, jwks-url: env:JWT_JWKS_URL } }
  smn: { secret: { topic: "urn:smn:cn-north-4:p:t" } }
  sns: { secret: { topic: "arn:aws:sns:eu-central-1:123456789012:t" } }
policies:
  orders:
    on: { ticket: standard-webhooks }
    resource: notebook
    where: id == event.server
    then: stop
    tell: ["webhook:env:HOOK", "email:ops@example.com", "smn:urn:smn:cn-north-4:${SAMPLE_PROJECTS.huaweicloud}:ops"]
    mode: enforce
  rebuild:
    on: { ticket: jira-cloud, when: event.status == "Approved" }
    resource: dev-server
    where: id == event.server
    then: { reinstall-os: { keyPair: ops } }
    mode: enforce
`;
}
