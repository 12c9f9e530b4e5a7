import { eventTimeMs } from "./event-time.ts";
import { isJsonObject, type JsonObject, listAt, textAt, valueAt } from "./json-path.ts";
import { type Delivery, type Parser, webhookDraft } from "./parser.ts";
import { serverLabel } from "./server-label.ts";

/** A custom field as a policy can compare it. */
type Scalar = string | number | boolean;

/**
 * Jira Cloud, `jira:issue_updated`. `transition` is the id of the changelog that moved the issue to another
 * status, `null` when the update was about something else: an edit or a comment sends the whole issue again, in the status
 * that it has. Status names are translated by Jira, `statusId` is not. Other kinds of events are handed on as they came.
 */
export const parseJira: Parser = (delivery) => {
  const { body } = delivery;
  const timeMs = eventTimeMs(valueAt(body, "timestamp"));
  if (textAt(body, "webhookEvent") !== "jira:issue_updated") return webhookDraft(delivery, { timeMs });
  const key = textAt(body, "issue", "key");
  if (key === null) return { kind: "unsupported", detail: "issue.key: is missing" };
  const id = eventId(delivery);
  return {
    kind: "event",
    draft: { type: "ticket.updated", id, timeMs, subject: key, data: ticket(body, key) },
  };
};

function ticket(body: JsonObject, key: string): JsonObject {
  const issue = valueAt(body, "issue", "fields");
  const move = statusItem(body);
  const labels = listAt(issue, "labels").filter((label) => typeof label === "string");
  const fields = customFields(issue);
  const status = textAt(move, "toString") ?? textAt(issue, "status", "name");
  const summary = textAt(issue, "summary");
  return {
    key,
    ...(status !== null && { status }),
    statusId: textAt(move, "to") ?? textAt(issue, "status", "id"),
    transition: move === undefined ? null : changeId(body),
    project: textAt(issue, "project", "key"),
    form: requestType(issue) ?? textAt(issue, "issuetype", "name"),
    requester: textAt(issue, "reporter", "accountId") ?? textAt(issue, "creator", "accountId"),
    // Whoever may edit the issue may name another reporter; who made it is not changed by anybody.
    creator: textAt(issue, "creator", "accountId"),
    // Who made this change, which for an approval is somebody else than who asked.
    actor: textAt(body, "user", "accountId"),
    labels,
    ...(summary !== null && { summary }),
    server: serverLabel([...labels, ...Object.values(fields)]),
    fields,
  };
}

/** The last change of status in the changelog; an issue may pass through several in one update. */
function statusItem(body: JsonObject): unknown {
  return listAt(body, "changelog", "items").findLast(
    (item) => textAt(item, "fieldId") === "status" || textAt(item, "field") === "status",
  );
}

/** What tells this change from every other one of the same issue; it stands in the signed body. */
function changeId(body: JsonObject): string | null {
  return textAt(body, "changelog", "id") ?? textAt(body, "timestamp");
}

/**
 * Issue and change, which are signed. Jira's own identifier of a delivery is not: whoever sends a captured delivery again
 * can give it another one.
 */
function eventId({ body, eventId: unsigned }: Delivery): string {
  const issue = textAt(body, "issue", "id") ?? textAt(body, "issue", "key");
  const change = changeId(body);
  return change === null ? unsigned : `issue:${issue}:change:${change}`;
}

/** Jira Service Management keeps the request type in a custom field whose number differs between sites. */
function requestType(issue: unknown): string | null {
  const values = isJsonObject(issue) ? Object.values(issue) : [];
  return values.map((value) => textAt(value, "requestType", "name")).find((name) => name !== null) ?? null;
}

/** Custom fields with a plain value; of an option of a list, its text. */
function customFields(issue: unknown): Readonly<Record<string, Scalar>> {
  const entries = isJsonObject(issue) ? Object.entries(issue) : [];
  return Object.fromEntries(
    entries
      .filter(([name]) => name.startsWith("customfield_"))
      .flatMap(([name, value]) => {
        const plain = isScalar(value) ? value : valueAt(value, "value");
        return isScalar(plain) ? [[name, plain] as const] : [];
      }),
  );
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
