import { describe, expect, it } from "vitest";
import { measurementsOf, PERCENT_MOST, sumUp, windowOf } from "../../../../lib/clients/target/window.ts";
import { describeEvidence } from "../../../../lib/core/describe-verdict.ts";
import { judgeIdle } from "../../../../lib/core/idle.ts";
import type { Measurement } from "../../../../lib/domain/facts.ts";
import { policy } from "../../../fixtures/policies.ts";
import { notebook } from "../../../fixtures/resources.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 15, 12);

describe("a window of measurements", () => {
  it.each([
    [2, 300, 24],
    [24, 300, 288],
    [25, 1_200, 75],
    [72, 1_200, 216],
    [240, 3_600, 240],
    [720, 14_400, 180],
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
    const nothing = sumUp([NOW - 2 * HOUR], { value: () => 90, atMs: (atMs) => atMs }, window);
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

  it("counts no more points than the window is long, however the query falls between them", () => {
    const window = windowOf({ nowMs: NOW, windowMs: HOUR });
    const read = { value: () => 1, atMs: (atMs: number) => atMs };
    for (const shiftMs of [0, 1, 150_000, 299_999]) {
      const times = Array.from({ length: 14 }, (_, back) => NOW - back * 300_000 - shiftMs);
      const { points } = sumUp(times, read, window);
      expect(points).toBeLessThanOrEqual(window.expected);
      expect(points).toBeGreaterThanOrEqual(window.expected - 1);
      expect(sumUp([...times, ...times].toReversed(), read, window).points).toBe(points);
    }
  });
});

const PLAIN = { name: "c", gpu: 0, npu: 0, vcpus: 8 };
const EIGHT = { name: "x8", gpu: 8, npu: 0, vcpus: 64 };

interface Told {
  readonly signal?: Measurement["signal"];
  readonly device?: string;
  readonly value: number | ((minute: number) => number);
  /** The first and the last point, minutes ago. */
  readonly minutes?: readonly [number, number];
}

/** What two hours of such series come to, with points every five minutes. */
function judged(told: readonly Told[], { flavor = PLAIN, windowMs = 2 * HOUR } = {}) {
  const window = windowOf({ nowMs: NOW, windowMs, lookbackMs: 1.5 * HOUR });
  const series = told.map(({ signal = "cpu", device, value, minutes: [from, to] = [211, 6] }) => {
    const times = Array.from({ length: Math.floor((from - to) / 5) + 1 }, (_, at) => from - 5 * at);
    const read = {
      value: (minute: number) => (typeof value === "number" ? value : value(minute)),
      atMs: (minute: number) => NOW - minute * 60_000,
      ...(signal !== "network" && { most: PERCENT_MOST }),
    };
    const own = { signal, from: "AOM", ...(device !== undefined && { device }) };
    return { ...own, ...sumUp(times, read, window) };
  });
  return judgeIdle({
    resource: notebook({ flavor }),
    measurements: measurementsOf(series, window),
    thresholds: policy().idleThresholds,
    ...{ windowMs, graceMs: HOUR / 2, nowMs: NOW },
  });
}

const CPU: Told = { value: 1 };

/** Series of so many accelerators from that one on. */
function gpus(count: number, told: Partial<Told> = {}, from = 0): readonly Told[] {
  return Array.from({ length: count }, (_, at) => ({
    ...{ signal: "gpu" as const, device: String(from + at), value: 0 },
    ...told,
  }));
}

describe("a machine with eight GPUs", () => {
  const of = (told: readonly Told[], flavor = EIGHT) => judged([CPU, ...told], { flavor });

  it("is idle when all of them rest, each by itself or told as one", () => {
    expect(of(gpus(8)).reason).toBe("idle");
    expect(of([{ signal: "gpu", value: 0 }]).reason).toBe("idle");
  });

  it.each([
    ["one reports", gpus(1)],
    ["seven report", gpus(7)],
    ["seven report no number", [...gpus(1), ...gpus(7, { value: Number.NaN }, 1)]],
    ["seven fell silent at work", [...gpus(1), ...gpus(7, { value: 99, minutes: [210, 125] }, 1)]],
    ["one of them is told of eight times", gpus(8, { device: "0" })],
    ["they have a series without a name", gpus(1, { device: "" })],
  ])("is not known to be idle where %s", (_what, told) => {
    expect(of(told).reason).toBe("no-evidence");
  });

  it("is busy by one of them, whatever the others do", () => {
    expect(of([...gpus(1, { value: 40 })]).reason).toBe("busy");
  });

  it("is not idle on a part of those that were seen, where the flavor does not tell how many there are", () => {
    const silent = gpus(1, { value: 0, minutes: [210, 125] }, 1);
    for (const gpu of [null, 1]) {
      const flavor = { ...EIGHT, gpu: gpu as number };
      expect(of(gpus(2), flavor).reason).toBe("idle");
      expect(of([...gpus(1), ...silent], flavor).reason).toBe("no-evidence");
    }
  });

  it("says how many are missing", () => {
    const vote = of(gpus(2)).evidence.find(({ signal }) => signal === "gpu");
    expect(vote?.says).toBe("stale");
    expect(vote && describeEvidence(vote)).toBe("0 % (limit 1, 23 of 24 points, only 2 of 8 GPUs, AOM)");
  });
});

describe("figures that cannot be", () => {
  const reasonOf = (value: Told["value"]) => judged([{ value }]).reason;

  it.each([
    ["below zero", -1],
    ["no number", Number.NaN],
    ["endless below", Number.NEGATIVE_INFINITY],
    ["endless", Number.POSITIVE_INFINITY],
    ["more than there can be", 250],
  ])("are no rest: %s", (_what, value) => {
    const { reason, evidence } = judged([{ value }]);
    expect(reason).toBe("no-evidence");
    expect(evidence[0]).toMatchObject({ signal: "cpu", says: "stale" });
    expect(evidence.map(describeEvidence)[0]).toMatch(/^no points that count \(23 points /);
    expect(judged([CPU, ...gpus(8, { value })], { flavor: EIGHT }).reason).toBe("no-evidence");
  });

  it("are left out below zero, and few of them leave enough", () => {
    expect(reasonOf((minute) => (minute < 30 ? -1 : 1))).toBe("no-evidence");
    const few = judged([{ value: (minute) => (minute === 51 ? -1 : 1) }]);
    expect(few.reason).toBe("idle");
    expect(few.evidence.map(describeEvidence)[0]).toBe(
      "1 % (limit 5, 22 of 24 points, 1 point left out: below zero, no number or in the future, AOM)",
    );
  });

  it("cast doubt on all the others above what there can be, in the window alone", () => {
    const one = (at: number, value: number) => reasonOf((minute) => (minute === at ? value : 1));
    for (const value of [Number.POSITIVE_INFINITY, 4_000, 101.1]) {
      expect(one(51, value)).toBe("no-evidence");
      expect(one(201, value)).toBe("idle");
    }
    expect(one(51, 100.6)).toBe("busy");
  });

  it("are work that ended, where too high ones end before the window", () => {
    expect(reasonOf((minute) => (minute > 121 ? 180 : 1))).toBe("busy");
  });

  it("are not made up for by another series of the same signal", () => {
    expect(judged([CPU, { value: -1 }]).reason).toBe("no-evidence");
  });
});

describe("points of the future", () => {
  it.each([
    ["of the next hours", [-6, -301]],
    ["of the next day", [-1_310, -1_440]],
  ] as const)("are no evidence: %s", (_what, minutes) => {
    expect(judged([{ value: 1, minutes }]).reason).toBe("no-evidence");
  });

  it("count where the cloud's clock is ahead by no more than a period", () => {
    expect(judged([{ value: 1, minutes: [211, -4] }]).reason).toBe("idle");
  });
});

describe("the share of a window that has to be known", () => {
  /** The fewest five-minute points, the newest of them four minutes old, on which a machine counts as idle. */
  const fewest = (minutes: number) => {
    const counts = Array.from({ length: minutes / 5 }, (_, at) => at + 1);
    return counts.find((count) => {
      const told: Told = { value: 1, minutes: [count * 5 - 1, 4] };
      return judged([told], { windowMs: minutes * 60_000 }).reason === "idle";
    });
  };

  it.each([
    [10, 2],
    [15, 3],
    [30, 5],
    [60, 10],
    [120, 20],
  ])("of %i minutes is four fifths of the whole of it: %i points", (minutes, count) => {
    expect(fewest(minutes)).toBe(count);
  });

  it.each([30, 60, 120, 240])("leaves room for points that are late: %i minutes", (minutes) => {
    const late: Told = { value: 1, minutes: [210 + minutes, 9] };
    expect(judged([late], { windowMs: minutes * 60_000 }).reason).toBe("idle");
  });

  it.each([60, 120, 240])("leaves room for points that are two periods late: %i minutes", (minutes) => {
    const late: Told = { value: 1, minutes: [210 + minutes, 14] };
    expect(judged([late], { windowMs: minutes * 60_000 }).reason).toBe("idle");
  });
});
