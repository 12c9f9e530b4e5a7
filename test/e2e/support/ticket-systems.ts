import { Webhooks } from "@octokit/webhooks";
import { SAMPLE_PROJECTS } from "../../../lib/emulator/sample-fleet.ts";
import type { SourceSecret } from "../../../lib/sources/secret-kinds.ts";
import { signForTest } from "../../../lib/sources/sign-event.ts";

/** What one ticketing system needs in the config, and what it sends. */
export interface TicketSystem {
  readonly name: string;
  readonly scheme: string;
  readonly secret: string;
  /** Kind of the secret. Default: `hmac`. */
  readonly kind?: SourceSecret["kind"];
  /** Expressions of `requester`, `approver`, and the policy's `when` and `where`. */
  readonly requester: string;
  readonly approver: string;
  readonly on: string;
  readonly where: string;
  /** The body of an approved wish for a server. */
  readonly body: (wish: TicketWish) => unknown;
  /** Kind of event in a header. */
  readonly event?: string;
  /** Where a comment on the ticket arrives; absent: the system takes none from here. */
  readonly commentAt?: string;
}

export interface TicketWish {
  readonly server: string;
  readonly callbackUrl: string;
  /** Whoever agreed to it. Default: `u-2`. */
  readonly approver?: string;
  readonly form?: string;
  /** Id of the delivery. Default: `d-1`. */
  readonly id?: string;
  /** Fields that stand beside the others, where the payload is written by hand. */
  readonly more?: Readonly<Record<string, unknown>>;
}

const WHSEC = "whsec_dGhpcyBpcyBhIHRlc3Qgc2VjcmV0LCBpdCBvcGVucyBub3RoaW5n";
const TEXT = "test-only-ticket-secret-that-opens-nothing";
const CHANGED = "2026-05-12T09:00:00Z";
const SYS_ID = "0123456789abcdef0123456789abcdef";

/** The ticket in Curfew's own form, which systems send whose payload is written by hand. */
function ownForm(
  { server, callbackUrl, approver = "u-2", form = "rebuild", more = {} }: TicketWish,
  key: string,
) {
  return {
    type: "ticket.updated",
    timestamp: CHANGED,
    data: {
      ...{ key, status: "approved", form, transition: "approved-1", server },
      ...{ requester: "u-1", approver, callback_url: callbackUrl, ...more },
    },
  };
}

const OWN = {
  requester: "event.requester",
  approver: "event.approver",
  on: `ticket: SOURCE, when: 'event.status == "approved" && event.form == "rebuild"'`,
  where: "id == event.server",
} as const;

/** Every kind of ticketing system that Curfew knows. */
export const TICKET_SYSTEMS: readonly TicketSystem[] = [
  {
    name: "jira",
    scheme: "jira-cloud",
    secret: TEXT,
    requester: "event.requester",
    approver: "event.actor",
    on: `ticket: SOURCE, when: 'event.status == "Approved" && event.form == "rebuild"'`,
    where: "id == event.server",
    body: ({ server, approver = "u-2" }) => ({
      timestamp: 1_778_576_400_000,
      webhookEvent: "jira:issue_updated",
      user: { accountId: approver },
      issue: {
        id: "10042",
        key: "OPS-42",
        fields: {
          ...{
            summary: "Please rebuild the server",
            issuetype: { name: "rebuild" },
            project: { key: "OPS" },
          },
          ...{ status: { id: "10003", name: "Approved" }, reporter: { accountId: "u-1" } },
          labels: [`server:${server}`],
        },
      },
      changelog: {
        id: "20042",
        items: [{ field: "status", fieldId: "status", to: "3", toString: "Approved" }],
      },
    }),
    commentAt: "POST /rest/api/3/issue/OPS-42/comment",
  },
  {
    ...OWN,
    name: "servicenow",
    scheme: "servicenow",
    secret: WHSEC,
    body: (wish) => {
      const { data, ...rest } = ownForm(wish, "RITM0010042");
      return { ...rest, data: { ...data, table: "sc_req_item", sys_id: SYS_ID } };
    },
    commentAt: `PATCH /api/now/table/sc_req_item/${SYS_ID}?sysparm_fields=sys_id`,
  },
  {
    name: "github",
    scheme: "github",
    secret: TEXT,
    event: "issues",
    requester: "event.requesterId",
    approver: "event.actorId",
    on: `ticket: SOURCE, when: 'event.action == "labeled" && event.label == "approved" && "rebuild" in event.labels'`,
    where: "id == event.server",
    body: ({ server, approver = "u-2" }) => ({
      action: "labeled",
      label: { name: "approved" },
      issue: {
        ...{
          number: 7,
          title: "Rebuild",
          state: "open",
          user: { login: "anna", id: "u-1" },
          updated_at: CHANGED,
        },
        labels: [{ name: "approved" }, { name: "rebuild" }, { name: `server:${server}` }],
      },
      repository: { full_name: "example/ops" },
      sender: { login: "ben", id: approver },
    }),
    commentAt: "POST /repos/example/ops/issues/7/comments",
  },
  {
    name: "gitlab",
    scheme: "gitlab",
    secret: WHSEC,
    event: "Issue Hook",
    requester: "event.requesterId",
    approver: "event.actorId",
    on: `ticket: SOURCE, when: '"approved" in event.added && "rebuild" in event.labels'`,
    where: "id == event.server",
    body: ({ server, approver = "u-2" }) => ({
      object_kind: "issue",
      user: { username: "ben", id: approver },
      project: { path_with_namespace: "example/ops" },
      object_attributes: {
        ...{
          iid: 23,
          state: "opened",
          action: "update",
          title: "Rebuild",
          author_id: "u-1",
          updated_at: CHANGED,
        },
        labels: [{ title: "approved" }, { title: "rebuild" }, { title: `server:${server}` }],
      },
      changes: { labels: { previous: [], current: [{ title: "approved" }] } },
    }),
    commentAt: "POST /api/v4/projects/example%2Fops/issues/23/notes",
  },
  { ...OWN, name: "zammad", scheme: "zammad", secret: TEXT, body: (wish) => ownForm(wish, "10081") },
  { ...OWN, name: "glpi", scheme: "glpi", secret: TEXT, body: (wish) => ownForm(wish, "81") },
  { ...OWN, name: "desk", scheme: "standard-webhooks", secret: WHSEC, body: (wish) => ownForm(wish, "T-1") },
];

