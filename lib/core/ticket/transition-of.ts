import type { AutomationEvent } from "../../domain/event.ts";

/**
 * What tells one move of a matter from every other one, as the signed body names it: Jira's changelog, GitHub's and GitLab's
 * change, the `transition` of a ticket in our own form. `null`: nothing moved (somebody edited or commented), or the
 * sender does not tell. Written as text every object would be the same transition, so only what names one counts.
 */
export function transitionOf({ type, data }: AutomationEvent): string | null {
  if (type !== "ticket.updated" && type !== "webhook.received") return null;
  const { transition } = data;
  if (typeof transition === "number") return String(transition);
  return typeof transition === "string" && transition.trim() !== "" ? transition : null;
}
