import { describe, expect, it } from "vitest";
import { createHourColumns } from "../../../../lib/core/backtest/hour-columns.ts";
import { createSignalColumns, putSignals } from "../../../../lib/core/backtest/signal-columns.ts";
import type { SeenSignal } from "../../../../lib/domain/frame.ts";
import { POLICY_DEFAULTS } from "../../../../lib/domain/policy.ts";

const HOUR_MS = 3_600_000;
const FIRST = 1_000;
const KEPT = 8;

const cpu = (hour: number, max: number, points = 12): readonly SeenSignal[] => [
  ["cpu", max, points, 10, hour * HOUR_MS],
];

/** The signals of one machine hour by hour, `null` for an hour without a frame, and what the columns say after it. */
function hoursOf(hours: readonly (readonly SeenSignal[] | null)[], { vcpus = 8, machine = 70 } = {}) {
  const signals = createSignalColumns(KEPT);
  const flavor = { name: "any", gpu: 0, npu: 0, vcpus };
  const machines = Array.from({ length: machine + 1 }, () => ({ resource: { flavor } }));
  const columns = createHourColumns(signals, POLICY_DEFAULTS.idleThresholds, machines);
  const say = (version = 1) => {
    const last = FIRST + hours.length - 1;
    columns.advance(machine, version, last);
    const ago = (hour: number | undefined) => (hour === undefined || hour < 0 ? null : last - hour);
    const { work, unrest, change, thin } = columns;
    return {
      ...{ work: ago(work[machine]), unrest: ago(unrest[machine]) },
      ...{ change: ago(change[machine]), thin: ago(thin[machine]) },
    };
  };
  const put = (hour: number, told: readonly SeenSignal[]) => putSignals(signals, machine, FIRST + hour, told);
  for (const [hour, told] of hours.entries()) if (told) put(hour, told);
  return { say, put };
}

const quiet = (count: number) => Array.from({ length: count }, (_, hour) => cpu(FIRST + hour, 0.4));

describe("what the hours of a machine come to", () => {
  it("tells how long ago it worked, and since when nothing is otherwise", () => {
    const hours = [...quiet(2), cpu(FIRST + 2, 60), ...quiet(5).slice(3), cpu(FIRST + 5, 0.4)];
    expect(hoursOf(hours).say()).toMatchObject({ work: 3, unrest: 3 });
  });

  it("takes an hour without a frame for unrest, and so the one after it, which cannot be compared", () => {
    const hours = [...quiet(2), null, ...quiet(6).slice(3)];
    expect(hoursOf(hours).say()).toEqual({ work: null, unrest: 2, change: 2, thin: 3 });
  });

  it("takes fewer points for a change, and too few of them for thin", () => {
    const less = cpu(FIRST + 4, 0.4, 9);
    const told = hoursOf([...quiet(4), less, ...quiet(7).slice(5)]).say();
    expect(told).toMatchObject({ work: null, change: 1, thin: 2 });
    expect(told.unrest).toBeGreaterThan(2);
  });

  it("forgets what is kept no longer", () => {
    expect(hoursOf([cpu(FIRST, 60), ...quiet(12).slice(1)]).say()).toMatchObject({ work: null });
  });

  it("holds work against the wider limit that a machine of one core may have", () => {
    const hours = [...quiet(2), cpu(FIRST + 2, 12), ...quiet(5).slice(3)];
    expect(hoursOf(hours).say()).toMatchObject({ work: 2, unrest: 2 });
    expect(hoursOf(hours, { vcpus: 1 }).say()).toMatchObject({ work: null, unrest: 2 });
  });

  it("looks again when an hour is told anew", () => {
    const { say, put } = hoursOf(quiet(5));
    expect(say().work).toBeNull();
    put(3, cpu(FIRST + 3, 80));
    expect(say()).toMatchObject({ work: 1, unrest: 1 });
  });
});
