import { describe, expect, it } from "vitest";
import { judge } from "../../../../lib/core/judge.ts";
import { planCreation } from "../../../../lib/core/plan-creation.ts";
import { SourceConfig } from "../../../../lib/domain/policy.ts";
import { FULL_NOTEBOOK } from "../../../fixtures/modelarts-requests.ts";
import {
  config,
  intent,
  policy,
  rebuildPolicy,
  rulebook,
  target,
  ticket,
} from "../../../fixtures/policies.ts";
import { facts, inventory, server } from "../../../fixtures/resources.ts";

const IMAGE = "9ad0b2c4-1111-4222-8333-444455556666";

const change = (
  parametersFrom: Record<string, string>,
  parameters: Record<string, unknown> = { keyPair: "ops" },
) => rebuildPolicy({ name: "change", action: { verb: "change-os", parameters }, parametersFrom });

function verdictOn(data: Record<string, unknown>, parametersFrom: Record<string, string>) {
  const rules = rulebook({ policies: [change(parametersFrom)] });
  const wanted = intent(ticket(data), rules);
  const machines = facts({ inventories: [inventory([server()])] });
  return { wanted, verdict: judge(wanted, machines, rules).verdicts[0] };
}

describe("parameters that are read out of a ticket", () => {
  it("stand beside what the policy fixes", () => {
    const { wanted, verdict } = verdictOn(
      { image: IMAGE, how: "stopped" },
      { image: "event.image", leave: "event.how" },
    );
    expect(wanted.parameters).toEqual({ keyPair: "ops", image: IMAGE, leave: "stopped" });
    expect(verdict?.act).toBe(true);
  });

  it("never take the place of what the policy fixes", () => {
    const { wanted } = verdictOn(
      { image: IMAGE, key: "mine" },
      { image: "event.image", keyPair: "event.key" },
    );
    expect(wanted.parameters).toMatchObject({ keyPair: "ops" });
  });

  it.each([
    [{}, { image: "event.image" }, "image: event.image: event.image is not known"],
    [{ image: null }, { image: "event.image" }, "image: event.image: event.image is not known"],
    [{ image: "latest" }, { image: "event.image" }, "image: a lower-case UUID (for change-os)"],
    [{ image: 7 }, { image: "event.image" }, expect.stringContaining("image: ")],
    [
      { image: IMAGE, how: "gone" },
      { image: "event.image", leave: "event.how" },
      expect.stringContaining("leave: "),
    ],
    [{ image: IMAGE }, { image: "event.image", colour: '"red"' }, expect.stringContaining("colour: ")],
    [
      { image: IMAGE, p: "env:OTHER" },
      { image: "event.image", password: "event.p" },
      expect.stringContaining("password: no password comes out of an event"),
    ],
    [
      {},
      { image: "event.image", leave: "event.how" },
      "image: event.image: event.image is not known; leave: event.how: event.how is not known",
    ],
  ])("refuse the whole wish when one is not right: %j", (data, parametersFrom, text) => {
    const { verdict } = verdictOn(data, parametersFrom as Record<string, string>);
    expect(verdict).toMatchObject({ act: false, reason: "invalid-parameters", text });
  });
});

describe("an order by ticket", () => {
  const LAB = target({ name: "lab", region: "cn-east-3" });
  const source = SourceConfig.parse({
    name: "jira",
    scheme: "jira-cloud",
    secrets: [],
    requester: "event.requester",
    people: { "u-1": "anna" },
  });
  const { name: _name, lease: _lease, ...rest } = FULL_NOTEBOOK;
  const order = policy({
    name: "orders",
    on: { kind: "ticket", source: "jira", when: null },
    action: { verb: "create-notebook", parameters: rest },
    parametersFrom: {
      ...{ name: "event.name", target: "event.where" },
      lease: '{"duration": event.hours * 3600000, "type": "timing"}',
    },
  });
  const planned = (data: Record<string, unknown>) => {
    const rules = rulebook({ ...config(), targets: [target(), LAB], policies: [order], sources: [source] });
    return planCreation(intent(ticket(data), rules), rules);
  };

  it("says where, what for and for how long, and is its requester's", () => {
    const { steps, skipped } = planned({ name: "ml-anna", where: "lab", hours: 8, requester: "u-1" });
    expect(skipped).toEqual([]);
    expect(steps).toMatchObject([{ target: "lab", owner: "anna", verb: "create-notebook" }]);
    expect(steps[0]?.parameters).toMatchObject({ lease: { duration: 28_800_000, type: "timing" } });
    expect(steps[0]?.parameters).not.toHaveProperty("target");
  });

  it.each([
    [{ where: "elsewhere" }, /^target: one of prod, lab \(got elsewhere\)/],
    [{ where: 7 }, /^target: must be the name of a target/],
    [{ where: undefined }, /^target: event.where: event.where is not known/],
    [{ hours: undefined }, /^lease: /],
    [{ hours: 400 }, /lease/],
  ])("is refused when it does not: %j", (data, text) => {
    const { steps, skipped } = planned({ name: "ml-anna", where: "lab", hours: 8, ...data });
    expect(steps).toEqual([]);
    expect(skipped[0]).toMatchObject({ reason: "invalid-parameters", text: expect.stringMatching(text) });
  });
});
