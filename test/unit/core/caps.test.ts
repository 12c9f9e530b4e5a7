import { describe, expect, it } from "vitest";
import { createCaps } from "../../../lib/core/caps.ts";
import type { Facts } from "../../../lib/domain/facts.ts";
import type { Limits } from "../../../lib/domain/policy.ts";
import type { Verdict } from "../../../lib/domain/verdict.ts";
import { facts, HOUR, inventory, NOW, notebook, server } from "../../fixtures/resources.ts";
import { verdict } from "./verdicts.ts";

const OPEN: Limits = { perRun: 10_000, percent: 100, perOwnerPerHour: 1_000 };
const fleet = Array.from({ length: 25 }, (_, index) => notebook({ id: `nb-${index}` }));

function reasons(
  verdicts: readonly Verdict[],
  limits: Partial<Limits>,
  overrides: Partial<Facts> = {},
): readonly string[] {
  const caps = createCaps(facts({ inventories: [inventory(fleet)], ...overrides }), { ...OPEN, ...limits });
  return verdicts.map((entry) => caps(entry)?.reason ?? "act");
}

const count = (found: readonly string[], what: string) => found.filter((reason) => reason === what).length;

describe("createCaps", () => {
  it("lets so many machines through in one run", () => {
    const found = reasons(
      fleet.map((machine) => verdict(machine)),
      { perRun: 3 },
    );
    expect(found.slice(0, 4)).toEqual(["act", "act", "act", "cap-count"]);
    expect(count(found, "act")).toBe(3);
  });

  it("lets a share of those running through, rounded down", () => {
    const machines = fleet.map((machine) => verdict(machine));
    expect(count(reasons(machines, { percent: 20 }), "act")).toBe(5);
    expect(count(reasons(machines, { percent: 23 }), "act")).toBe(5);
    expect(reasons(machines, { percent: 20 })[5]).toBe("cap-percent");
  });

  it("counts the running machines alone", () => {
    const half = fleet.map((machine, index) =>
      index % 2 === 0 ? machine : { ...machine, standing: "stopped" as const },
    );
    const found = reasons(
      half.map((machine) => verdict(machine)),
      { percent: 20 },
      { inventories: [inventory(half)] },
    );
    expect(count(found, "act")).toBe(2);
  });

  it("always lets one machine of a small fleet through", () => {
    const alone = [notebook()];
    expect(
      reasons([verdict(alone[0] ?? notebook())], { percent: 1 }, { inventories: [inventory(alone)] }),
    ).toEqual(["act"]);
  });

  it("lets one through of a list that nobody has read", () => {
    expect(reasons([verdict(server()), verdict(server({ id: "ds-2" }))], {})).toEqual(["act", "cap-percent"]);
  });

  it("takes the share of each list apart", () => {
    const servers = Array.from({ length: 5 }, (_, index) => server({ id: `ds-${index}` }));
    const inventories = [inventory(fleet), inventory(servers)];
    const found = reasons(
      [...fleet, ...servers].map((machine) => verdict(machine)),
      { percent: 20 },
      { inventories },
    );
    expect(count(found, "act")).toBe(6);
  });

  it("lets so many per owner through", () => {
    const found = reasons(
      fleet.map((machine, index) => verdict(machine, { owner: index % 2 === 0 ? "anna" : "bert" })),
      { perOwnerPerHour: 2 },
    );
    expect(found.slice(0, 6)).toEqual(["act", "act", "act", "act", "cap-owner", "cap-owner"]);
  });

  it("counts what was done to an owner within the hour", () => {
    const action = (overrides = {}) => ({
      resource: "prod/notebook/nb-1",
      action: "stop" as const,
      owner: "anna",
      atMs: NOW - HOUR + 1,
      ...overrides,
    });
    const acts = (recent: Facts["recent"]) =>
      count(
        reasons(
          fleet.map((machine) => verdict(machine)),
          { perOwnerPerHour: 3 },
          { recent },
        ),
        "act",
      );
    expect(acts([action(), action()])).toBe(1);
    expect(acts([action(), action({ atMs: NOW - HOUR })])).toBe(2);
    expect(acts([action({ action: "start" }), action({ owner: "bert" }), action({ owner: null })])).toBe(3);
    // Of a clock that went backwards: better one too many than one too few.
    expect(acts([action({ atMs: NOW + HOUR })])).toBe(2);
  });

  it("caps nobody's machines by count and share alone", () => {
    const found = reasons(
      fleet.map((machine) => verdict(machine, { owner: null })),
      { perOwnerPerHour: 1, perRun: 7 },
    );
    expect(count(found, "act")).toBe(7);
  });

  it("neither caps nor counts what disturbs nobody", () => {
    const starts = fleet.map((machine) => verdict(machine, { verb: "start" }));
    const found = reasons([...starts, verdict(fleet[0] ?? notebook())], {
      perRun: 1,
      percent: 1,
      perOwnerPerHour: 1,
    });
    expect(count(found, "act")).toBe(26);
  });

  it("says which limit it was", () => {
    const text = (limits: Partial<Limits>) => {
      const caps = createCaps(facts({ inventories: [inventory(fleet)] }), { ...OPEN, ...limits });
      caps(verdict(notebook()));
      return caps(verdict(notebook({ id: "nb-2" })))?.text;
    };
    expect(text({ perRun: 1 })).toBe("at most 1 in one run (limits.perRun)");
    expect(text({ percent: 4 })).toBe("at most 4 % of prod/notebook, here 1 (limits.percent)");
    expect(text({ perOwnerPerHour: 1 })).toBe("at most 1 per hour of anna (limits.perOwnerPerHour)");
  });
});
