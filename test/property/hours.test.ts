import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WEEKDAYS } from "../../lib/core/hours/window.ts";
import type { Hours } from "../../lib/domain/hours.ts";
import { viewOf } from "../unit/core/hours/hours-of.ts";

const DAY = 86_400_000;
const ZONES = [
  "UTC",
  "Europe/Berlin",
  "Asia/Shanghai",
  "America/New_York",
  "Pacific/Chatham",
  "Africa/Cairo",
];

const MINUTE_OF_DAY = fc.integer({ min: 0, max: 1_439 });
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const TIMES = fc
  .tuple(MINUTE_OF_DAY, MINUTE_OF_DAY)
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => `${clock(from)}-${clock(to)}`);
const WEEKDAY = fc.constantFrom(...WEEKDAYS);
const DAYS = fc.oneof(
  WEEKDAY,
  fc.tuple(WEEKDAY, WEEKDAY).map((pair) => pair.join("-")),
  fc.tuple(fc.constantFrom("1st", "3rd", "last"), WEEKDAY).map((pair) => pair.join(" ")),
  fc.constantFrom("workday", "free", "workday 2", "workday -1"),
);
const WINDOW = fc.oneof(
  DAYS,
  TIMES,
  fc.tuple(DAYS, TIMES).map((pair) => pair.join(" ")),
);
const TEXT = fc.array(WINDOW, { minLength: 1, maxLength: 3 }).map((windows) => windows.join(", "));
const KEY = fc.constantFrom("off", "on" as const);
/** Around changes of the clock in both halves of the year. */
const FROM = fc
  .tuple(fc.constantFrom(Date.UTC(2026, 2, 26), Date.UTC(2026, 9, 23), Date.UTC(2026, 5, 1)), fc.nat(DAY))
  .map(([day, ms]) => day + ms);

const wanted = (key: string, text: string, zones: readonly string[]) => {
  const parts: Partial<Hours> = { [key]: text, zones: [...zones] };
  const { wanted: table } = viewOf(parts);
  if (!table) throw new Error("no windows");
  return table;
};

describe("hours", () => {
  it("two zones commute, and want a machine on exactly while one of them does", () => {
    fc.assert(
      fc.property(
        KEY,
        TEXT,
        fc.constantFrom(...ZONES),
        fc.constantFrom(...ZONES),
        FROM,
        (key, text, a, b, from) => {
          const [both, turned] = [wanted(key, text, [a, b]), wanted(key, text, [b, a])];
          const [first, second] = [wanted(key, text, [a]), wanted(key, text, [b])];
          for (let at = from; at < from + 5 * DAY; at += 37 * 60_000 + 11) {
            expect(both.at(at)).toBe(turned.at(at));
            expect(both.at(at)).toBe(first.at(at) || second.at(at));
          }
          expect(both.edges(from, from + 5 * DAY)).toEqual(turned.edges(from, from + 5 * DAY));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("change exactly at the edges that are listed, and nowhere else", () => {
    fc.assert(
      fc.property(
        KEY,
        TEXT,
        fc.subarray(ZONES, { minLength: 1, maxLength: 2 }),
        FROM,
        (key, text, zones, from) => {
          const table = wanted(key, text, zones);
          const until = from + 5 * DAY;
          const edges = table.edges(from, until);
          for (const { atMs, holds } of edges) {
            expect(table.at(atMs)).toBe(holds);
            expect(table.at(atMs - 1)).toBe(!holds);
          }
          const change = (at: number) => edges.findLast(({ atMs }) => atMs <= at)?.holds ?? table.at(from);
          for (let at = from; at <= until; at += 53 * 60_000 + 7) expect(table.at(at)).toBe(change(at));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("are on exactly while the same windows are not off", () => {
    fc.assert(
      fc.property(TEXT, fc.constantFrom(...ZONES), FROM, (text, zone, from) => {
        const [off, on] = [wanted("off", text, [zone]), wanted("on", text, [zone])];
        for (let at = from; at < from + 4 * DAY; at += 61 * 60_000) expect(off.at(at)).toBe(!on.at(at));
      }),
      { numRuns: 40 },
    );
  });
});
