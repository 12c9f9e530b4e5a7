import type { OutgoingMessage } from "../../ports/messenger.ts";
import type { Form } from "./passages.ts";
import { plainMessage } from "./plain-message.ts";

/** The smallest of the limits is Jira's: 32,767 characters. */
const FORM: Form = { sizeMax: 30_000, titleMax: 300, passagesMax: 30 };

/** Notices as plain text for a ticket, with the message's id below: a repeated comment is known by it. */
export function commentText({ id, notices }: Pick<OutgoingMessage, "id" | "notices">): string {
  return `${plainMessage(notices, FORM).text}\n\nCurfew message ${id}`;
}

/** Plain text as a document of Jira. Text nodes mean themselves: no mention and no macro comes of them. */
export function jiraDocument(text: string): object {
  const content = text.split("\n").map((line) => ({
    type: "paragraph",
    content: line === "" ? [] : [{ type: "text", text: line }],
  }));
  return { type: "doc", version: 1, content };
}

/**
 * Plain text as a block of code in Markdown: no mention, reference, quick action or picture comes of what a machine
 * happens to be named. The fence is longer than any within.
 */
export function fencedText(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** Plain text as work notes: `[code]` would show what follows as HTML. */
export function workNotes(text: string): string {
  return text.replace(/\[(?=\/?code\])/gi, "[ ");
}
