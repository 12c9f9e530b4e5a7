import { parseDays } from "./parse-days.ts";
import { parseTime, type TimeProblem } from "./parse-time.ts";
import type { Window } from "./window.ts";
import type { WindowsProblem, Word } from "./windows-problem.ts";

/** Most windows of one text. */
const WINDOWS_MAX = 50;

/** The windows of a text, or the first thing that is wrong with it. */
export type ParsedWindows =
  | { readonly ok: true; readonly windows: readonly Window[] }
  | ({ readonly ok: false } & WindowsProblem);

function wordsOf(part: string, offset: number): readonly Word[] {
  return [...part.matchAll(/\S+/g)].map((match) => ({ text: match[0], offset: offset + match.index }));
}

type ParsedWindow =
  | { readonly ok: true; readonly window: Window }
  | ({ readonly ok: false } & WindowsProblem);

function parseWindow(words: readonly Word[], offset: number): ParsedWindow {
  const timed = words.findIndex(({ text }) => /\d:/.test(text));
  const time = timed === -1 ? undefined : words[timed];
  const after = timed === -1 ? undefined : words[timed + 1];
  if (after) {
    return {
      ok: false,
      message: `nothing may stand after the times, not ${JSON.stringify(after.text)}`,
      offset: after.offset,
      hint: "windows are separated by commas, for example Mon-Fri 12:00-13:00, Mon-Fri 20:00-07:00",
    };
  }
  const days = parseDays(timed === -1 ? words : words.slice(0, timed));
  if (!days.ok) return days;
  const span = time === undefined ? null : parseTime(time.text);
  if (span !== null && "message" in span) return { ok: false, ...placed(span, time?.offset ?? offset) };
  return { ok: true, window: { days: days.days, time: span, offset } };
}

function placed({ message, hint, at }: TimeProblem, offset: number): WindowsProblem {
  return { message, hint, offset: offset + at };
}

/**
 * Reads windows such as `Mon-Fri 20:00-07:00, Sat-Sun`, `workday 07:00-20:00`, `1st Mon 02:00-04:00`. They are separated
 * by commas; each names days, times, or both.
 */
export function parseWindows(text: string): ParsedWindows {
  const windows: Window[] = [];
  let offset = 0;
  for (const part of text.split(",")) {
    const words = wordsOf(part, offset);
    const at = words[0]?.offset ?? offset;
    if (words.length === 0) {
      const hint = "for example Mon-Fri 20:00-07:00, Sat-Sun";
      return { ok: false, message: "there is no window here", offset: Math.min(at, text.length), hint };
    }
    const parsed = parseWindow(words, at);
    if (!parsed.ok) return parsed;
    windows.push(parsed.window);
    offset += part.length + 1;
  }
  if (windows.length <= WINDOWS_MAX) return { ok: true, windows };
  const message = `at most ${WINDOWS_MAX} windows, not ${windows.length}`;
  return { ok: false, message, offset: windows[WINDOWS_MAX]?.offset ?? 0, hint: "name ranges of days" };
}
