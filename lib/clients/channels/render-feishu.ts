import type { LinkedNotice, NoticeLink } from "./linked-notice.ts";
import { type Form, passagesOf, toneOf } from "./passages.ts";

/** A robot takes 20 kB, structure around the texts included. */
const FORM: Form = { unit: "bytes", sizeMax: 12_000, titleMax: 300, passagesMax: 10 };
/** An app's card holds 30 kB, buttons and their commands included. */
const BUTTONS_FORM: Form = {
  ...{ ...FORM, sizeMax: 9_000, passagesMax: 5, buttonsMax: 5 },
  carries: (command) => Buffer.byteLength(command, "utf8") <= 300,
};
const COLOURS = { bad: "red", doubtful: "orange", good: "green", plain: "blue" } as const;
const STYLES = { plain: "default", primary: "primary", danger: "danger" } as const;

/** Plain text: nothing in it is read as `<at>` or as Markdown. */
const plain = (content: string) => ({ tag: "plain_text", content });

/** A button that opens an address; those of a robot's card may do so. */
const opening = ({ label, url }: NoticeLink) => ({
  ...{ tag: "button", text: plain(label), type: "default", url },
});

/**
 * Notices as a card of Feishu or Lark. Only cards of an app have buttons that answer; in those of a group robot,
 * commands are written out.
 */
export function renderFeishu(
  notices: readonly LinkedNotice[],
  { buttons = false }: { readonly buttons?: boolean } = {},
): object {
  const { passages, more } = passagesOf(notices, buttons ? BUTTONS_FORM : FORM);
  const [first] = passages;
  const elements = passages.flatMap((passage, place) => [
    ...(place === 0 ? [] : [{ tag: "hr" }, { tag: "div", text: plain(passage.title) }]),
    ...(passage.text === "" ? [] : [{ tag: "div", text: plain(passage.text) }]),
    ...(passage.links.length === 0 ? [] : [{ tag: "action", actions: passage.links.map(opening) }]),
    ...(passage.buttons.length === 0
      ? []
      : [
          {
            tag: "action",
            actions: passage.buttons.map(({ label, command, style }) => ({
              ...{ tag: "button", text: plain(label), type: STYLES[style], value: { command } },
            })),
          },
        ]),
  ]);
  return {
    config: { wide_screen_mode: true },
    header: { title: plain(first?.title ?? ""), template: COLOURS[toneOf(first?.kind ?? "answer")] },
    elements: [...elements, ...(more === null ? [] : [{ tag: "div", text: plain(more) }])],
  };
}
