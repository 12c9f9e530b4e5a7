import type { SecretKind } from "./secret-kinds.ts";

/** One way in which a sender proves who it is, said so completely that one verifier serves them all. */
export interface SignatureRecord {
  /** Which of the source's secrets are meant. */
  readonly secretKind: SecretKind;
  /** How the secret becomes key bytes: its UTF-8 text, hexadecimal digits, or base64 after an optional prefix. */
  readonly secretForm: "text" | "hex" | { readonly base64After: string };
  /** `token`: the secret itself is sent and nothing is signed. */
  readonly algorithm: "hmac-sha256" | "hmac-sha1" | "ed25519" | "token";
  readonly encoding: "hex" | "base64";
  /** Header with the signature, in lower case. */
  readonly header: string;
  /** What stands before the encoded signature. */
  readonly prefix: string;
  /** Between the signatures of a list; `null` when there is only ever one. */
  readonly separator: string | null;
  /**
   * The signed text, made of `{id}`, `{timestamp}`, `{body}`, `{secret}` and what stands between; `null` for a token.
   */
  readonly signed: string | null;
  /** The signed time of sending and how far it may lie from our clock. */
  readonly timestamp: SignatureTimestamp | null;
  /** Headers with the delivery id, the first one present counts. */
  readonly idHeaders: readonly string[];
}

/** Where the time of sending stands, and the replay window in seconds to both sides. */
export interface SignatureTimestamp {
  readonly header: string;
  readonly unit: "s" | "ms";
  readonly pastSeconds: number;
  readonly futureSeconds: number;
}

/** What the most frequent kind of sender does: lower-case hex HMAC-SHA256 of the body under a text secret. */
const HEX_OF_BODY = {
  secretKind: "hmac",
  secretForm: "text",
  algorithm: "hmac-sha256",
  encoding: "hex",
  prefix: "",
  separator: null,
  signed: "{body}",
  timestamp: null,
  idHeaders: [],
} as const;

/** Standard Webhooks 1.0, `v1`. The reference libraries allow 300 seconds to both sides. */
const STANDARD_V1 = {
  ...HEX_OF_BODY,
  secretForm: { base64After: "whsec_" },
  encoding: "base64",
  header: "webhook-signature",
  prefix: "v1,",
  separator: " ",
  signed: "{id}.{timestamp}.{body}",
  timestamp: { header: "webhook-timestamp", unit: "s", pastSeconds: 300, futureSeconds: 300 },
  idHeaders: ["webhook-id"],
} as const;

/**
 * Every sender that a record can describe. Ids are what users write in the config and are stable; a scheme with
 * several records accepts each of them, provided that a secret of the record's kind is configured.
 */
