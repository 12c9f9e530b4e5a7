import { type LinkedNotice, markdownLink } from "./linked-notice.ts";
import type { Form } from "./passages.ts";
import { plainMessage } from "./plain-message.ts";

/** `<@userid>` calls somebody and `<font>` paints; no escape is documented, so the signs are written wide. */
const WIDE: Readonly<Record<string, string>> = { "<": "＜", ">": "＞", "[": "［", "]": "］", "`": "｀" };

/** Markdown of a robot holds 4,096 bytes. */
const FORM: Form = {
  ...{ unit: "bytes", sizeMax: 3_800, titleMax: 300, passagesMax: 8 },
  written: (character) => WIDE[character] ?? character,
};

/** Notices as a Markdown message of a WeCom group robot. It has no buttons: commands are written out. */
export function renderWecom(notices: readonly LinkedNotice[]): object {
  const { text } = plainMessage(notices, FORM, ({ title, text: lines, links }) =>
    [`**${title}**`, lines, ...links.map(markdownLink)].filter((part) => part !== "").join("\n"),
  );
  return { msgtype: "markdown", markdown: { content: text } };
}
