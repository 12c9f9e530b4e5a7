import { describe, expect, it } from "vitest";
import { measurementsOf, sumUp, windowOf } from "../../../../lib/clients/target/window.ts";

const HOUR = 3_600_000;
const NOW = 1_700_000_000_000;

describe("a window of measurements", () => {
  it.each([
    [2, 300, 22],
    [24, 300, 286],
    [25, 1_200, 74],
    [72, 1_200, 215],
    [240, 3_600, 239],
    [720, 14_400, 179],
  ])("of %i hours asks for points of %i s and expects %i", (hours, periodS, expected) => {
    const window = windowOf({ nowMs: NOW, windowMs: hours * HOUR });
    const fromMs = NOW - hours * HOUR;
    expect(window).toMatchObject({ fromMs, sinceMs: fromMs, toMs: NOW, periodS, expected, pieces: 0 });
  });

  it("expects at least one point of a very short window", () => {
    expect(windowOf({ nowMs: NOW, windowMs: 300_000 }).expected).toBe(1);
  });

  it("lets the busiest of several GPUs decide, and the one with the fewest points tell what is known", () => {
    const window = windowOf({ nowMs: NOW, windowMs: HOUR });
    const gpu = (values: readonly number[], endMs: number) => ({
      signal: "gpu" as const,
      from: "AGT.ECS gpu_usage_gpu",
      ...sumUp(
        values,
        {
          value: (value) => value,
          atMs: (value) => endMs - (values.length - 1 - values.indexOf(value)) * 300_000,
        },
        window,
      ),
    });
    const [measured, ...others] = measurementsOf([gpu([1, 2, 3], NOW), gpu([90], NOW - 600_000)], window);
    expect(others).toEqual([]);
    expect(measured).toMatchObject({ signal: "gpu", max: 90, points: 1, newestAtMs: NOW - 600_000 });
  });

  it("knows nothing of a series without points", () => {
    const window = windowOf({ nowMs: NOW, windowMs: HOUR });
    const nothing = sumUp([Number.NaN], { value: (value) => value, atMs: () => NOW }, window);
    expect(nothing.points).toBe(0);
    expect(measurementsOf([{ signal: "cpu", from: "AOM", ...nothing }], window)).toEqual([]);
  });

  it.each([
    [2, 90, 300, 15, 14],
    [1, 90, 300, 15, 10],
    [24, 90, 1_200, 20, 77],
    [168, 90, 3_600, 60, 170],
  ])(
    "of %i hours that looks %i min further back is told in pieces between which it begins",
    (hours, minutes, periodS, pieceMinutes, pieces) => {
      const lookbackMs = minutes * 60_000;
      const window = windowOf({ nowMs: NOW, windowMs: hours * HOUR, lookbackMs });
      expect(window).toMatchObject({ fromMs: NOW - hours * HOUR - lookbackMs, periodS, pieces });
      expect(window.pieceMs).toBe(pieceMinutes * 60_000);
      expect((hours * HOUR) % window.pieceMs).toBe(0);
    },
  );

  it("counts only its own points, and tells of the time before it by its peaks alone", () => {
    const window = windowOf({ nowMs: NOW, windowMs: HOUR, lookbackMs: HOUR });
    const points = Array.from({ length: 24 }, (_, at) => ({ atMs: NOW - (24 - at) * 300_000, value: at }));
    const read = {
      value: (point: { value: number }) => point.value,
      atMs: (point: { atMs: number }) => point.atMs,
    };
    const summed = sumUp(points, read, window);
    expect(summed).toMatchObject({ points: 12, max: 23, newestAtMs: NOW - 300_000 });
    expect(summed.peaks).toEqual([23, 21, 18, 15, 12, 9, 6, 3]);
    const [measured] = measurementsOf([{ signal: "cpu", from: "AOM", ...summed }], window);
    expect(measured).toMatchObject({ windowMs: HOUR, peaks: { pieceMs: 900_000, max: summed.peaks } });
  });

  it("counts several points of one period once, so that finer points do not hide a gap", () => {
    const window = windowOf({ nowMs: NOW, windowMs: HOUR });
    const minutes = [...new Array(60).keys()].map((minute) => NOW - (59 - minute) * 60_000);
    const read = {
      value: (atMs: number) => (atMs === NOW - 7 * 60_000 ? 9 : 1),
      atMs: (atMs: number) => atMs,
    };
    expect(sumUp(minutes, read, window)).toMatchObject({ points: 12, max: 9, newestAtMs: NOW });
    expect(sumUp(minutes.slice(30), read, window).points).toBe(6);
  });

  it("knows no peak of a piece without points", () => {
    const window = windowOf({ nowMs: NOW, windowMs: HOUR, lookbackMs: HOUR });
    const summed = sumUp([NOW], { value: () => 3, atMs: (atMs) => atMs }, window);
    expect(summed.peaks).toEqual([3, ...new Array(7).fill(Number.NaN)]);
  });
});
