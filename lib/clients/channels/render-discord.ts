import { discordCharacter } from "../../core/chat/discord-text.ts";
import { type LinkedNotice, markdownLink } from "./linked-notice.ts";
import { type Form, type Passage, passagesOf, toneOf } from "./passages.ts";

/** Ten embeds hold 6,000 characters together, and the text of each 4,096. */
const FORM: Form = {
  ...{ written: discordCharacter, sizeMax: 5_500, passageMax: 4_000, titleMax: 250, passagesMax: 10 },
};
/** A message has five rows of five buttons; the id of each holds 100 characters. */
const ROW = 5;
const ROWS_MAX = 5;
const CUSTOM_ID_MAX = 100;
const COLOURS = { bad: 0xcc3333, doubtful: 0xe0a030, good: 0x339966, plain: 0x5865f2 } as const;
const STYLES = { plain: 2, primary: 1, danger: 4 } as const;

function rowsOf(passages: readonly Passage[]): readonly unknown[] {
  const buttons = passages.flatMap((passage) => passage.buttons);
  const rows = Array.from({ length: Math.ceil(buttons.length / ROW) }, (_, row) =>
    buttons.slice(row * ROW, (row + 1) * ROW),
  );
  return rows.map((row) => ({
    type: 1,
    components: row.map(({ label, command, style }) => ({
      ...{ type: 2, style: STYLES[style], label, custom_id: command },
    })),
  }));
}

/** Only one button of a message may carry a command; the second one is written out. */
function withButtons(): Form {
  const taken = new Set<string>();
  return {
    ...FORM,
    buttonsMax: ROW,
    carries: (command) => {
      if (command.length > CUSTOM_ID_MAX || taken.has(command) || taken.size >= ROW * ROWS_MAX) return false;
      taken.add(command);
      return true;
    },
  };
}

/**
 * Notices as a message of Discord. `buttons`: answers to interactions have them; a channel's own webhook leaves them out,
 * and commands are written out.
 */
export function renderDiscord(
  notices: readonly LinkedNotice[],
  { buttons = false }: { readonly buttons?: boolean } = {},
): object {
  const { passages, more } = passagesOf(notices, buttons ? withButtons() : FORM);
  const rows = rowsOf(passages);
  return {
    // Whatever the texts hold, nobody is called.
    allowed_mentions: { parse: [] },
    ...(more === null ? {} : { content: more }),
    embeds: passages.map(({ kind, title, text, links }) => ({
      title,
      description: [text, ...links.map(markdownLink)].filter((part) => part !== "").join("\n"),
      color: COLOURS[toneOf(kind)],
    })),
    ...(rows.length === 0 ? {} : { components: rows }),
  };
}
