import { parseCommand } from "../../lib/core/chat/parse-command.ts";
import { WORDS } from "../../lib/core/chat/words.ts";
import { CHAT_WORDS, type ChatWord, LANGUAGES } from "../../lib/domain/chat.ts";

/** Yields numbers in [0, 1). */
type Random = () => number;

const below = (random: Random, end: number) => Math.floor(random() * end);
const oneOf = <Item>(random: Random, items: readonly Item[], otherwise: Item): Item =>
  items[below(random, items.length)] ?? otherwise;

/** What commands are made of, in both languages, with what people and forgers write between. */
const PARTS: readonly string[] = [
  ...CHAT_WORDS,
  ...["停止", "启动", "批准", "拒绝", "确认", "状态", "保留", "重装", "帮助", "因为", "直到"],
  ...["for", "until", "because", "with", "key", "yes", "ok", "please", "not", "don't"],
  ...["2h", "90m", "0h", "-1h", "1e9h", "2026-05-12T09:00:00Z", "tomorrow", "18:00"],
  ...["nb-1", "prod/notebook/nb-1", "vision-anna-eval", "run-1", "deadbeef", "DEADBEEF", "../../etc"],
  ...["name=x", "volume.capacity=50", "admin_pass=x", "__proto__.x=1", "constructor=1", "a.b.c.d.e.f=1"],
  ...['"', "'", "“", "”", "\\", "`", "\u0000", "\u200b", "\u202e", "\ud800", "😀", "\n", "\t", " ", "=", ","],
];

function textOf(random: Random): string {
  const length = below(random, 12);
  const parts = Array.from({ length }, () => oneOf(random, PARTS, ""));
  const text = parts.join(oneOf(random, [" ", " ", " ", "", "  ", "\u3000"], " "));
  return random() < 0.02 ? text.repeat(200) : text;
}

/** Words by which something that waits is let happen: nothing may be one of them that is not written out whole. */
const CONSENT: readonly string[] = ["approve", "confirm"];

/** Whether a text begins with the word itself, behind nothing but blanks, signs without width and quotes. */
function isFirst(word: ChatWord, text: string): boolean {
  const words = [
    ...LANGUAGES.map((language) => WORDS[language][word]),
    ...(word === "rebuild" ? ["reinstall"] : []),
  ];
  const begin = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/^[\s\p{P}\u200b`]+/u, "");
  return words.some((one) => begin.startsWith(one));
}

/** What is broken about the reading of a text; `undefined`: nothing. */
function problemOf(text: string): string | undefined {
  const parsed = parseCommand(text);
  if (!parsed.ok) return undefined;
  const { word, names, options } = parsed;
  if (!CHAT_WORDS.includes(word)) return `${word} is no word`;
  if (!isFirst(word, text)) return `${word} does not stand first`;
  if (names.length > 1) return `${names.length} machines`;
  if (JSON.stringify(options).includes('pass":')) return "a password";
  if (!CONSENT.includes(word)) return undefined;
  const isWhole = options.run !== undefined && /^[0-9a-f]{8,64}$/.test(options.code ?? "");
  if (!isWhole) return `${word} without a run and a code`;
  return text.toLowerCase().includes(options.code ?? "?")
    ? undefined
    : `${word} with a code that nobody wrote`;
}

/** How a run of texts went. */
export interface ChatFuzzResult {
  readonly texts: number;
  /** How many of them were commands: a reader that takes nothing for one proves nothing. */
  readonly commands: number;
  readonly broken: readonly string[];
}

/** Reads texts that somebody could say in a chat: none may break the reader, and none may pass for a consent. */
export function playChat(random: Random, texts: number): ChatFuzzResult {
  const broken: string[] = [];
  let commands = 0;
  for (let number = 0; number < texts && broken.length < 20; number += 1) {
    const text = textOf(random);
    try {
      if (parseCommand(text).ok) commands += 1;
      const problem = problemOf(text);
      if (problem !== undefined)
        broken.push(`text ${number}: ${problem}: ${JSON.stringify(text.slice(0, 120))}`);
    } catch (error) {
      broken.push(`text ${number}: thrown: ${String(error)}: ${JSON.stringify(text.slice(0, 120))}`);
    }
  }
  return { texts, commands, broken };
}
