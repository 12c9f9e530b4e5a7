import { describe, expect, it } from "vitest";
import { factsNeeded } from "../../../../lib/core/facts-needed.ts";
import { STARTS_AGAIN_MS } from "../../../../lib/core/hours/stop-and-start.ts";
import { judge } from "../../../../lib/core/judge.ts";
import { makePlan } from "../../../../lib/core/make-plan.ts";
import { matchPolicies } from "../../../../lib/core/match-policies.ts";
import type { RecentAction } from "../../../../lib/domain/facts.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import { policy, rulebook, target, tick } from "../../../fixtures/policies.ts";
import {
  facts,
  HOUR,
  idleSignals,
  inventory,
  MINUTE,
  NOW,
  notebook,
  stopped,
} from "../../../fixtures/resources.ts";
import { hours } from "./hours-of.ts";

const pair = policy({ hours: hours({ on: "Mon-Fri 07:00-20:00", zones: ["UTC"], starts: true }) });
const MORNING = Date.UTC(2026, 0, 15, 9);
const NIGHT = Date.UTC(2026, 0, 15, 22);
const up = notebook({ id: "nb-1" });
const down = stopped(notebook({ id: "nb-2", updatedAtMs: MORNING - 13 * HOUR + MINUTE }));
const stranger = stopped(notebook({ id: "nb-3" }));
const lastAction = new Map<string, RecentAction>([
  [
    down.ref,
    { resource: down.ref, action: "stop", owner: "anna", atMs: MORNING - 13 * HOUR, policy: "nights" },
  ],
]);

/** One pass over these machines: what is done, and why the others are left alone. */
function pass(nowMs: number, sinceMs: number, machines: readonly Resource[], asked = pair) {
  const rules = rulebook({ policies: [asked] });
  const { intents } = matchPolicies(tick(nowMs, sinceMs), rules);
  const known = facts({
    ...{ nowMs, lastAction, inventories: [inventory(machines)] },
    measurements: { nights: new Map([[up.ref, idleSignals({ newestAtMs: nowMs - 5 * MINUTE })]]) },
  });
  const plan = makePlan(
    intents.map((intent) => judge(intent, known, rules)),
    known,
    rules,
  );
  return {
    steps: plan.steps.map(({ verb, resource }) => `${verb} ${resource}`),
    reasons: plan.acted.map(({ reason }) => reason),
    skipped: plan.skipped.map(({ ref, reason }) => `${ref} ${reason}`),
  };
}

describe("[stop, start]", () => {
  it("stops what is up while it is wanted off", () => {
    const done = pass(NIGHT, NIGHT - 10 * MINUTE, [up, down, stranger]);
    expect(done.steps).toEqual([`stop ${up.ref}`]);
    expect(done.reasons).toEqual(["off-hours"]);
    expect(done.skipped).toEqual([`${down.ref} off-hours`, `${stranger.ref} off-hours`]);
  });

  it("starts what it stopped itself while it is wanted on, and gives each machine one verdict", () => {
    const done = pass(MORNING, MORNING - 10 * MINUTE, [up, down, stranger]);
    expect(done.steps).toEqual([`start ${down.ref}`]);
    expect(done.reasons).toEqual(["on-hours"]);
    expect(done.skipped).toEqual([`${up.ref} in-use-hours`, `${stranger.ref} not-ours`]);
  });

  it("asks a machine that is down for no evidence of rest", () => {
    const both = { ...pair, idleMs: 2 * HOUR };
    expect(pass(MORNING, MORNING - 10 * MINUTE, [down], both).steps).toEqual([`start ${down.ref}`]);
    const rules = rulebook({ policies: [both] });
    const query = factsNeeded(matchPolicies(tick(), rules).intents, [target()]);
    expect(query.measurements).toHaveLength(1);
  });

  it("looks back for two weeks for what it stopped", () => {
    const { intents } = matchPolicies(tick(), rulebook({ policies: [pair] }));
    expect(factsNeeded(intents, [target()]).actionsMs).toBe(STARTS_AGAIN_MS);
    expect(STARTS_AGAIN_MS).toBeGreaterThan(9 * 24 * HOUR);
  });
});

describe("a missed tick", () => {
  it("is caught up: at 09:00 everything starts that should have been up since 07:00", () => {
    expect(pass(MORNING, NIGHT - 24 * HOUR, [down]).steps).toEqual([`start ${down.ref}`]);
  });

  it("is not made up for where the wish has changed since: an evening's stop does not come in the morning", () => {
    expect(pass(MORNING, NIGHT - 24 * HOUR, [up]).steps).toEqual([]);
  });
});

describe("hours together with idleness", () => {
  const both = policy({ hours: hours({ on: "Mon-Fri 07:00-20:00", zones: ["UTC"] }), idleMs: 2 * HOUR });
  const busy = notebook({ id: "nb-4" });

  it("stop only what both agree on", () => {
    expect(pass(NOW, NOW - 10 * MINUTE, [up], both).skipped).toEqual([`${up.ref} in-use-hours`]);
    const night = pass(NIGHT, NIGHT - 10 * MINUTE, [up, busy], both);
    expect(night.steps).toEqual([`stop ${up.ref}`]);
    expect(night.skipped).toEqual([`${busy.ref} no-evidence`]);
  });
});
