/** Longest regular expression that is accepted. */
export const PATTERN_CHARACTERS_MAX = 256;

/** An escape, a character class, a bracket, a repetition without an upper limit, or anything else. */
const TOKENS = /\\.|\[(?:\\.|[^\]\\])*\]|[()]|[*+]|\{\d+,\}|[\s\S]/gu;
const ENDLESS = /^(?:[*+]|\{\d+,\})/;

/** Whether a group that repeats without limit contains something that does too, as in `(a+)+`. */
function hasNestedRepeat(pattern: string): boolean {
  /** For each open group, outermost first: whether something in it repeats without limit. */
  const groups: boolean[] = [];
  let justClosed = false;
  for (const [token] of pattern.matchAll(TOKENS)) {
    const repeats = ENDLESS.test(token);
    if (repeats && justClosed) return true;
    justClosed = token === ")" && groups.pop() === true;
    if (token === "(") groups.push(false);
    else if (repeats) groups.fill(true);
  }
  return false;
}

/**
 * What is wrong with a regular expression, or `null`. Besides broken ones, those are refused that can take
 * exponential time: they run over names and tickets that other people write.
 */
export function checkPattern(pattern: string, flags: "" | "u" = "u"): string | null {
  if (pattern.length > PATTERN_CHARACTERS_MAX) {
    return `is longer than ${PATTERN_CHARACTERS_MAX} characters`;
  }
  try {
    new RegExp(pattern, flags);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return `is not a regular expression: ${text.replace("Invalid regular expression: ", "")}`;
  }
  return hasNestedRepeat(pattern)
    ? "repeats something that repeats itself, as in (a+)+; that can take for ever on some names"
    : null;
}
