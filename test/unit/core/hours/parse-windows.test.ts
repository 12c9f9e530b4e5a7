import { describe, expect, it } from "vitest";
import { parseWindows } from "../../../../lib/core/hours/parse-windows.ts";

function problemOf(text: string) {
  const parsed = parseWindows(text);
  if (parsed.ok) throw new Error(`${text} was accepted`);
  return parsed;
}

function windowsOf(text: string) {
  const parsed = parseWindows(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.windows.map(({ days, time }) => ({ days, time }));
}

const weekdays = (...days: number[]) => ({ kind: "weekdays", days });

describe("windows that can be read", () => {
  it("name days, times, or both, separated by commas", () => {
    expect(windowsOf("Mon-Fri 20:00-07:00, Sat-Sun")).toEqual([
      { days: [weekdays(1, 2, 3, 4, 5)], time: { fromMinute: 1_200, toMinute: 420 } },
      { days: [weekdays(6, 7)], time: null },
    ]);
    expect(windowsOf("12:00-13:00")).toEqual([{ days: [], time: { fromMinute: 720, toMinute: 780 } }]);
  });

  it("may name several days, full names, and ranges over the end of the week", () => {
    expect(windowsOf("mon WED Friday 20:00-22:00")[0]?.days).toEqual([weekdays(1), weekdays(3), weekdays(5)]);
    expect(windowsOf("Fri-Mon")[0]?.days).toEqual([weekdays(5, 6, 7, 1)]);
  });

  it("may ask the calendar, and count days of a month", () => {
    expect(windowsOf("workday 07:00-20:00, free, holiday").map(({ days }) => days)).toEqual([
      [{ kind: "workday" }],
      [{ kind: "free" }],
      [{ kind: "holiday" }],
    ]);
    expect(windowsOf("1st Mon 02:00-04:00, last Fri, workday -1, workday 3").map(({ days }) => days)).toEqual(
      [
        [{ kind: "nth-weekday", weekday: 1, nth: 1 }],
        [{ kind: "nth-weekday", weekday: 5, nth: -1 }],
        [{ kind: "nth-workday", nth: -1 }],
        [{ kind: "nth-workday", nth: 3 }],
      ],
    );
  });

  it("take 24:00 as the end of a day, the same as an end of 00:00 on the next", () => {
    expect(windowsOf("Mon 20:00-24:00")[0]?.time).toEqual({ fromMinute: 1_200, toMinute: 1_440 });
    expect(windowsOf("Mon 00:00-24:00")[0]?.time).toEqual({ fromMinute: 0, toMinute: 1_440 });
    expect(windowsOf("Mon 20:00-00:00")[0]?.time).toEqual({ fromMinute: 1_200, toMinute: 0 });
  });
});

describe("windows that cannot be read", () => {
  it.each([
    ["Mon 24:00-07:00", 4, "24:00 is the end of a day, so no window begins then"],
    ["Mon 20:00-24:01", 10, '"24:01" is not a time of the day'],
    ["Mon 20:00-07:60", 10, '"07:60" is not a time of the day'],
    ["Mon 8pm-7:00", 4, '"8pm" is not a time of the day'],
    ["Mon 20:00-20:00", 10, "it ends when it begins, at 20:00"],
    ["Mon 20:00", 4, '"20:00" is not a span of time'],
    ["Mon-Fri 20:00-07:00, Sta-Sun", 21, '"Sta-Sun" is neither a day nor a time'],
    ["Mon 07:00-08:00 Tue", 16, 'nothing may stand after the times, not "Tue"'],
    ["Mon,,Tue", 4, "there is no window here"],
    ["Mon, ", 4, "there is no window here"],
    ["1st 02:00-04:00", 0, "1st needs one day of the week after it"],
    ["last workday", 5, "last needs one day of the week after it"],
    ["workday 0", 8, "there is no workday 0 of a month"],
    ["workday -24", 8, "there is no workday -24 of a month"],
    ["6th Mon", 0, '"6th" is neither a day nor a time'],
  ])("are told with their place: %s", (text, offset, message) => {
    const problem = problemOf(text);
    expect(problem).toMatchObject({ offset, message });
    expect(problem.hint).not.toBe("");
  });

  it("get a guess where a word is nearly right", () => {
    expect(problemOf("workdy 07:00-20:00").hint).toBe('did you mean "workday"?');
  });

  it("are at most fifty", () => {
    expect(parseWindows(Array(50).fill("Mon").join(",")).ok).toBe(true);
    expect(problemOf(Array(51).fill("Mon").join(",")).offset).toBe(200);
  });
});
