import type { Config } from "../../domain/config.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import { type Identity, identityText } from "../../domain/identity.ts";
import { requesterOf, type TicketPeople } from "../ticket/people-of-ticket.ts";

/** What of a rulebook tells people apart. */
export interface PeopleBook {
  readonly config: Pick<Config, "sources" | "teams">;
  peopleOf(source: string): TicketPeople;
}

/** A slash stands between workspace and user: nobody's own id may look like both. */
function idPart(text: string): string {
  return text.replaceAll("/", "%2F");
}

/** `by` of an order that a chat message became is written as an identity is: with the source before it. */
function askedBy(source: string, by: string | undefined): string {
  const prefix = identityText({ source, user: "" });
  return by?.startsWith(prefix) ? by.slice(prefix.length) : (by?.trim() ?? "");
}

function userOf(event: AutomationEvent, book: PeopleBook): string {
  switch (event.type) {
    case "chat.message": {
      const { team, user } = event.data;
      return team === null ? idPart(user) : `${idPart(team)}/${idPart(user)}`;
    }
    case "action.request":
      return askedBy(event.source, event.data.by);
    default:
      return requesterOf(event, book) ?? "";
  }
}

/**
 * Whether what stands before the slash of an id is a workspace. Only chats put one there: in a ticket `guest/anna` is
 * another account than `anna`.
 */
export function isInWorkspace({ type, source, data }: AutomationEvent): boolean {
  if (type === "chat.message") return true;
  return type === "action.request" && data.by?.startsWith(identityText({ source, user: "" })) === true;
}

/** An id alone, for sources whose `people` do not name the workspace. */
function withoutTeam(user: string): string {
  return user.slice(user.indexOf("/") + 1);
}

/**
 * The person behind the id of a source. Names of people are never ids: an id that nobody has mapped, and that is in no
 * team, is a person of its own, so that somebody who calls himself like an owner is not taken for him.
 */
function personOf(
  { source, user }: Pick<Identity, "source" | "user">,
  ids: readonly string[],
  { config }: PeopleBook,
): string {
  const people = config.sources.find(({ name }) => name === source)?.people ?? {};
  const mapped = ids.find((id) => Object.hasOwn(people, id));
  if (mapped !== undefined) return people[mapped] ?? mapped;
  const teams = Object.values(config.teams);
  // Whom the source knows under another id is not also whoever chose that name for an account here.
  const known = new Set(Object.values(people));
  const member = ids.find((id) => !known.has(id) && teams.some(({ members }) => members.includes(id)));
  return member ?? identityText({ source, user });
}

/** Whoever types at the machine that holds the credentials, or puts something into its inbox, is known there by name. */
const BUILT_IN: readonly string[] = ["cli", "inbox"];

/** The identity behind an id that a source has proven. `ids`: under which it may be known. Default: itself alone. */
export function identified(
  source: string,
  user: string,
  book: PeopleBook,
  ids: readonly string[] = [user],
): Identity {
  const person = BUILT_IN.includes(source) ? user : personOf({ source, user }, ids, book);
  const teams = Object.entries(book.config.teams)
    .filter(([, { members }]) => members.includes(person))
    .map(([name]) => name);
  return { source, user, person, teams };
}

/**
 * Who asked, as the source of the event proved it: the one place that tells. A rulebook is a {@link PeopleBook}. `user` and
 * `person` are empty where the event tells of nobody: a clock, an alarm, a ticket without requester.
 */
export function identityOf(event: AutomationEvent, book: PeopleBook): Identity {
  const user = userOf(event, book);
  if (user === "") return { source: event.source, user, person: "", teams: [] };
  return identified(event.source, user, book, isInWorkspace(event) ? [user, withoutTeam(user)] : [user]);
}

/** Whether `people` and `teams` say nothing of somebody: whoever is taken out of them has no name here any more. */
export function isStranger(identity: Identity): boolean {
  return identity.person === "" || identity.person === identityText(identity);
}
