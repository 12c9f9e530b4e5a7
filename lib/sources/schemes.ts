import type { SecretKind } from "./secret-kinds.ts";
import {
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
};

function proofOf(record: SignatureRecord): Proof {
  const signedId = record.signed?.includes("{id}") === true;
  return {
    secretKind: record.secretKind,
    signsBody: record.signed?.includes("{body}") === true,
    windowSeconds: record.timestamp?.pastSeconds ?? null,
    deliveryId: signedId ? "signed" : record.idHeaders.length > 0 ? "unsigned" : "body",
  };
}

/** All that can be said about a scheme; what the verifier does is read from its records, not repeated. */
export function schemeOf(id: SchemeId): Scheme {
  const proofs = signatureRecords(id).map(proofOf);
  const windows = proofs.flatMap((proof) => proof.windowSeconds ?? []);
  const timestamp = windows.length === proofs.length;
  return {
    id,
    methods: ["POST"],
    eventHeader: null,
    ...FACTS[id],
    secretKinds: [...new Set(proofs.map((proof) => proof.secretKind))],
    signsBody: proofs.every((proof) => proof.signsBody),
    timestamp,
    windowSeconds: timestamp ? Math.max(...windows) : null,
    proofs,
  };
}

/** Whether a scheme of this name exists. */
export function isSchemeId(id: string): id is SchemeId {
  return Object.hasOwn(SIGNATURE_RECORDS, id);
}

/** Every scheme, in the order of the docs. */
export const SCHEMES: readonly Scheme[] = Object.keys(SIGNATURE_RECORDS).filter(isSchemeId).map(schemeOf);
