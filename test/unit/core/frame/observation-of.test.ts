import { describe, expect, it } from "vitest";
import {
  meantLists,
  meterLists,
  observationOf,
  withLists,
} from "../../../../lib/core/frame/observation-of.ts";
import { isTickDue } from "../../../../lib/core/is-tick-due.ts";
import type { Budget } from "../../../../lib/domain/budget.ts";
import { config, policy, request, rulebook, target, tick } from "../../../fixtures/policies.ts";
import { HOUR, MINUTE, NOW } from "../../../fixtures/resources.ts";

const budget: Budget = {
  ...{ name: "vision", amount: 1, currency: "EUR", per: "month", zone: "UTC", scope: null, levels: [] },
};
const prices = { prod: { version: 1 as const, currency: "EUR", source: "example", flavors: {} } };
const of = (slotMs: number, sinceMs: number, budgets = [budget]) =>
  observationOf(tick(slotMs, sinceMs), { budgets });

describe("what a tick has to write down", () => {
  it("is a frame when a full hour lies in it, at its end included and at its beginning not", () => {
    expect(of(NOW, NOW - MINUTE).frameMs).toBe(NOW);
    expect(of(NOW + MINUTE, NOW).frameMs).toBeNull();
    expect(of(NOW + 59 * MINUTE, NOW - MINUTE).frameMs).toBe(NOW);
    expect(of(NOW + 61 * MINUTE, NOW - HOUR).frameMs).toBe(NOW + HOUR);
  });

  it("is the budgets' totals whenever five minutes are full, where there are budgets", () => {
    expect(of(NOW + 4 * MINUTE, NOW).meters).toBe(false);
    expect(of(NOW + 5 * MINUTE, NOW + 4 * MINUTE).meters).toBe(true);
    expect(of(NOW + 5 * MINUTE, NOW + 4 * MINUTE, []).meters).toBe(false);
  });

  it("is nothing for any other event", () => {
    expect(observationOf(request(), { budgets: [budget] })).toEqual({ frameMs: null, meters: false });
  });
});

describe("a tick at which no policy is due", () => {
  const due = (slotMs: number, budgets: readonly Budget[]) =>
    isTickDue(tick(slotMs, slotMs - MINUTE), rulebook({ budgets, policies: [policy()] }));

  it("is taken in for the budgets alone", () => {
    expect(due(NOW + 5 * MINUTE, [budget])).toBe(true);
    expect(due(NOW + 5 * MINUTE, [])).toBe(false);
    expect(due(NOW + 6 * MINUTE, [budget])).toBe(false);
    expect(due(NOW, [])).toBe(true);
  });
});

describe("the lists of the meter", () => {
  const targets = [
    target(),
    target({ name: "lab", cloud: "otc", region: "eu-de" }),
    target({ name: "free" }),
  ];

  it("are every kind that is paid by itself, on targets with prices", () => {
    const lists = meterLists({ targets, prices: { ...prices, lab: prices.prod } });
    expect(lists.map(({ target: name, kind }) => `${name}/${kind}`)).toEqual([
      ...["prod/notebook", "prod/legacy-notebook", "prod/dev-server"],
      ...["lab/notebook", "lab/legacy-notebook"],
    ]);
  });

  it("are read once beside those of the policies", () => {
    const query = {
      lists: [{ target: "prod", kind: "notebook" as const }],
      measurements: [],
      actionsMs: 1,
      policies: [],
    };
    expect(withLists(query, meterLists({ targets, prices })).lists).toHaveLength(3);
  });

  it("and those of clock policies are the ones that a frame should hold", () => {
    const clocked = policy({ resources: ["supernode"] });
    const other = policy({ on: { kind: "alarm", name: "*", when: null }, resources: ["dev-server"] });
    const meant = (budgets: readonly Budget[]) =>
      meantLists(config({ targets, prices, policies: [clocked, other], budgets }));
    expect(meant([])).toEqual(["prod/supernode", "free/supernode"]);
    expect(meant([budget])).toContain("prod/dev-server");
  });
});
