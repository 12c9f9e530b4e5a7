import { describe, expect, it } from "vitest";
import { businessKey } from "../../../../lib/core/business-key.ts";
import { matchPolicies } from "../../../../lib/core/match-policies.ts";
import { isRoundOver, nextPass } from "../../../../lib/core/spend/go-on.ts";
import type { Budget } from "../../../../lib/domain/budget.ts";
import { AutomationEvent } from "../../../../lib/domain/event.ts";
import type { Policy } from "../../../../lib/domain/policy.ts";
import type { Reason } from "../../../../lib/domain/reasons.ts";
import { budgetAlert, config, policy, rulebook } from "../../../fixtures/policies.ts";
import { MINUTE, NOW } from "../../../fixtures/resources.ts";

const vision: Budget = {
  ...{ name: "vision", amount: 100, currency: "EUR", per: "month", zone: "UTC", scope: null, levels: [] },
};
const on = { kind: "budget", budget: "vision", at: 0.9 } as const;
const brake = policy({ name: "brake", on });
const ours = { ...budgetAlert({ period: "2026-01" }), id: "vision/2026-01/0.9/actual", source: "budgets" };

const followed = (
  event: AutomationEvent,
  reason: Reason,
  policies: readonly Policy[] = [brake],
  nowMs = NOW,
) => {
  const reasons = { [reason]: 3 };
  const counts = [{ policy: "brake", act: 1, observe: 0, skip: 3, notMeant: 0, reasons }];
  const end = { config: config({ policies: [...policies], budgets: [vision] }), nowMs };
  return nextPass(event, { counts }, end);
};

describe("a pass that goes on with an alert", () => {
  it("is numbered, comes some minutes later, and is another wish than the pass before", () => {
    const second = followed(ours, "cap-percent");
    expect(AutomationEvent.parse(second)).toMatchObject({
      ...{ id: "vision/2026-01/0.9/actual/again/1", source: "budgets", type: "budget.alert" },
      data: { budget: "vision", period: "2026-01", at: 0.9, kind: "actual", again: 1 },
    });
    // Put off until its time is no further ahead than clocks may differ.
    expect(Date.parse(second?.time ?? "") - NOW).toBe(10 * MINUTE);
    const third = second && followed(second, "cap-owner");
    expect(third?.id).toBe("vision/2026-01/0.9/actual/again/2");
    const keys = [ours, second, third].map((event) => event && businessKey(event, brake));
    expect(keys).toEqual([0, 1, 2].map((n) => `budget:vision:2026-01:0.9:actual${n === 0 ? "" : `:${n}`}`));
  });

  it.each<[Reason, boolean]>([
    ["cap-count", true],
    ["cap-hour", true],
    ["cap-money", true],
    ["waiting", true],
    ["held", false],
    ["restarted", false],
    ["cooldown", false],
  ])("comes after %s: %s", (reason, comes) => {
    expect(followed(ours, reason) !== undefined).toBe(comes);
  });

  it("does not come for a policy on trial, for what may happen once, nor when the round is over by then", () => {
    expect(followed(ours, "cap-count", [{ ...brake, mode: "observe" }])).toBeUndefined();
    const reboots = { ...brake, action: { verb: "reboot", parameters: {} } } as const;
    expect(followed(ours, "cap-count", [reboots])).toBeUndefined();
    expect(followed(ours, "cap-count", [brake], Date.UTC(2026, 0, 31, 23, 56))).toBeUndefined();
    expect(followed(ours, "cap-count", [brake], Date.UTC(2026, 0, 31, 23, 54))).toBeDefined();
  });

  it("is given up after a day of passes where nobody knows when the round ends", () => {
    const theirs = (again: number) => ({ ...budgetAlert({ again }), id: `alert-1/again/${again}` });
    expect(followed(theirs(287), "cap-count")?.id).toBe("alert-1/again/288");
    expect(followed(theirs(288), "cap-count")).toBeUndefined();
  });

  it("sets off the stops that wait for that very share, and nothing that only tells", () => {
    const tell = policy({ name: "tell", on, action: { verb: "none", parameters: {} } });
    const earlier = policy({ name: "earlier", on: { ...on, at: 0.5 } });
    const rules = rulebook({ policies: [brake, tell, earlier], budgets: [vision] });
    const meant = (event: AutomationEvent) =>
      matchPolicies(event, rules).intents.map((intent) => intent.policy.name);
    expect(meant(ours)).toEqual(["brake", "tell", "earlier"]);
    expect(meant({ ...ours, data: { ...ours.data, again: 1 } })).toEqual(["brake"]);
    expect(meant(budgetAlert({ again: 1 }))).toEqual(["brake", "earlier"]);
  });
});

describe("the round of an alert", () => {
  it("is over by the clock of the budget, and never for alerts of other systems", () => {
    const budgets = [{ ...vision, zone: "Asia/Shanghai" }];
    const end = Date.UTC(2026, 0, 31, 16);
    expect([end - 1, end].map((nowMs) => isRoundOver(ours, { budgets }, nowMs))).toEqual([false, true]);
    expect(isRoundOver(budgetAlert({ period: "2025-01" }), { budgets }, end)).toBe(false);
    expect(isRoundOver(ours, { budgets: [] }, end)).toBe(false);
  });
});
