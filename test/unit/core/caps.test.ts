import { describe, expect, it } from "vitest";
import { createCaps } from "../../../lib/core/caps.ts";
import { createFleetWorth } from "../../../lib/core/fleet-worth.ts";
import type { Facts } from "../../../lib/domain/facts.ts";
import type { Limits } from "../../../lib/domain/policy.ts";
import type { Verdict } from "../../../lib/domain/verdict.ts";
import { rulebook, WIDE_LIMITS } from "../../fixtures/policies.ts";
import { facts, HOUR, inventory, NOW, notebook, server } from "../../fixtures/resources.ts";
import { verdict } from "./verdicts.ts";

const OPEN: Limits = { ...WIDE_LIMITS, perRun: 10_000, percent: 100, perOwnerPerHour: 1_000 };
const fleet = Array.from({ length: 25 }, (_, index) => notebook({ id: `nb-${index}` }));

/** In euros and dollars an hour; one flavor is free, and one is unknown. */
const PRICES = {
  prod: { version: 1, currency: "EUR", source: "example", flavors: { dear: 10, cheap: 1, free: 0 } },
  lab: { version: 1, currency: "USD", source: "example", flavors: { dear: 10, cheap: 1 } },
} as const;

function capsOf(limits: Partial<Limits>, overrides: Partial<Facts> = {}) {
  const seen = facts({ inventories: [inventory(fleet)], ...overrides });
  return createCaps(
    seen,
    { ...OPEN, ...limits },
    {
      worth: createFleetWorth(seen, rulebook({ prices: PRICES })),
    },
  ).check;
}

function reasons(
  verdicts: readonly Verdict[],
  limits: Partial<Limits>,
  overrides: Partial<Facts> = {},
): readonly string[] {
  const caps = capsOf(limits, overrides);
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
      const caps = capsOf(limits);
      caps(verdict(notebook()));
      return caps(verdict(notebook({ id: "nb-2" })))?.text;
    };
    expect(text({ perRun: 1 })).toBe("at most 1 in one run (limits.perRun)");
    expect(text({ percent: 4 })).toBe("at most 4 % of prod/notebook, here 1 (limits.percent)");
    expect(text({ perOwnerPerHour: 1 })).toBe("at most 1 per hour of anna (limits.perOwnerPerHour)");
  });

  it("lets so many machines through within an hour, whatever run it was", () => {
    const machines = fleet.map((machine) => verdict(machine, { owner: null }));
    const sent = (atMs: number, action: "stop" | "start" = "stop") => ({
      ...{ resource: "prod/notebook/nb-1", owner: null, action, atMs },
    });
    const acts = (recent: Facts["recent"]) => count(reasons(machines, { perHour: 4 }, { recent }), "act");
    expect(acts([])).toBe(4);
    expect(acts([sent(NOW - HOUR + 1), sent(NOW - 1)])).toBe(2);
    expect(acts([sent(NOW - HOUR), sent(NOW - 1, "start")])).toBe(4);
    const many = Array.from({ length: 9 }, () => sent(NOW - 1));
    expect(reasons(machines, { perHour: 4 }, { recent: many })[0]).toBe("cap-hour");
  });
});

describe("the cap on money at risk", () => {
  const flavored = (name: string, size: number, target = "prod") =>
    Array.from({ length: size }, (_, index) =>
      notebook({ target, id: `${name}-${index}`, flavor: { name, gpu: 1, npu: 0, vcpus: 8 } }),
    );
  const wish = (machine: (typeof fleet)[number], amount: number, currency = "EUR"): Verdict => ({
    ...verdict(machine),
    savesPerHour: { amount, currency },
  });
  const dear = flavored("dear", 4);
  const cheap = flavored("cheap", 10);
  const inventories = [inventory([...dear, ...cheap])];

  it("is a share of what all the machines that run cost an hour", () => {
    // 50 euros an hour run, so 12.50 may be at risk: one dear machine and two cheap ones.
    const wishes = [...dear.slice(0, 2).map((one) => wish(one, 10)), ...cheap.map((one) => wish(one, 1))];
    const found = reasons(wishes, { moneyPercent: 25 }, { inventories });
    expect(found.slice(0, 5)).toEqual(["act", "cap-money", "act", "act", "cap-money"]);
  });

  it("lets exactly the share through, and always one machine", () => {
    expect(
      count(
        reasons(
          cheap.map((one) => wish(one, 1)),
          { moneyPercent: 10 },
          { inventories },
        ),
        "act",
      ),
    ).toBe(5);
    const all = dear.map((one) => wish(one, 10));
    expect(reasons(all, { moneyPercent: 1 }, { inventories }).slice(0, 2)).toEqual(["act", "cap-money"]);
  });

  it("counts what runs alone", () => {
    const half = [...dear, ...cheap.map((one) => ({ ...one, standing: "stopped" as const }))];
    const wishes = dear.map((one) => wish(one, 10));
    const found = reasons(wishes, { moneyPercent: 50 }, { inventories: [inventory(half)] });
    expect(count(found, "act")).toBe(2);
  });

  it("is silent about machines of which no price is known, and about those that cost nothing", () => {
    const unknown = fleet.map((one) => verdict(one));
    expect(count(reasons(unknown, { moneyPercent: 1 }), "act")).toBe(25);
    const free = [...dear.slice(0, 1).map((one) => wish(one, 10)), ...cheap.map((one) => wish(one, 0))];
    expect(count(reasons(free, { moneyPercent: 1 }, { inventories }), "act")).toBe(11);
  });

  it("takes each currency apart", () => {
    const dollars = flavored("dear", 4, "lab");
    const both = [...inventories, inventory(dollars)];
    const wishes = [...dear.map((one) => wish(one, 10)), ...dollars.map((one) => wish(one, 10, "USD"))];
    const found = reasons(wishes, { moneyPercent: 50 }, { inventories: both });
    expect(found).toEqual([
      ...["act", "act", "cap-money", "cap-money"],
      ...["act", "act", "cap-money", "cap-money"],
    ]);
  });

  it("lets the first machines through where it counts from a later one on, whatever they cost", () => {
    const wishes = [...dear.map((one) => wish(one, 10)), ...cheap.map((one) => wish(one, 1))];
    const acts = (moneyFrom: number) => {
      const found = reasons(wishes, { moneyPercent: 25, moneyFrom }, { inventories });
      return found.map((reason) => (reason === "act" ? "1" : ".")).join("");
    };
    // 12.50 euros may be at risk, and the first four cost 40.
    expect(acts(6)).toBe("11111.........");
    expect(acts(2)).toBe("1...11........");
  });

  it("counts machines without a price among the first", () => {
    const wishes = [...fleet.slice(0, 4).map((one) => verdict(one)), ...dear.map((one) => wish(one, 10))];
    const found = reasons(wishes, { moneyPercent: 1, moneyFrom: 6 }, { inventories });
    expect(found.slice(4)).toEqual(["act", "cap-money", "cap-money", "cap-money"]);
  });

  it("says how much it is", () => {
    const caps = capsOf({ moneyPercent: 25 }, { inventories });
    const [first, second] = dear.map((one) => wish(one, 10));
    if (!first || !second) throw new Error("there are four");
    caps(first);
    expect(caps(second)?.text).toBe(
      "at most 25 % of what all that run cost, here 12.5 EUR an hour (limits.moneyPercent)",
    );
  });
});
