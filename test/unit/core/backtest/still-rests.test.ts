import { expect, it } from "vitest";
import { createHourColumns } from "../../../../lib/core/backtest/hour-columns.ts";
import { createSignalColumns, putSignals, SIGNALS } from "../../../../lib/core/backtest/signal-columns.ts";
import { hoursOfWork } from "../../../../lib/core/backtest/still-rests.ts";
import type { SeenSignal } from "../../../../lib/domain/frame.ts";
import { policy } from "../../../fixtures/policies.ts";

const HOUR_MS = 3_600_000;
const LAST = 1_000;
const CPU = 1 << SIGNALS.indexOf("cpu");
const BOTH = CPU | (1 << SIGNALS.indexOf("gpu"));

/** Twelve hours of rest, the signals of each by how long ago it was, judged idle for two hours twelve hours ago. */
function restsSince(namesAt: (ago: number) => readonly SeenSignal[0][], bits: number, points = 12) {
  const idle = policy({ idleMs: 2 * HOUR_MS, graceMs: 0 });
  const signals = createSignalColumns(48);
  const machines = [{ resource: { flavor: { name: "any", gpu: 1, npu: 0, vcpus: 8 } } }];
  const hours = hoursOfWork(idle, signals, createHourColumns(signals, idle.idleThresholds, machines));
  for (let ago = 12; ago >= 0; ago -= 1) {
    const told = namesAt(ago).map((name): SeenSignal => [name, 0.4, points, 10, (LAST - ago) * HOUR_MS]);
    putSignals(signals, 0, LAST - ago, told);
  }
  const now = { hour: LAST, nowMs: LAST * HOUR_MS, actionsS: 0 };
  return hours.restsSince({ index: 0, version: 1, hours: 2, bits }, LAST - 12, now);
}

it("lets a window show rest by itself, whatever was before it", () => {
  expect(restsSince((ago) => (ago > 3 ? ["cpu"] : ["cpu", "gpu"]), BOTH)).toBe(true);
});

it("lets no window show rest that tells of other signals than the one that was judged", () => {
  expect(restsSince((ago) => (ago > 3 ? ["cpu", "gpu"] : ["cpu"]), BOTH)).toBe(false);
  expect(restsSince((ago) => (ago > 3 ? ["cpu", "gpu"] : ["cpu"]), CPU)).toBe(true);
});

it("lets no window show rest that holds too few points by itself, unless it always held so few", () => {
  expect(restsSince((ago) => (ago > 3 ? ["cpu"] : ["cpu", "gpu"]), BOTH, 9)).toBe(false);
  expect(restsSince(() => ["cpu", "gpu"], BOTH, 9)).toBe(true);
});
