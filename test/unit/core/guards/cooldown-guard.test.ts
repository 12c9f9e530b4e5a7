import { expect, it } from "vitest";
import { cooldownGuard } from "../../../../lib/core/guards/cooldown-guard.ts";
import type { RecentAction } from "../../../../lib/domain/facts.ts";
import { intent, leasePolicy, rulebook, trace } from "../../../fixtures/policies.ts";
import { facts, HOUR, MINUTE, NOW, notebook } from "../../../fixtures/resources.ts";
import { candidate } from "./candidate.ts";

const REF = notebook().ref;

function after(agoMs: number, cooldownMs: number) {
  const last = { resource: REF, action: "start", owner: "anna", atMs: NOW - agoMs } as const;
  return cooldownGuard(
    candidate({ policy: { cooldownMs }, facts: facts({ lastAction: new Map([[REF, last]]) }) }),
  );
}

it("leaves a machine alone until the cooldown is over", () => {
  expect(after(HOUR - 1, HOUR)).toMatchObject({ reason: "cooldown" });
  expect(after(HOUR, HOUR)).toBeUndefined();
});

it("leaves it alone for a clock also where nothing is taken away", () => {
  const last = { resource: REF, action: "stop", owner: "anna", atMs: NOW - MINUTE } as const;
  const recent = facts({ lastAction: new Map([[REF, last]]) });
  const start = candidate({ verb: "start", policy: { cooldownMs: HOUR }, facts: recent });
  expect(cooldownGuard(start)?.reason).toBe("cooldown");
});

it("says what was sent and when", () => {
  expect(after(20 * MINUTE, HOUR)?.text).toBe("start was sent 20m ago; the cooldown is 1h");
});

it("still counts an action that a clock going backwards has put into the future", () => {
  expect(after(-HOUR, HOUR)).toEqual({
    reason: "cooldown",
    text: "start was sent 0ms ago; the cooldown is 1h",
  });
});

it("keeps no stop off after a notebook lease, and the next lease still", () => {
  const lease = { resource: REF, action: "lease", owner: "anna", atMs: NOW - MINUTE } as const;
  const said = (verb: "stop" | "lease", recent: readonly RecentAction[]) =>
    cooldownGuard(
      candidate({
        ...{ verb, policy: { cooldownMs: HOUR, action: { verb, parameters: {} } } },
        facts: facts({ recent, lastAction: new Map([[REF, lease]]) }),
      }),
    )?.text;
  expect(said("stop", [lease])).toBeUndefined();
  expect(said("lease", [lease])).toContain("lease was sent 1m ago");
  const start = { ...lease, action: "start", atMs: NOW - 10 * MINUTE } as const;
  expect(said("stop", [lease, start])).toContain("start was sent 10m ago");
});

it("has nothing to say without a cooldown, or when nothing was done", () => {
  expect(after(0, 0)).toBeUndefined();
  expect(after(-HOUR, 0)).toBeUndefined();
  expect(cooldownGuard(candidate({ policy: { cooldownMs: HOUR } }))).toBeUndefined();
});

it.each([
  ["lease", { hours: 8 }, undefined],
  ["stop", {}, "cooldown"],
] as const)("lets what takes nothing away follow a person's own action: %s", (verb, parameters, reason) => {
  const rules = rulebook({ policies: [leasePolicy({ cooldownMs: HOUR, action: { verb, parameters } })] });
  const last = { resource: REF, action: "stop", owner: "anna", atMs: NOW - MINUTE } as const;
  const recent = facts({ lastAction: new Map([[REF, last]]) });
  expect(cooldownGuard({ ...candidate({ facts: recent }), intent: intent(trace(), rules) })?.reason).toBe(
    reason,
  );
});
