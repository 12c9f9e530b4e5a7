/** Characters that move the cursor, end the line or turn the direction of what follows. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Combining marks and joiners take no cell of their own. */
const NO_CELL = /^[\p{Mn}\p{Me}\u200b-\u200f]$/u;

/** Characters of East Asian scripts and pictures take two cells. */
const TWO_CELLS =
  /^(?:[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]|\p{Emoji_Presentation})$/u;

/**
 * Text as it may be printed on one line. The log holds texts of tickets and clouds, and none of them may steer the
 * terminal of whoever reads it.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, " ");
}

function cellsOf(char: string): number {
  if (NO_CELL.test(char)) return 0;
  return TWO_CELLS.test(char) ? 2 : 1;
}

/** How many cells of a terminal a text takes. */
export function widthOf(text: string): number {
  // Most texts are plain ASCII, and there is nothing to look up then.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += cellsOf(char);
  return width;
}

/** The beginning of a text that fits into so many cells, with an ellipsis where something was left out. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  let room = width - 1;
  for (const char of text) {
    room -= cellsOf(char);
    if (room < 0) break;
    kept += char;
  }
  return `${kept}…`;
}
