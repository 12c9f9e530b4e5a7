import type { SecretKind } from "./secret-kinds.ts";
import {
  isRecordId,
  OPENED_IDS,
  type OpenedId,
  type SchemeId,
  SIGNATURE_RECORDS,
  type SignatureRecord,
  signatureRecords,
} from "./signature-records.ts";

/** What one kind of secret of a scheme proves. */
export interface Proof {
  readonly secretKind: SecretKind;
  /** Whether a changed body is noticed. */
  readonly signsBody: boolean;
  /** How long after sending a delivery is accepted, in seconds; `null` when nothing dates it. */
  readonly windowSeconds: number | null;
  /**
   * `signed`: cannot be changed. `unsigned`: who replays a captured delivery can give it a new one, so only what
   * the body says may decide whether something was already done. `body`: the digest or a field of what is signed.
   */
  readonly deliveryId: "signed" | "unsigned" | "body";
}

/** One kind of sender, for the check of a config and for the docs. */
export interface Scheme {
  readonly id: SchemeId;
  readonly title: string;
  /** Kinds of secrets it can be configured with; the first one is meant when the secret does not tell. */
  readonly secretKinds: readonly SecretKind[];
  /** Whether every proof covers the body. */
  readonly signsBody: boolean;
  /** Whether every proof is dated. */
  readonly timestamp: boolean;
  /** The longest replay window of its proofs in seconds; `null` when any of them is not dated. */
  readonly windowSeconds: number | null;
  readonly proofs: readonly Proof[];
  /** Of each of these groups one kind has to be configured. */
  readonly needs: readonly (readonly SecretKind[])[];
  readonly methods: readonly string[];
  /** How long the sender waits for an answer, in seconds; `null` when no document says. */
  readonly answerWithinSeconds: number | null;
  /** Header in which the sender names the kind of event; never signed. */
  readonly eventHeader: string | null;
  /** The sender's own document on its signature. */
  readonly docs: string;
}

type Facts = Pick<Scheme, "title" | "answerWithinSeconds" | "docs"> &
  Partial<Pick<Scheme, "methods" | "eventHeader">>;

const GRAFANA = {
  title: "Grafana Alerting",
  // A contact point may be set to either method.
  methods: ["POST", "PUT"],
  answerWithinSeconds: null,
  docs: "https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/",
} as const;

const FACTS: Readonly<Record<SchemeId, Facts>> = {
  "standard-webhooks": {
    title: "Standard Webhooks 1.0",
    answerWithinSeconds: 15,
    docs: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
  },
  "jira-cloud": {
    title: "Jira Cloud, admin webhook with a secret",
    answerWithinSeconds: 30,
    docs: "https://developer.atlassian.com/cloud/jira/platform/webhooks/",
  },
  github: {
    title: "GitHub",
    answerWithinSeconds: 10,
    eventHeader: "x-github-event",
    docs: "https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries",
  },
  gitlab: {
    title: "GitLab, secret token or signing token",
    answerWithinSeconds: 10,
    eventHeader: "x-gitlab-event",
    docs: "https://docs.gitlab.com/user/project/integrations/webhooks/",
  },
  grafana: GRAFANA,
  "grafana-timestamp": {
    ...GRAFANA,
    title: "Grafana Alerting with timestamp header X-Grafana-Alerting-Timestamp",
  },
  zammad: {
    title: "Zammad",
    answerWithinSeconds: null,
    docs: "https://admin-docs.zammad.org/en/latest/manage/webhook.html",
  },
  // The queue's own request gives up after 5 seconds.
  glpi: { title: "GLPI 11", answerWithinSeconds: 5, docs: "https://github.com/glpi-project/glpi" },
  pagerduty: {
    title: "PagerDuty V3 webhooks",
    answerWithinSeconds: 5,
    docs: "https://github.com/PagerDuty/developer-docs",
  },
  alertmanager: {
    title: "Prometheus Alertmanager with a bearer token",
    answerWithinSeconds: null,
    docs: "https://prometheus.io/docs/alerting/latest/configuration/#webhook_config",
  },
  servicenow: {
    title: "ServiceNow with the script of docs/sources.md",
    answerWithinSeconds: null,
    docs: "https://developer.servicenow.com/dev.do#!/reference/api/latest/server/no-namespace/c_GlideCertificateEncryptionScopedAPI",
  },
  slack: {
    title: "Slack commands, buttons and events",
    answerWithinSeconds: 3,
    docs: "https://api.slack.com/authentication/verifying-requests-from-slack",
  },
  "microsoft-teams": {
    title: "Microsoft Teams outgoing webhook",
    answerWithinSeconds: 5,
    docs: "https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook",
  },
  dingtalk: {
    title: "DingTalk outgoing robot",
    answerWithinSeconds: null,
    docs: "https://open.dingtalk.com/document/robots/receive-message",
  },
  discord: {
    title: "Discord interactions",
    answerWithinSeconds: 3,
    docs: "https://discord.com/developers/docs/interactions/overview",
  },
  smn: {
    title: "Huawei Cloud and Open Telekom Cloud SMN over HTTPS",
    answerWithinSeconds: 5,
    docs: "https://support.huaweicloud.com/intl/en-us/usermanual-smn/smn_ug_a9003.html",
  },
  sns: {
    title: "AWS SNS over HTTPS",
    answerWithinSeconds: 15,
    docs: "https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html",
  },
  "feishu-lark": {
    title: "Feishu and Lark events and cards",
    answerWithinSeconds: 3,
    docs: "https://open.feishu.cn/document/server-docs/event-subscription-guide/overview",
  },
  // The check of the address is a GET.
  wecom: {
    title: "WeCom callbacks",
    methods: ["POST", "GET"],
    answerWithinSeconds: 5,
    docs: "https://developer.work.weixin.qq.com/document/path/90238",
  },
  "azure-path": {
    title: "Azure action groups with a secret in the address",
    answerWithinSeconds: null,
    docs: "https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups",
  },
  jwt: {
    title: "Senders with an OpenID Connect token: Google Pub/Sub push, Azure action groups",
    answerWithinSeconds: null,
    docs: "https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions",
  },
};

