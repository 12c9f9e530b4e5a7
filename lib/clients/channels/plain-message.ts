import type { LinkedNotice } from "./linked-notice.ts";
import { type Form, type Passage, passagesOf } from "./passages.ts";

/** A message of text alone, one passage below the other. */
export interface PlainMessage {
  /** Title of the first passage. */
  readonly subject: string;
  readonly text: string;
}

function plain({ title, text, links }: Passage): string {
  const ways = links.map(({ label, url }) => `${label}: ${url}`);
  return [title, text, ...ways].filter((part) => part !== "").join("\n");
}

/** Notices as plain text within the limits of a form. */
export function plainMessage(
  notices: readonly LinkedNotice[],
  form: Form,
  write: (passage: Passage) => string = plain,
  between = "\n\n",
): PlainMessage {
  const { passages, more } = passagesOf(notices, form);
  const parts = [...passages.map(write), ...(more === null ? [] : [more])];
  return { subject: passages[0]?.title ?? "", text: parts.join(between) };
}
