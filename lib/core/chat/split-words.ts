/** One word of a text; a quoted one may hold blanks. */
export interface Token {
  readonly text: string;
  readonly quoted: boolean;
  /** Where the text goes on behind it. */
  readonly end: number;
}

const QUOTES = "\"'`";

/** Parameters quote behind their sign: `name="my notebook"`. */
const WORD = /[^\s"'`=]+=(?:"[^"]*"|'[^']*'|`[^`]*`)|[^\s"'`]+/y;

/** The token at a place that is no blank; `null` for a quote that is not closed, or one in the middle of a word. */
function tokenAt(text: string, at: number): Token | null {
  const quote = text.charAt(at);
  if (QUOTES.includes(quote)) {
    const close = text.indexOf(quote, at + 1);
    const end = close + 1;
    const endsThere = end === text.length || text.charAt(end) === " ";
    return close > 0 && endsThere ? { text: text.slice(at + 1, close), quoted: true, end } : null;
  }
  WORD.lastIndex = at;
  const found = WORD.exec(text)?.[0] ?? "";
  const end = at + found.length;
  return end === text.length || text.charAt(end) === " " ? { text: found, quoted: false, end } : null;
}

/**
 * The words of a text whose blanks are single spaces, each with its place, so that what comes behind one can be taken as
 * it stands. Behind a word of `until` nothing is split any more: a reason may hold whatever it likes. `null`: a quote is
 * not closed.
 */
export function splitWords(text: string, until: readonly string[]): readonly Token[] | null {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    if (text.charAt(at) === " ") {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at);
    if (token === null) return null;
    tokens.push(token);
    if (!token.quoted && until.includes(token.text.toLowerCase())) break;
    at = token.end;
  }
  return tokens;
}