export const SIGNATURE_RECORDS = {
  "standard-webhooks": [
    STANDARD_V1,
    {
      ...STANDARD_V1,
      secretKind: "public-key",
      secretForm: { base64After: "whpk_" },
      algorithm: "ed25519",
      prefix: "v1a,",
    },
  ],
  // Admin webhooks only: those that apps register are signed in another way. The header has no "-256" in its name.
  "jira-cloud": [
    {
      ...HEX_OF_BODY,
      header: "x-hub-signature",
      prefix: "sha256=",
      idHeaders: ["x-atlassian-webhook-identifier"],
    },
  ],
  // The older SHA-1 header that GitHub sends along is not looked at.
  github: [
    { ...HEX_OF_BODY, header: "x-hub-signature-256", prefix: "sha256=", idHeaders: ["x-github-delivery"] },
  ],
  gitlab: [
    {
      ...HEX_OF_BODY,
      secretKind: "token",
      algorithm: "token",
      header: "x-gitlab-token",
      signed: null,
      idHeaders: ["webhook-id", "idempotency-key"],
    },
    STANDARD_V1,
  ],
  grafana: [{ ...HEX_OF_BODY, header: "x-grafana-alerting-signature" }],
  // A row of its own, so that nobody who asked Grafana for a timestamp has it taken away by a proxy unnoticed.
  // Grafana has no default for the header's name; this is the one in its own examples.
  "grafana-timestamp": [
    {
      ...HEX_OF_BODY,
      header: "x-grafana-alerting-signature",
      signed: "{timestamp}:{body}",
      timestamp: { header: "x-grafana-alerting-timestamp", unit: "s", pastSeconds: 300, futureSeconds: 300 },
    },
  ],
  zammad: [
    {
      ...HEX_OF_BODY,
      algorithm: "hmac-sha1",
      header: "x-hub-signature",
      prefix: "sha1=",
      idHeaders: ["x-zammad-delivery"],
    },
  ],
  // GLPI signs when it queues the delivery and repeats the same headers on every try, hence the long window.
  glpi: [
    {
      ...HEX_OF_BODY,
      header: "x-glpi-signature",
      signed: "{body}{timestamp}",
      timestamp: { header: "x-glpi-timestamp", unit: "s", pastSeconds: 3_600, futureSeconds: 300 },
    },
  ],
  pagerduty: [{ ...HEX_OF_BODY, header: "x-pagerduty-signature", prefix: "v1=", separator: "," }],
  // Nothing is signed and nothing is dated: `http_config.authorization.credentials` of the receiver, over TLS.
  alertmanager: [
    {
      ...HEX_OF_BODY,
      secretKind: "token",
      algorithm: "token",
      header: "authorization",
      prefix: "Bearer ",
      signed: null,
    },
  ],
  // ServiceNow signs nothing by itself. A script of ours does (docs/sources.md), with `generateMac`, which takes its key
  // in base64 and returns base64; so this is Standard Webhooks with header names that its REST messages may set.
  servicenow: [
    {
      ...STANDARD_V1,
      secretForm: { base64After: "whsec_" },
      prefix: "",
      separator: null,
      header: "x-curfew-signature",
      timestamp: { header: "x-curfew-timestamp", unit: "s", pastSeconds: 300, futureSeconds: 300 },
      idHeaders: ["x-curfew-id"],
    },
  ],
  // Slack's own library checks the old side alone.
  slack: [
    {
      ...HEX_OF_BODY,
      header: "x-slack-signature",
      prefix: "v0=",
      signed: "v0:{timestamp}:{body}",
      timestamp: { header: "x-slack-request-timestamp", unit: "s", pastSeconds: 300, futureSeconds: 300 },
    },
  ],
  // The security token that Teams shows once is base64; nothing dates a delivery but the activity in the signed body.
  "microsoft-teams": [
    {
      ...HEX_OF_BODY,
      secretForm: { base64After: "" },
      encoding: "base64",
      header: "authorization",
      prefix: "HMAC ",
    },
  ],
  // The body is not signed: the pair of headers proves that the robot spoke, not what it said. DingTalk allows an hour;
  // five minutes are what a delivery needs, and everything above only serves who captured one.
  dingtalk: [
    {
      ...HEX_OF_BODY,
      encoding: "base64",
      header: "sign",
      signed: "{timestamp}\n{secret}",
      timestamp: { header: "timestamp", unit: "ms", pastSeconds: 300, futureSeconds: 300 },
    },
  ],
  // Discord prescribes no window.
  discord: [
    {
      ...HEX_OF_BODY,
      secretKind: "public-key",
      secretForm: "hex",
      algorithm: "ed25519",
      header: "x-signature-ed25519",
      signed: "{timestamp}{body}",
      timestamp: { header: "x-signature-timestamp", unit: "s", pastSeconds: 300, futureSeconds: 300 },
    },
  ],
} as const satisfies Readonly<Record<string, readonly SignatureRecord[]>>;

/** Name of a scheme that a record describes. */
export type RecordId = keyof typeof SIGNATURE_RECORDS;

/** Senders whose proof takes code: certificates, ciphertext, tokens of a third party. */
export const OPENED_IDS = ["smn", "sns", "feishu-lark", "wecom", "jwt", "azure-path"] as const;
export type OpenedId = (typeof OPENED_IDS)[number];

/** Name of a scheme, as the config has it. */
export type SchemeId = RecordId | OpenedId;

/** The records of a scheme, seen as the plain records they are; none where code does it. */
export function signatureRecords(id: SchemeId): readonly SignatureRecord[] {
  return isRecordId(id) ? SIGNATURE_RECORDS[id] : [];
}

/** Whether a record describes this scheme. */
export function isRecordId(id: string): id is RecordId {
  return Object.hasOwn(SIGNATURE_RECORDS, id);
}
