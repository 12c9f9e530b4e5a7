import { describe, expect, it } from "vitest";
import { createMeasuredOver } from "../../../../lib/core/backtest/measured-over.ts";
import { createSignalColumns, putSignals } from "../../../../lib/core/backtest/signal-columns.ts";

const HOUR_MS = 3_600_000;
const LAST = 1_000;

/** Hours before the last one, newest first, with the points that a frame counted in each. */
function over(points: readonly number[], windowHours: number) {
  const columns = createSignalColumns(24);
  for (const [ago, count] of points.entries())
    if (count > 0) putSignals(columns, 3, LAST - ago, [["cpu", 2 + ago, count, 10, (LAST - ago) * HOUR_MS]]);
  return createMeasuredOver(columns)(3, { hour: LAST, windowMs: windowHours * HOUR_MS, lookbackMs: 0 });
}

const isEnough = ([found]: ReturnType<typeof over>) =>
  found !== undefined && found.points >= 0.8 * (found.expected ?? Number.NaN);

describe("measurements put together from the frames of hours", () => {
  it("are the largest value, all points, and the newest moment", () => {
    expect(over([12, 12, 12, 12], 4)).toEqual([
      { signal: "cpu", max: 5, points: 48, expected: 48, newestAtMs: LAST * HOUR_MS, from: "the log" },
    ]);
  });

  it("do not make four hours of three, though a frame counts the points on both of its edges", () => {
    expect(isEnough(over([13, 13, 13, 13], 4))).toBe(true);
    expect(isEnough(over([13, 13, 13, 0], 4))).toBe(false);
    expect(isEnough(over([13, 0], 2))).toBe(false);
    expect(isEnough(over([13], 1))).toBe(true);
  });

  it("ask the same share of a log of an older version, which expects ten of twelve points", () => {
    const columns = createSignalColumns(24);
    const told = (expected: number) => {
      putSignals(columns, expected, LAST, [["cpu", 1, 12, expected, LAST * HOUR_MS]]);
      putSignals(columns, expected, LAST - 1, [["cpu", 1, 7, expected, (LAST - 1) * HOUR_MS]]);
      return createMeasuredOver(columns)(expected, { hour: LAST, windowMs: 2 * HOUR_MS, lookbackMs: 0 });
    };
    expect(told(10)).toEqual(told(12));
    expect(isEnough(told(10))).toBe(false);
  });

  it("are none where nothing was measured within the window", () => {
    expect(over([0, 0, 0, 12], 3)).toEqual([]);
  });

  it("are the same where one record serves for all machines, with what is looked back at", () => {
    const columns = createSignalColumns(24);
    const wanted = { hour: LAST, windowMs: 2 * HOUR_MS, lookbackMs: HOUR_MS };
    for (const machine of [0, 1]) {
      for (const ago of [0, 1, 2].slice(machine))
        putSignals(columns, machine, LAST - ago, [["gpu", machine + ago, 12, 10, LAST * HOUR_MS]]);
    }
    const again = createMeasuredOver(columns);
    const first = structuredClone(again(0, wanted));
    expect(first).toMatchObject([{ signal: "gpu", max: 1, peaks: { pieceMs: HOUR_MS, max: [0, 1, 2] } }]);
    expect(again(1, wanted)).toMatchObject([{ max: 2, peaks: { max: [Number.NaN, 2, 3] } }]);
    expect(again(0, wanted)).toEqual(createMeasuredOver(columns)(0, wanted));
    expect(again(0, wanted)).toEqual(first);
  });
});