/** What the senders of {@link OPENED_IDS} need, one kind of each group, and what they may be told beside it. */
const OPENED_NEEDS: Readonly<Record<OpenedId, readonly (readonly SecretKind[])[]>> = {
  smn: [["topic"]],
  sns: [["topic"]],
  "feishu-lark": [["encrypt-key", "verification-token"]],
  wecom: [["token"], ["encoding-aes-key"], ["receive-id"]],
  jwt: [["issuer"], ["audience"], ["subject", "email"], ["jwks-url", "jwks"]],
  "azure-path": [["path"]],
};
const TOPIC_HOSTS = ["certificate-host", "confirm-host"] as const;
const OPENED_BESIDE: Readonly<Partial<Record<SchemeId, readonly SecretKind[]>>> = {
  smn: TOPIC_HOSTS,
  sns: TOPIC_HOSTS,
  discord: ["reply-key"],
  slack: ["bot-token"],
  "feishu-lark": ["bot-open-id", "app-id", "app-secret", "api-host"],
};

/** What the proofs of {@link OPENED_IDS} are worth; each is implemented in the file of its name. */
const OPENED_PROOFS: Readonly<Record<OpenedId, readonly Proof[]>> = {
  smn: [{ secretKind: "topic", signsBody: true, windowSeconds: 3_600, deliveryId: "signed" }],
  sns: [{ secretKind: "topic", signsBody: true, windowSeconds: 3_600, deliveryId: "signed" }],
  "feishu-lark": [
    { secretKind: "encrypt-key", signsBody: true, windowSeconds: 300, deliveryId: "signed" },
    { secretKind: "verification-token", signsBody: false, windowSeconds: null, deliveryId: "unsigned" },
  ],
  wecom: [
    { secretKind: "encoding-aes-key", signsBody: true, windowSeconds: 300, deliveryId: "signed" },
    { secretKind: "token", signsBody: true, windowSeconds: 300, deliveryId: "signed" },
    { secretKind: "receive-id", signsBody: true, windowSeconds: 300, deliveryId: "signed" },
  ],
  "azure-path": [{ secretKind: "path", signsBody: false, windowSeconds: null, deliveryId: "unsigned" }],
  jwt: (["issuer", "audience", "subject", "email", "jwks-url", "jwks"] as const).map((secretKind) => {
    return { secretKind, signsBody: false, windowSeconds: null, deliveryId: "unsigned" };
  }),
};

function proofOf(record: SignatureRecord): Proof {
  const signedId = record.signed?.includes("{id}") === true;
  const signsBody = record.signed?.includes("{body}") === true;
  return {
    secretKind: record.secretKind,
    signsBody,
    windowSeconds: record.timestamp?.pastSeconds ?? null,
    deliveryId: signedId ? "signed" : record.idHeaders.length > 0 || !signsBody ? "unsigned" : "body",
  };
}

/** All that can be said about a scheme; what the verifier does is read from its records, not repeated. */
export function schemeOf(id: SchemeId): Scheme {
  const proofs = isRecordId(id) ? signatureRecords(id).map(proofOf) : OPENED_PROOFS[id];
  const kinds = [...new Set(proofs.map((proof) => proof.secretKind))];
  const windows = proofs.flatMap((proof) => proof.windowSeconds ?? []);
  const timestamp = windows.length === proofs.length;
  return {
    id,
    methods: ["POST"],
    eventHeader: null,
    ...FACTS[id],
    secretKinds: [...kinds, ...(OPENED_BESIDE[id] ?? [])],
    needs: isRecordId(id) ? [kinds] : OPENED_NEEDS[id],
    signsBody: proofs.every((proof) => proof.signsBody),
    timestamp,
    windowSeconds: timestamp ? Math.max(...windows) : null,
    proofs,
  };
}

/** Whether a scheme of this name exists. */
export function isSchemeId(id: string): id is SchemeId {
  return isRecordId(id) || Object.hasOwn(OPENED_PROOFS, id);
}

/** Every scheme, in the order of the docs. */
export const SCHEMES: readonly Scheme[] = [...Object.keys(SIGNATURE_RECORDS), ...OPENED_IDS]
  .filter(isSchemeId)
  .map(schemeOf);
