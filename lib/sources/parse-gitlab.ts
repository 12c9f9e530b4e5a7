import { eventTimeMs } from "./event-time.ts";
import { type JsonObject, listAt, textAt, valueAt } from "./json-path.ts";
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
  const labels = titlesOf(own.length > 0 ? own : listAt(body, "labels"));
  const status = textAt(issue, "state");
  const relabelled = labelsOf(body);
  return {
    key,
    ...(status !== null && { status }),
    transition: transition(body, relabelled, eventId),
    action: textAt(issue, "action"),
    project,
    // Of whoever wrote the issue GitLab sends the number alone.
    requesterId: textAt(issue, "author_id"),
    // Who made this change, which for an approval is somebody else than who asked.
    actor: textAt(body, "user", "username"),
    actorId: textAt(body, "user", "id"),
    labels,
    ...relabelled,
    title: textAt(issue, "title"),
    server: serverLabel(labels),
  };
}

function titlesOf(labels: readonly unknown[]): readonly string[] {
  return labels.flatMap((label) => textAt(label, "title") ?? []);
}

interface Relabelled {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Labels that this change set and took away. Without the lists from before and after it cannot be told which. */
function labelsOf(body: JsonObject): Relabelled {
  const [before, after] = ["previous", "current"].map((key) => valueAt(body, "changes", "labels", key));
  if (!Array.isArray(before) || !Array.isArray(after)) return { added: [], removed: [] };
  const [had, has] = [titlesOf(before), titlesOf(after)];
  return {
    added: has.filter((label) => !had.includes(label)),
    removed: had.filter((label) => !has.includes(label)),
  };
}

/**
 * GitLab numbers no changes either: what happened and when. Labelling counts, as it does for GitHub, and says which labels:
 * that one is set beside an older "approved" approves nothing.
 */
function transition(body: JsonObject, { added, removed }: Relabelled, eventId: string): string | null {
  const issue = valueAt(body, "object_attributes");
  const action = textAt(issue, "action") ?? "";
  const when = textAt(issue, "updated_at") ?? eventId;
  if (MOVES.includes(action)) return `${action}:${when}`;
  if (added.length > 0) return `labeled:${added.join(",")}:${when}`;
  return removed.length > 0 ? `unlabeled:${removed.join(",")}:${when}` : null;
}
