import type { AutomationEvent } from "../../domain/event.ts";
import type { ValueExpression } from "../value-expression.ts";
import { transitionOf } from "./transition-of.ts";

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

function idIn(value: unknown): string | null {
  const user = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return user !== "" && user.length <= USER_CHARS_MAX ? user : null;
}

function userIn(event: AutomationEvent, expression: ValueExpression | null): string | null {
  if (expression === null || !TOLD_OF_PEOPLE.includes(event.type)) return null;
  const read = expression.read(event.data);
  return read.ok ? idIn(read.value) : null;
}

/**
 * The id of whoever asked, as the ticketing system names its users. `null`: the source does not tell, or this event of
 * it does not; nobody is then taken for the requester.
 */
export function requesterOf(event: AutomationEvent, rulebook: Sources): string | null {
  return userIn(event, rulebook.peopleOf(event.source).requester);
}

/**
 * The ids of everybody who stands behind a ticket and so does not agree to it: its requester, and whoever wrote it
 * (`creator`). The reporter of a Jira issue can be changed by whoever edits it, its creator by nobody.
 */
export function askersOf(event: AutomationEvent, rulebook: Sources): readonly string[] {
  const creator = event.type === "ticket.updated" ? idIn(event.data["creator"]) : null;
  const askers = [requesterOf(event, rulebook), creator];
  return [...new Set(askers.filter((user) => user !== null))];
}

/**
 * The id of whoever agreed in the ticket itself. Only what moves the ticket says so: an edit or a comment is told with the
 * same state, and its author has agreed to nothing. Somebody who asked does not agree to it as well, so that both being
 * the same is nobody's approval.
 */
export function approverOf(event: AutomationEvent, rulebook: Sources): string | null {
  if (transitionOf(event) === null) return null;
  const approver = userIn(event, rulebook.peopleOf(event.source).approver);
  return approver !== null && askersOf(event, rulebook).includes(approver) ? null : approver;
}
