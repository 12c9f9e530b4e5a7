import type { Language } from "../../domain/chat.ts";
import type { Notice, NoticeButton } from "../../domain/notice.ts";

/** Lines of an answer; who wants more asks for one machine. */
const LINES_MAX = 40;
const LINE_CHARS_MAX = 1_000;
const TITLE_CHARS_MAX = 300;
const BUTTONS_MAX = 10;
const LABEL_CHARS_MAX = 75;
const COMMAND_CHARS_MAX = 1_000;

/** What is said back. */
export interface AnswerParts {
  readonly language: Language;
  readonly title: string;
  /** Default: none. */
  readonly lines?: readonly string[];
  /** Default: none. */
  readonly buttons?: readonly { readonly label: string; readonly command: string }[];
  readonly run: string;
  /** What programs read. Default: nothing. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

function clipped(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join("")}…`;
}

/** A button whose command would not fit does nothing that it says, so it is left out. */
function buttonsOf(buttons: NonNullable<AnswerParts["buttons"]>): Notice["buttons"] {
  return buttons
    .filter(({ command }) => command.length <= COMMAND_CHARS_MAX)
    .slice(0, BUTTONS_MAX)
    .map(({ label, command }): NoticeButton => {
      return { label: clipped(label, LABEL_CHARS_MAX), command, style: "plain" };
    });
}

/** The answer to something that was said, within what every platform shows. */
export function answerNotice({
  language,
  title,
  lines = [],
  buttons = [],
  run,
  facts = {},
}: AnswerParts): Notice {
  return {
    ...{ kind: "answer", language, run, facts: { ...facts } },
    title: clipped(title.replace(/\s+/g, " "), TITLE_CHARS_MAX),
    lines: lines.slice(0, LINES_MAX).map((line) => clipped(line, LINE_CHARS_MAX)),
    buttons: buttonsOf(buttons),
  };
}
