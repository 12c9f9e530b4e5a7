import { eventTimeMs } from "./event-time.ts";
import { headerValue } from "./header-values.ts";
import { type JsonObject, listAt, textAt, valueAt } from "./json-path.ts";
import { type Delivery, type Parser, PONG, webhookDraft } from "./parser.ts";
import { serverLabel } from "./server-label.ts";

const MOVES = ["opened", "closed", "reopened"];
const LABELLING = ["labeled", "unlabeled"];

/**
 * GitHub: issues become tickets, a ping is answered, the rest is handed on as it came. The kind of an event stands
 * in a header that is not signed, so the signed body has to look like that kind too.
 */
export const parseGithub: Parser = (delivery) => {
  const { body } = delivery;
  if (textAt(body, "zen") !== null && valueAt(body, "hook_id") !== undefined) return PONG;
  if (!isIssueEvent(delivery)) return webhookDraft(delivery);
  const repository = textAt(body, "repository", "full_name");
  const number = textAt(body, "issue", "number");
  if (repository === null || number === null) {
    return { kind: "unsupported", detail: "repository.full_name and issue.number: are needed" };
  }
  const key = `${repository}#${number}`;
  return {
    kind: "event",
    draft: {
      type: "ticket.updated",
      id: delivery.eventId,
      timeMs: eventTimeMs(valueAt(body, "issue", "updated_at")),
      subject: key,
      data: ticket(delivery, key, repository),
    },
  };
};

function isIssueEvent({ body, headers }: Delivery): boolean {
  return (
    headerValue(headers, "x-github-event") === "issues" &&
    textAt(body, "action") !== null &&
    valueAt(body, "issue") !== undefined &&
    valueAt(body, "comment") === undefined
  );
}

function ticket({ body }: Delivery, key: string, project: string): JsonObject {
  const action = textAt(body, "action");
  const label = textAt(body, "label", "name");
  const labels = listAt(body, "issue", "labels").flatMap((label) => textAt(label, "name") ?? []);
  const status = textAt(body, "issue", "state");
  return {
    key,
    ...(status !== null && { status }),
    transition: transition(body),
    action,
    label,
    added: action === "labeled" && label !== null ? [label] : [],
    project,
    // Names may be given up and taken by somebody else; numbers stay.
    requester: textAt(body, "issue", "user", "login"),
    requesterId: textAt(body, "issue", "user", "id"),
    // Who made this change, which for an approval is somebody else than who asked.
    actor: textAt(body, "sender", "login"),
    actorId: textAt(body, "sender", "id"),
    labels,
    title: textAt(body, "issue", "title"),
    server: serverLabel(labels),
  };
}

/**
 * GitHub numbers no changes, so a change is named by what it did and when. Labelling counts as one: with two states
 * only, a label is how an issue says "approved". The id of a delivery is not signed and cannot stand in for the time.
 */
function transition(body: JsonObject): string | null {
  const action = textAt(body, "action") ?? "";
  const when = textAt(body, "issue", "updated_at");
  if (when === null) return null;
  if (MOVES.includes(action)) return `${action}:${when}`;
  return LABELLING.includes(action) ? `${action}:${textAt(body, "label", "name")}:${when}` : null;
}
