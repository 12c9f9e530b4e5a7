import { didYouMean } from "../nearest-name.ts";
import { type DaySpec, WEEKDAYS } from "./window.ts";
import type { WindowsProblem, Word } from "./windows-problem.ts";

const FULL_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const ORDINALS = ["1st", "2nd", "3rd", "4th", "5th"];
/** A month has never more worked days than that. */
const WORKDAYS_MAX = 23;
const WORDS = [...WEEKDAYS, "workday", "holiday", "free", "last", ...ORDINALS];

/** The days of a window, or what is wrong with them. */
type ParsedDays =
  | { readonly ok: true; readonly days: readonly DaySpec[] }
  | ({ readonly ok: false } & WindowsProblem);

type ParsedDay = { readonly day: DaySpec; readonly words: number } | WindowsProblem;

function weekdayOf(text: string): number | undefined {
  const word = text.toLowerCase();
  const index = FULL_NAMES.findIndex((name) => name === word || name.slice(0, 3) === word);
  return index === -1 ? undefined : index + 1;
}

/** `Fri-Mon` goes over the end of the week. */
function daysBetween(first: number, last: number): readonly number[] {
  const count = ((last - first + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => ((first - 1 + index) % 7) + 1);
}

function unknownWord({ text, offset }: Word): WindowsProblem {
  const shown = JSON.stringify(text.slice(0, 40));
  const hint =
    didYouMean(text, WORDS) ?? "write Mon to Sun, workday, holiday, free, 1st Mon, last Fri or times";
  return { message: `${shown} is neither a day nor a time`, offset, hint };
}

function nthWeekday(first: Word, second: Word | undefined): ParsedDay {
  const weekday = second && weekdayOf(second.text);
  const word = first.text.toLowerCase();
  if (weekday === undefined) {
    const message = `${first.text} needs one day of the week after it`;
    return { message, offset: second?.offset ?? first.offset, hint: `for example ${word} Mon` };
  }
  const nth = word === "last" ? -1 : ORDINALS.indexOf(word) + 1;
  return { day: { kind: "nth-weekday", weekday, nth }, words: 2 };
}

function workday(next: Word | undefined): ParsedDay {
  if (next === undefined || !/^-?\d+$/.test(next.text)) return { day: { kind: "workday" }, words: 1 };
  const nth = Number(next.text);
  if (nth !== 0 && Math.abs(nth) <= WORKDAYS_MAX) return { day: { kind: "nth-workday", nth }, words: 2 };
  return {
    message: `there is no workday ${next.text.slice(0, 20)} of a month`,
    offset: next.offset,
    hint: `workday 1 is the first of a month, workday -1 the last; at most ${WORKDAYS_MAX}`,
  };
}

function weekdays(word: Word): ParsedDay {
  const [from = "", to = from, ...rest] = word.text.split("-");
  const first = weekdayOf(from);
  const last = weekdayOf(to);
  if (first === undefined || last === undefined || rest.length > 0) return unknownWord(word);
  return { day: { kind: "weekdays", days: daysBetween(first, last) }, words: 1 };
}

function parseDay(first: Word, next: Word | undefined): ParsedDay {
  const word = first.text.toLowerCase();
  if (word === "last" || ORDINALS.includes(word)) return nthWeekday(first, next);
  if (word === "workday") return workday(next);
  if (word === "holiday" || word === "free") return { day: { kind: word }, words: 1 };
  return weekdays(first);
}

/** Reads the days of a window, of which any one will do: `Mon Wed Fri`, `1st Mon`, `workday -1`. */
export function parseDays(words: readonly Word[]): ParsedDays {
  const days: DaySpec[] = [];
  for (let at = 0; at < words.length; ) {
    const first = words[at];
    if (first === undefined) break;
    const parsed = parseDay(first, words[at + 1]);
    if ("message" in parsed) return { ok: false, ...parsed };
    days.push(parsed.day);
    at += parsed.words;
  }
  return { ok: true, days };
}
