import { eventTimeMs } from "./event-time.ts";
import { isJsonObject, type JsonObject, listAt, textAt, valueAt } from "./json-path.ts";
import { type Delivery, type Parser, webhookDraft } from "./parser.ts";
import { serverLabel } from "./server-label.ts";

const MOVES = ["open", "close", "reopen"];

/** GitLab: issues (confidential ones too) become tickets, the rest is handed on as it came. */
export const parseGitlab: Parser = (delivery) => {
  const { body } = delivery;
  if (textAt(body, "object_kind") !== "issue") return webhookDraft(delivery);
  const project = textAt(body, "project", "path_with_namespace");
  const number = textAt(body, "object_attributes", "iid");
  if (project === null || number === null) {
    return {
      kind: "unsupported",
      detail: "project.path_with_namespace and object_attributes.iid: are needed",
    };
  }
  const key = `${project}#${number}`;
  return {
    kind: "event",
    draft: {
      type: "ticket.updated",
      id: delivery.eventId,
      timeMs: eventTimeMs(valueAt(body, "object_attributes", "updated_at")),
      subject: key,
      data: ticket(delivery, key, project),
    },
  };
};

function ticket({ body, eventId }: Delivery, key: string, project: string): JsonObject {
  const issue = valueAt(body, "object_attributes");
  const own = listAt(issue, "labels");
  const labels = (own.length > 0 ? own : listAt(body, "labels")).flatMap(
    (label) => textAt(label, "title") ?? [],
  );
  const status = textAt(issue, "state");
  return {
    key,
    ...(status !== null && { status }),
    transition: transition(body, eventId),
    action: textAt(issue, "action"),
    project,
    // Of whoever wrote the issue GitLab sends the number alone.
    requesterId: textAt(issue, "author_id"),
    // Who made this change, which for an approval is somebody else than who asked.
    actor: textAt(body, "user", "username"),
    actorId: textAt(body, "user", "id"),
    labels,
    title: textAt(issue, "title"),
    server: serverLabel(labels),
  };
}

/** GitLab numbers no changes either: what happened and when; new labels count, as they do for GitHub. */
function transition(body: JsonObject, eventId: string): string | null {
  const issue = valueAt(body, "object_attributes");
  const action = textAt(issue, "action") ?? "";
  const when = textAt(issue, "updated_at") ?? eventId;
  if (MOVES.includes(action)) return `${action}:${when}`;
  return isJsonObject(valueAt(body, "changes", "labels")) ? `labels:${when}` : null;
}
