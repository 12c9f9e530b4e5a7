import type { AutomationEvent } from "../../domain/event.ts";
import type { AccessBook } from "../access/access-book.ts";

/** Longest reason that a hold keeps. */
const WHY_CHARS_MAX = 300;

/** Who asks for an exception, and why. */
export interface AskedFor {
  readonly by?: string;
  readonly why: string;
}

/** Why somebody asked, in the words of the ticket or the chat, so that whoever finds the hold finds where it came from. */
function whyOf({ source, data }: AutomationEvent): string {
  const told = new Map(Object.entries(data));
  const [key, title] = [told.get("key"), told.get("summary") ?? told.get("title") ?? told.get("text")];
  const ticket = typeof key === "string" ? `${source} ${key}` : source;
  return (typeof title === "string" && title !== "" ? `${ticket}: ${title}` : ticket).slice(0, WHY_CHARS_MAX);
}

/** Who asks for an exception by an event that is no order, and why; nobody where the event tells of nobody. */
export function askedIn(event: AutomationEvent, { access }: { readonly access: AccessBook }): AskedFor {
  const { person } = access.identity(event);
  return { ...(person === "" ? {} : { by: person }), why: whyOf(event) };
}
