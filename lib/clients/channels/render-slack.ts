import type { Notice } from "../../domain/notice.ts";
import { type Form, type Passage, passagesOf } from "./passages.ts";

/** The three characters that Slack reads as the beginning of something: a mention is `<!channel>` or `<@U1>`. */
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const escaped = (character: string) => ENTITIES[character] ?? character;

/** A section holds 3,000 characters, a message 50 blocks; three of them make a passage. */
const FORM: Form = {
  ...{ written: escaped, sizeMax: 12_000, passageMax: 2_950, titleMax: 300, passagesMax: 15, buttonsMax: 10 },
  carries: (command) => command.length <= 2_000,
};
/** What a notification shows of a message. */
const FALLBACK_MAX = 3_000;

/** `verbatim`: Slack is not to find links, channels and people in it by itself. */
const markdown = (text: string) => ({ type: "mrkdwn", text, verbatim: true });

function sectionText({ title, text }: Passage): string {
  return text === "" ? `*${title}*` : `*${title}*\n${text}`;
}

function blocksOf(passage: Passage, place: number): readonly unknown[] {
  const section = { type: "section", text: markdown(sectionText(passage)) };
  if (passage.buttons.length === 0) return [section];
  const elements = passage.buttons.map(({ label, command, style }, index) => ({
    type: "button",
    text: { type: "plain_text", text: label, emoji: false },
    action_id: `curfew-${place + 1}-${index + 1}`,
    value: command,
    ...(style === "plain" ? {} : { style }),
  }));
  return [section, { type: "actions", elements }];
}

/** Notices as a message of Slack: `text` for notifications, blocks with buttons for the channel. */
export function renderSlack(notices: readonly Notice[]): {
  readonly text: string;
  readonly blocks: readonly unknown[];
} {
  const { passages, more } = passagesOf(notices, FORM);
  const blocks = passages.flatMap((passage, place) => [
    ...(place === 0 ? [] : [{ type: "divider" }]),
    ...blocksOf(passage, place),
  ]);
  const rest = more === null ? [] : [{ type: "section", text: markdown(more) }];
  const text = passages.map(({ title }) => title).join("\n");
  return {
    text: text.length <= FALLBACK_MAX ? text : (passages[0]?.title ?? ""),
    blocks: [...blocks, ...rest],
  };
}
