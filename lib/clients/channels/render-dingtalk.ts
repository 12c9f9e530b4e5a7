import { type LinkedNotice, markdownLink } from "./linked-notice.ts";
import { type Form, type Passage, passagesOf } from "./passages.ts";

/** What DingTalk reads as links, pictures or tags, in forms that only look like it: it has no escapes of its own. */
const WIDE: Readonly<Record<string, string>> = {
  "[": "［",
  "]": "］",
  "<": "＜",
  ">": "＞",
  "!": "！",
  "`": "｀",
};
const escaped = (character: string) => WIDE[character] ?? character;

/** A robot takes 20,000 bytes. */
const FORM: Form = { written: escaped, unit: "bytes", sizeMax: 12_000, titleMax: 300, passagesMax: 10 };

/** A line of its own, never a list, a heading or a quotation. */
const line = (text: string) => text.replace(/^[#>*+-]+/, (signs) => `\\${signs}`);

/** A link that says the command in the chat, as the person who follows it. */
function saying({ label, command }: { readonly label: string; readonly command: string }): string {
  const shown = [...label].map(escaped).join("");
  // Brackets would end the link too early.
  const content = encodeURIComponent(command).replace(/[()]/g, (sign) => (sign === "(" ? "%28" : "%29"));
  return `[${shown}](dtmd://dingtalkclient/sendMessage?content=${content})`;
}

function written({ title, text, buttons, links }: Passage): string {
  const lines = text.split("\n").filter((one) => one !== "");
  return [`**${title}**`, ...lines.map(line), ...buttons.map(saying), ...links.map(markdownLink)].join(
    "\n\n",
  );
}

/**
 * Notices as a Markdown message of DingTalk. `links`: in a conversation with our own robot, a link can say a command;
 * a group's custom robot hears nothing, and commands are written out.
 */
export function renderDingtalk(
  notices: readonly LinkedNotice[],
  { links = false }: { readonly links?: boolean } = {},
): object {
  const { passages, more } = passagesOf(notices, links ? { ...FORM, buttonsMax: 10 } : FORM);
  const text = [...passages.map(written), ...(more === null ? [] : [more])].join("\n\n");
  return {
    msgtype: "markdown",
    markdown: { title: passages[0]?.title ?? "", text },
    // Nobody is called by what a machine happens to be named.
    at: { atMobiles: [], atUserIds: [], isAtAll: false },
  };
}
