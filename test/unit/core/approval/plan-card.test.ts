import { describe, expect, it } from "vitest";
import { planCard } from "../../../../lib/core/approval/plan-card.ts";
import { chainOf } from "../../../../lib/core/step-chain.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import type { Verdict } from "../../../../lib/domain/verdict.ts";
import { digest } from "../../../../lib/signing/hash-chain.ts";
import { approvals } from "../../../fixtures/approvals.ts";
import { intent, rulebook, ticket } from "../../../fixtures/policies.ts";
import { server } from "../../../fixtures/resources.ts";

const INTENT = intent(ticket({ by: "u-anna" }), rulebook(approvals()));

function verdict(resource: Resource, over: Partial<Verdict> = {}): Verdict {
  return {
    ...{ intent: INTENT, ref: resource.ref, resource, owner: "anna", team: "vision", act: true },
    ...{ reason: "requested", text: "somebody who may do so asked for it", evidence: [], savesPerHour: null },
    ...over,
  };
}

function cardOf(acted: readonly Verdict[]) {
  return planCard({ acted, steps: acted.flatMap((one) => chainOf(one, digest)) });
}

describe("planCard", () => {
  it("names each machine with its owner, what is done to it, why, and what it costs", () => {
    const costs = { savesPerHour: { amount: 3.204, currency: "EUR" } };
    const other = server({ id: "ds-2", standing: "stopped" });
    const card = cardOf([verdict(server(), costs), verdict(other, { owner: null, ...costs })]);
    expect(card).toEqual({
      title: "rebuild: reinstall-os 2 machines",
      machines: ["prod/dev-server/ds-1", "prod/dev-server/ds-2"],
      more: 0,
      money: [{ amount: 6.41, currency: "EUR" }],
      lines: [
        "vision-anna-ds-1 (prod/dev-server/ds-1), of anna: stop, then reinstall-os (keyPair: ops, leave: as-found); somebody who may do so asked for it; costs 3.2 EUR an hour",
        "vision-anna-ds-2 (prod/dev-server/ds-2), nobody known to own it: reinstall-os (keyPair: ops, leave: as-found), then stop; somebody who may do so asked for it; costs 3.2 EUR an hour",
      ],
    });
  });

  it("says the name of a single machine in its title, and nothing of money where no price is known", () => {
    const card = cardOf([verdict(server())]);
    expect(card.title).toBe("rebuild: reinstall-os vision-anna-ds-1");
    expect(card.money).toEqual([]);
  });

  it("shows every parameter, also a record and what stands behind a long text", () => {
    const acted = [verdict(server({ standing: "stopped" }))];
    const text = { description: "x".repeat(1_000), userdata: "hush" };
    const parameters = { ...text, network: { vpc: "open", token: "hush" }, key_pair_name: "ops" };
    const steps = acted.flatMap((one) => chainOf(one, digest)).map((step) => ({ ...step, parameters }));
    const { lines } = planCard({ acted, steps: steps.slice(0, 1) });
    expect(lines.map((line) => line.slice(0, 3))).toEqual(["vis", "… x", "… x"]);
    expect(Math.max(...lines.map(({ length }) => length))).toBe(500);
    const whole = lines.map((line, index) => (index === 0 ? line : line.slice(2))).join("");
    expect(whole).toContain(
      `description: ${"x".repeat(1_000)}, userdata: (not shown), network: {"vpc":"open","token":"(not shown)"}, key_pair_name: ops)`,
    );
  });

  it("names fewer machines where each needs several lines: none is shown in part", () => {
    const acted = Array.from({ length: 30 }, (_, index) =>
      verdict(server({ id: `ds-${index}`, standing: "stopped" })),
    );
    const parameters = { image: "y".repeat(600) };
    const steps = acted
      .flatMap((one) => chainOf(one, digest).slice(0, 1))
      .map((step) => ({ ...step, parameters }));
    const card = planCard({ acted, steps });
    expect([card.lines.length, card.machines.length, card.more]).toEqual([50, 25, 5]);
  });

  it("names fifty machines and counts the rest, and no reason grows without an end", () => {
    const many = Array.from({ length: 53 }, (_, index) =>
      verdict(server({ id: `ds-${index}` }), { text: "x".repeat(10_000) }),
    );
    const card = cardOf(many);
    expect([card.lines.length, card.machines.length, card.more]).toEqual([50, 25, 28]);
    const few = many.map((one) => ({ ...one, text: "idle" }));
    expect(cardOf(few)).toMatchObject({ more: 3, lines: { length: 50 }, machines: { length: 50 } });
    expect(card.title).toBe("rebuild: reinstall-os 53 machines");
  });
});
