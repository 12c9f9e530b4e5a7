import { describe, expect, it } from "vitest";
import { judge } from "../../../lib/core/judge.ts";
import { makePlan } from "../../../lib/core/make-plan.ts";
import { matchPolicies } from "../../../lib/core/match-policies.ts";
import type { Config } from "../../../lib/domain/config.ts";
import type { Facts } from "../../../lib/domain/facts.ts";
import type { Plan } from "../../../lib/domain/plan.ts";
import type { Resource } from "../../../lib/domain/resource.ts";
import { policy, rulebook, tick, WIDE_LIMITS } from "../../fixtures/policies.ts";
import { facts, inventory, notebook, server } from "../../fixtures/resources.ts";

const OPEN = { ...WIDE_LIMITS, perRun: 10_000, percent: 100, perOwnerPerHour: 1_000 };
const three = ["nb-1", "nb-2", "nb-3"].map((id) => notebook({ id }));

function plan(
  machines: readonly Resource[],
  overrides: Partial<Config> = {},
  seen: Partial<Facts> = {},
): Plan {
  const rules = rulebook(overrides);
  const fleet = facts({ inventories: [inventory(machines)], ...seen });
  const { intents } = matchPolicies(tick(), rules);
  return makePlan(
    intents.map((intent) => judge(intent, fleet, rules)),
    fleet,
    rules,
  );
}

const planned = ({ steps }: Plan) => steps.map(({ verb, resource }) => `${verb} ${resource.split("/")[2]}`);
const skips = ({ skipped }: Plan) => skipped.map(({ ref, reason }) => `${ref.split("/")[2]} ${reason}`);

