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
    expect(window).toEqual({ fromMs: NOW - hours * HOUR, toMs: NOW, periodS, expected });
  });

  it("expects at least one point of a very short window", () => {
    expect(windowOf({ nowMs: NOW, windowMs: 300_000 }).expected).toBe(1);
  });

  it("lets the busiest of several GPUs decide, and the one with the fewest points tell what is known", () => {
    const window = windowOf({ nowMs: NOW, windowMs: HOUR });
    const gpu = (values: readonly number[], endMs: number) => ({
      signal: "gpu" as const,
      from: "AGT.ECS gpu_usage_gpu",
      ...sumUp(values, {
        value: (value) => value,
        atMs: (value) => endMs - (values.length - 1 - values.indexOf(value)) * 300_000,
      }),
    });
    const [measured, ...others] = measurementsOf([gpu([1, 2, 3], NOW), gpu([90], NOW - 600_000)], window);
    expect(others).toEqual([]);
    expect(measured).toMatchObject({ signal: "gpu", max: 90, points: 1, newestAtMs: NOW - 600_000 });
  });

  it("knows nothing of a series without points", () => {
    const window = windowOf({ nowMs: NOW, windowMs: HOUR });
    const nothing = sumUp([Number.NaN], { value: (value) => value, atMs: () => NOW });
    expect(nothing.points).toBe(0);
    expect(measurementsOf([{ signal: "cpu", from: "AOM", ...nothing }], window)).toEqual([]);
  });
});
