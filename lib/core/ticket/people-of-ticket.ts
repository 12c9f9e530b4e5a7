import type { AutomationEvent } from "../../domain/event.ts";
import type { ValueExpression } from "../value-expression.ts";

/** Who asked and who agreed, as the source's own expressions read it out of its tickets; `null`: it does not tell. */
export interface TicketPeople {
  readonly requester: ValueExpression | null;
  readonly approver: ValueExpression | null;
}

/** A source that tells nothing. */
export const TICKET_OF_NOBODY: TicketPeople = { requester: null, approver: null };

/** What of a rulebook is needed. */
interface Sources {
  peopleOf(source: string): TicketPeople;
}

/** Longest id of a user. */
const USER_CHARS_MAX = 256;

/** Kinds of events that a source sends about a matter of its own, in which people stand. */
const TOLD_OF_PEOPLE: readonly AutomationEvent["type"][] = ["ticket.updated", "webhook.received"];

function userIn(event: AutomationEvent, expression: ValueExpression | null): string | null {
  if (expression === null || !TOLD_OF_PEOPLE.includes(event.type)) return null;
  const read = expression.read(event.data);
  if (!read.ok) return null;
  const { value } = read;
  const user = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return user !== "" && user.length <= USER_CHARS_MAX ? user : null;
}

/**
 * The id of whoever asked, as the ticketing system names its users. `null`: the source does not tell, or this event of
 * it does not; nobody is then taken for the requester.
 */
export function requesterOf(event: AutomationEvent, rulebook: Sources): string | null {
  return userIn(event, rulebook.peopleOf(event.source).requester);
}

/**
 * The id of whoever agreed in the ticket itself. Somebody who asked does not agree to it as well, so that both being the
 * same is nobody's approval.
 */
export function approverOf(event: AutomationEvent, rulebook: Sources): string | null {
  const approver = userIn(event, rulebook.peopleOf(event.source).approver);
  return approver !== null && approver === requesterOf(event, rulebook) ? null : approver;
}