/** A config in which tickets of one system rebuild servers, once somebody of `ops` has agreed. */
export function ticketConfig(
  { name, scheme, kind = "hmac", requester, approver, on, where, commentAt }: TicketSystem,
  { cloudUrl, ticketUrl }: { readonly cloudUrl: string; readonly ticketUrl: string },
): string {
  const comment =
    commentAt === undefined ? "" : `\n    comment: { url: "${ticketUrl}", token: env:TICKET_TOKEN }`;
  return `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${SAMPLE_PROJECTS.huaweicloud}, credentials: env:TEST, endpoint: "${cloudUrl}" }
store: memory
allow: [stop, start, reinstall-os]
limits: { perRun: 10, percent: 60, perOwnerPerHour: 5 }
owners:
  - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'
teams:
  ops: { members: [ben] }
sources:
  ${name}:
    scheme: ${scheme}
    secret: { ${kind}: env:TICKET_SECRET }
    people: { u-1: anna, u-2: ben }
    requester: ${requester}
    approver: ${approver}${comment}
    callbackHosts: ["${new URL(ticketUrl).host}"]
policies:
  rebuild:
    on: { ${on.replace("SOURCE", name)} }
    resource: dev-server
    where: ${where}
    then: { reinstall-os: { keyPair: ops } }
    approve: { by: 1, from: [ops] }
    mode: enforce
`;
}

/** Headers of a delivery; GitHub's are made by GitHub's own library. */
async function headersOf(
  system: TicketSystem,
  body: string,
  { nowMs, id }: { readonly nowMs: number; readonly id: string },
): Promise<Record<string, string>> {
  const { scheme, secret, kind = "hmac", event } = system;
  if (scheme === "github") {
    const signature = await new Webhooks({ secret }).sign(body);
    return {
      ...{ "content-type": "application/json", "x-github-event": event ?? "", "x-github-delivery": id },
      "x-hub-signature-256": signature,
    };
  }
  const { headers } = signForTest(scheme, {
    ...{
      body: Buffer.from(body),
      secrets: [{ kind, value: secret }],
      now: new Date(nowMs),
      deliveryId: id,
    },
    ...(event === undefined ? {} : { event }),
  });
  return { ...headers };
}

/** Sends a ticket as its system does, and gives the status and the run. */
export async function deliverTicket(
  system: TicketSystem,
  wish: TicketWish,
  { url, nowMs }: { readonly url: string; readonly nowMs: number },
): Promise<{ readonly status: number; readonly run: string }> {
  const body = JSON.stringify(system.body(wish));
  const headers = await headersOf(system, body, { nowMs, id: wish.id ?? "d-1" });
  const answer = await fetch(`${url}/webhooks/${system.name}`, { method: "POST", headers, body });
  const { run = "" } = (await answer.json()) as { readonly run?: string };
  return { status: answer.status, run };
}
