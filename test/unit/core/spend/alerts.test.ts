import { describe, expect, it } from "vitest";
import { dueAlerts, thresholdsOf } from "../../../../lib/core/spend/alerts.ts";
import { createMeter } from "../../../../lib/core/spend/meter.ts";
import { projectSpend } from "../../../../lib/core/spend/project-spend.ts";
import type { Budget } from "../../../../lib/domain/budget.ts";
import { AutomationEvent } from "../../../../lib/domain/event.ts";
import type { PriceBook } from "../../../../lib/domain/prices.ts";
import type { BudgetSpend } from "../../../../lib/domain/spend.ts";
import { policy } from "../../../fixtures/policies.ts";
import { HOUR, NOW, notebook } from "../../../fixtures/resources.ts";

const DAY = 86_400_000;
const budget: Budget = {
  ...{ name: "vision", amount: 1_000, currency: "EUR", per: "month", zone: "UTC", scope: null },
  levels: [0.8, 0.5],
};

const book: PriceBook = {
  ...{ version: 1, currency: "EUR", source: "example", flavors: { "modelarts.vm.gpu.p100": 3 } },
};

/** Thursday noon, the 15th: half of the month is over. */
function spend(overrides: Partial<BudgetSpend> = {}): BudgetSpend {
  return { ...createMeter(budget, undefined, NOW).total(), days: [], ...overrides };
}

const marks = (of: BudgetSpend, thresholds = [0.5, 0.8, 0.9]) =>
  dueAlerts(budget, of, thresholds).map(({ mark }) => mark);

describe("thresholds of a budget", () => {
  it("are its levels and what policies wait for, each once, the softest first", () => {
    const waiting = [
      policy({ on: { kind: "budget", budget: "vision", at: 0.9 } }),
      policy({ on: { kind: "budget", budget: "vision", at: 0.8 } }),
      policy({ on: { kind: "budget", budget: "speech", at: 0.7 } }),
      policy(),
    ];
    expect(thresholdsOf(budget, waiting)).toEqual([0.5, 0.8, 0.9]);
  });
});

describe("an alert", () => {
  it("is due for every share that is reached, exactly reached included", () => {
    expect(marks(spend({ amount: 799.99 }))).toEqual(["0.5 actual"]);
    expect(marks(spend({ amount: 800 }))).toEqual(["0.5 actual", "0.8 actual"]);
  });

  it("is given once in a round", () => {
    expect(marks(spend({ amount: 800, alerted: ["0.5 actual", "0.8 actual"] }))).toEqual([]);
  });

  it("rests on the bill where that says more than our own clock", () => {
    const reported = { amount: 900, until: "2026-01-14", readAtMs: NOW };
    expect(marks(spend({ amount: 100, reported }))).toEqual(["0.5 actual", "0.8 actual", "0.9 actual"]);
  });

  it("is a forecast for what will be reached at this pace, and another one when it is", () => {
    const days: BudgetSpend["days"] = [[NOW - 2 * DAY, 25, DAY]];
    expect(marks(spend({ amount: 450, days }))).toEqual(["0.5 forecast", "0.8 forecast"]);
    expect(marks(spend({ amount: 510, days, alerted: ["0.5 forecast", "0.8 forecast"] }))).toEqual([
      "0.5 actual",
      "0.9 forecast",
    ]);
  });

  it("is no forecast of what was reached before, when a bill that was corrected says less again", () => {
    const days: BudgetSpend["days"] = [[NOW - 2 * DAY, 25, DAY]];
    expect(marks(spend({ amount: 450, days, alerted: ["0.5 actual"] }))).toEqual(["0.8 forecast"]);
  });

  it("carries what was reported, what our clock says, what is to come and how far off it may be", () => {
    const reported = { amount: 600, until: "2026-01-14", readAtMs: NOW };
    const of = spend({ amount: 812.345, errorBand: 3.456, reported, days: [[NOW - 2 * DAY, 10, DAY]] });
    const [alert] = dueAlerts(budget, of, [0.8]);
    expect(alert?.event).toMatchObject({
      id: "vision/2026-01/0.8/actual",
      source: "budgets",
      data: {
        ...{ budget: "vision", period: "2026-01", at: 0.8, kind: "actual", currency: "EUR" },
        ...{ budgetAmount: 1_000, thresholdAmount: 800, ownClock: 812.35, reported: 600 },
        ...{ reportedUntil: "2026-01-14", projected: 977.35, errorBand: 3.46 },
      },
    });
    expect(alert?.event.subject).toBe(
      "vision 2026-01: 80 % of 1000.00 EUR reached; own clock 812.35; billed 600.00 up to 2026-01-14; by the end 977.35; give or take 3.46",
    );
    expect(AutomationEvent.safeParse(alert?.event).success).toBe(true);
  });
});

describe("an alert in one line", () => {
  it("says what is not known", () => {
    const [alert] = dueAlerts(budget, spend({ amount: 500 }), [0.5]);
    expect(alert?.event.subject).toContain("no bill read; by the end not known yet");
    const reported = { amount: 0, until: null, readAtMs: NOW };
    const [billed] = dueAlerts(budget, spend({ amount: 500, reported }), [0.5]);
    expect(billed?.event.subject).toContain("billed 0.00, no day of it is in yet");
    const [early] = dueAlerts(budget, spend({ amount: 499, days: [[NOW - 2 * DAY, 24, DAY]] }), [0.5]);
    expect(early?.event.subject).toContain("50 % of 1000.00 EUR to be reached");
  });
});

describe("a projection", () => {
  it("needs a whole day", () => {
    expect(projectSpend(spend({ amount: 10, days: [[NOW - DAY, 10, DAY - 1]] }), budget)).toBeNull();
  });

  it("is not made of hours that were bridged and not looked at", () => {
    // Up for an hour when the meter begins, half way through the month.
    const meter = createMeter(budget, undefined, NOW);
    meter.add(notebook({ createdAtMs: 0, updatedAtMs: NOW - HOUR }), book);
    expect(meter.total().amount).toBeCloseTo(3, 8);
    expect(projectSpend(meter.total(), budget)).toBeNull();
  });

  it("begins at the bill where that says more than our own clock", () => {
    const reported = { amount: 600, until: "2026-01-14", readAtMs: NOW };
    const of = spend({ amount: 100, reported, days: [[NOW - 2 * DAY, 0, DAY]] });
    expect(projectSpend(of, budget)).toBe(600);
  });

  it("goes on with working days like working days and week-ends like week-ends", () => {
    // Sunday the 11th cost nothing, Monday the 12th 24; 12 working days and 4 free ones and a half are to come.
    const monday = Date.UTC(2026, 0, 12);
    const days: BudgetSpend["days"] = [
      [monday - DAY, 0, DAY],
      [monday, 24, DAY],
    ];
    const weekendsToCome = 5;
    const workingToCome = 16.5 - weekendsToCome;
    expect(projectSpend(spend({ amount: 100, days }), budget)).toBeCloseTo(100 + workingToCome * 24, 8);
  });
});