describe("makePlan", () => {
  it("plans a step for each verdict to act and keeps the others with their reasons", () => {
    const machines = [...three, notebook({ id: "nb-4", standing: "stopped" })];
    const made = plan(machines);
    expect(planned(made)).toEqual(["stop nb-1", "stop nb-2", "stop nb-3"]);
    expect(skips(made)).toEqual(["nb-4 already-so"]);
    expect(made.counts).toEqual([
      { policy: "nights", act: 3, observe: 0, skip: 1, notMeant: 0, reasons: { "already-so": 1 } },
    ]);
  });

  it("takes the machine that is worth most first, and equals by their reference", () => {
    const flavors = { dear: 9, cheap: 1 };
    const prices = { prod: { version: 1, currency: "EUR", source: "example", flavors } } as const;
    const priced = (id: string, name: string) => notebook({ id, flavor: { name, gpu: 1, npu: 0, vcpus: 8 } });
    const machines = [priced("a", "cheap"), priced("z", "dear"), priced("c", "other"), priced("b", "dear")];
    const expected = ["stop b", "stop z", "stop a", "stop c"];
    expect(planned(plan(machines, { prices }))).toEqual(expected);
    expect(planned(plan(machines.toReversed(), { prices }))).toEqual(expected);
  });

  it.each(["keep", "zeal"])(
    "stops a machine rather than setting its notebook lease, whoever comes first: %s",
    (name) => {
      const action = { verb: "lease", parameters: { type: "timing", hours: 24 } } as const;
      const keep = policy({ name, action });
      const stop = policy({ where: 'id != "nb-3"' });
      const waves = { groups: ['id == "nb-2"'], settleMs: 0 };
      for (const policies of [
        [keep, stop],
        [stop, keep],
        [keep, { ...stop, waves }],
      ]) {
        const made = plan(three, { policies });
        expect(planned(made).toSorted()).toEqual(["lease nb-3", "stop nb-1", "stop nb-2"]);
        expect(skips(made)).toEqual(["nb-1 already-planned", "nb-2 already-planned"]);
      }
      const capped = plan(three, { policies: [keep, stop], limits: { ...OPEN, perRun: 1 } });
      expect(planned(capped)).toEqual(["stop nb-1", "lease nb-2", "lease nb-3"]);
    },
  );

  it("counts the skips that were only counted with those it was given", () => {
    const rules = rulebook();
    const fleet = facts({
      inventories: [inventory([...three, notebook({ id: "nb-4", standing: "stopped" })])],
    });
    const { intents } = matchPolicies(tick(), rules);
    const counted = { "already-so": 4, busy: 2 };
    const judged = intents.map((intent) => ({ ...judge(intent, fleet, rules), counted }));
    expect(makePlan(judged, fleet, rules).counts).toMatchObject([
      { act: 3, skip: 7, reasons: { "already-so": 5, busy: 2 } },
    ]);
  });

  it("caps what is worth least away", () => {
    const made = plan(three, { limits: { ...OPEN, perRun: 2 } });
    expect(planned(made)).toEqual(["stop nb-1", "stop nb-2"]);
    expect(skips(made)).toEqual(["nb-3 cap-count"]);
    expect(made.skipped[0]).toMatchObject({ act: false, owner: "anna" });
  });

  it("never plans what the wall does not let through", () => {
    const made = plan(three, { allow: ["start"] });
    expect(made.steps).toEqual([]);
    expect(skips(made)).toEqual(["nb-1 not-allowed", "nb-2 not-allowed", "nb-3 not-allowed"]);
    expect(made.skipped[0]?.text).toContain("add stop to allow:");
  });

  it("leaves out a chain of which one verb is not allowed, and says what needs it", () => {
    const rebuild = { verb: "reinstall-os", parameters: { keyPair: "ops" } } as const;
    const policies = [policy({ resources: ["dev-server"], action: rebuild })];
    const made = plan([server()], { policies, allow: ["reinstall-os"] });
    expect(made.steps).toEqual([]);
    expect(made.skipped.map(({ reason, text }) => [reason, text])).toEqual([
      ["not-allowed", "add stop to allow: in the config if it may ever be sent; reinstall-os needs it here"],
    ]);
  });

  it("plans nothing for a policy that only observes, and says what it would have done", () => {
    const made = plan(three, { policies: [policy({ mode: "observe" })] });
    expect(made.steps).toEqual([]);
    expect(made.observed).toHaveLength(3);
    expect(made.counts).toMatchObject([{ act: 0, observe: 3, skip: 0 }]);
  });

  it("caps observed and enforced policies apart", () => {
    const policies = [policy({ name: "trial", mode: "observe" }), policy()];
    const made = plan(three, { policies, limits: { ...OPEN, perRun: 2 } });
    expect(made.acted).toHaveLength(2);
    expect(made.observed).toHaveLength(2);
    expect(made.counts).toMatchObject([
      { policy: "trial", observe: 2, skip: 1, reasons: { "cap-count": 1 } },
      { policy: "nights", act: 2, skip: 1, reasons: { "cap-count": 1 } },
    ]);
  });

  it("lets one policy of a run act on a machine", () => {
    const made = plan(three.slice(0, 1), {
      policies: [policy({ name: "first" }), policy({ name: "second" })],
    });
    expect(made.steps).toMatchObject([{ policy: "first" }]);
    expect(made.skipped).toMatchObject([
      { reason: "already-planned", intent: { policy: { name: "second" } } },
    ]);
  });

  it("does not call a machine planned whose step was refused", () => {
    const delete_ = policy({
      name: "clean",
      resources: ["dev-server"],
      action: { verb: "delete", parameters: {} },
    });
    const stop = policy({ name: "stop", resources: ["dev-server"] });
    const doubtful = { inventories: [inventory([server()], { doubt: "a short page" })] };
    const made = plan([], { policies: [delete_, stop] }, doubtful);
    expect(skips(made)).toEqual(["ds-1 doubtful-inventory"]);
    expect(planned(made)).toEqual(["stop ds-1"]);
  });

  it("counts a policy whose machines it does not mean", () => {
    const made = plan(three, { policies: [policy({ where: 'id == "nb-2"' })] });
    expect(made.counts).toEqual([
      { policy: "nights", act: 1, observe: 0, skip: 0, notMeant: 2, reasons: {} },
    ]);
  });

  it("makes nothing of nothing", () => {
    expect(makePlan([], facts(), rulebook())).toEqual({
      steps: [],
      acted: [],
      observed: [],
      skipped: [],
      counts: [],
    });
  });
});
