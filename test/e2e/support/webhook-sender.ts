import { signForTest } from "../../../lib/sources/sign-event.ts";
import { STORY_SECRETS } from "./story-config.ts";

export interface Delivery {
  readonly source: "budget" | "jira";
  readonly id: string;
  /** A text is sent as it stands, anything else as JSON. */
  readonly body: unknown;
  readonly nowMs: number;
  /** Default: `/webhooks/SOURCE`. */
  readonly path?: string;
  /** Headers that take the place of the signed ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

const SENDERS = {
  budget: { scheme: "standard-webhooks", secret: STORY_SECRETS.BUDGET_SECRET },
  jira: { scheme: "jira-cloud", secret: STORY_SECRETS.JIRA_SECRET },
} as const;

/** The signed request of a delivery. */
export function signed({ source, id, body, nowMs }: Delivery) {
  const { scheme, secret } = SENDERS[source];
  return signForTest(scheme, {
    body: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)),
    secrets: [{ kind: "hmac", value: secret }],
    now: new Date(nowMs),
    deliveryId: id,
  });
}

/** Signs as the sender would and posts over HTTP. */
export async function deliver(url: string, delivery: Delivery): Promise<Answered> {
  const request = signed(delivery);
  const answer = await fetch(`${url}${delivery.path ?? `/webhooks/${delivery.source}`}`, {
    method: "POST",
    headers: { ...request.headers, ...delivery.headers },
    body: request.body,
  });
  const body = (await answer.json()) as Readonly<Record<string, unknown>>;
  return { status: answer.status, headers: answer.headers, body };
}

/** A budget alert of the team `vision`. */
export function budgetAlert(nowMs: number, share = 0.92): unknown {
  const at = new Date(nowMs).toISOString();
  return {
    type: "budget.alert",
    timestamp: at,
    data: { budget: "vision", at: share, period: at.slice(0, 7) },
  };
}

/** A ticket that has just been approved and asks for a server to be rebuilt. */
export function rebuildTicket(server: string, options: { readonly change?: string } = {}): unknown {
  return {
    timestamp: 1_778_576_400_000,
    webhookEvent: "jira:issue_updated",
    user: { accountId: "5b10ac8d82e05b22cc7d4ef5" },
    issue: {
      id: "10042",
      key: "OPS-42",
      fields: {
        summary: "Please rebuild the server",
        issuetype: { id: "10010", name: "rebuild" },
        project: { key: "OPS" },
        status: { id: "10003", name: "Approved" },
        labels: [`server:${server}`],
        reporter: { accountId: "5b10ac8d82e05b22cc7d4ef5" },
      },
    },
    changelog: {
      id: options.change ?? "20042",
      items: [{ field: "status", fieldId: "status", from: "10002", to: "10003", toString: "Approved" }],
    },
  };
}
