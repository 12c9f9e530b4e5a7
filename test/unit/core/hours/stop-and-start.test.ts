import { describe, expect, it } from "vitest";
import { factsNeeded } from "../../../../lib/core/facts-needed.ts";
import { STOPS_READ_MS } from "../../../../lib/core/hours/stop-and-start.ts";
import { judge } from "../../../../lib/core/judge.ts";
import { makePlan } from "../../../../lib/core/make-plan.ts";
import { matchPolicies } from "../../../../lib/core/match-policies.ts";
import { nextMemory } from "../../../../lib/core/next-memory.ts";
import type { Facts, RecentAction } from "../../../../lib/domain/facts.ts";
import type { Intent } from "../../../../lib/domain/intent.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import { policy, rulebook, target, tick, WIDE_LIMITS } from "../../../fixtures/policies.ts";
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

  it("reads two weeks of the log for what it stopped", () => {
    const { intents } = matchPolicies(tick(), rulebook({ policies: [pair] }));
    expect(factsNeeded(intents, [target()]).actionsMs).toBe(STOPS_READ_MS);
    expect(STOPS_READ_MS).toBeGreaterThan(9 * 24 * HOUR);
  });
});

describe("what it stopped is kept in mind", () => {
  const DAY = 24 * HOUR;
  const freeze = [{ from: "2026-01-17", to: "2026-04-18", zone: "UTC", why: "the longest there may be" }];
  const stoppedAtMs = Date.UTC(2026, 0, 16, 20);

  /** A pass every morning and evening until then; answers the last plan. The log is read no further back than asked for. */
  function daily(untilMs: number, machine: Resource, others: readonly RecentAction[] = []) {
    const rules = rulebook({ policies: [pair], limits: { ...WIDE_LIMITS, freeze } });
    const own = { resource: machine.ref, action: "stop", owner: null, atMs: stoppedAtMs, policy: "nights" };
    const log = [own as RecentAction, ...others];
    let lastVerdicts: Facts["lastVerdicts"] = {};
    for (let nowMs = stoppedAtMs + 13 * HOUR; ; nowMs += 12 * HOUR) {
      const { intents } = matchPolicies(tick(nowMs, nowMs - 10 * MINUTE), rules);
      const { actionsMs } = factsNeeded(intents, [target()]);
      const recent = log.filter(({ atMs }) => atMs <= nowMs && atMs >= nowMs - actionsMs);
      const last = new Map(recent.map((action) => [action.resource, action]));
      const known = facts({ nowMs, lastAction: last, lastVerdicts, inventories: [inventory([machine])] });
      const judged = intents.map((intent) => judge(intent, known, rules));
      const plan = makePlan(judged, known, rules);
      const said = [...plan.acted, ...plan.skipped].map(
        (verdict) =>
          [verdict.ref, { reason: verdict.reason, atMs: nowMs, memory: nextMemory(verdict, known) }] as const,
      );
      lastVerdicts = { nights: new Map(said) };
      if (nowMs >= untilMs) return [...plan.acted, ...plan.skipped].map(({ reason, text }) => [reason, text]);
    }
  }

  const off = stopped(notebook({ updatedAtMs: stoppedAtMs + MINUTE }));
  const monday = Date.UTC(2026, 3, 20, 9);

  it("through the longest freeze, and started on the first day after it", () => {
    expect(daily(monday - DAY, off)).toEqual([["off-hours", expect.anything()]]);
    expect(daily(monday, off)).toEqual([["on-hours", expect.anything()]]);
  });

  it("until something else is done to it, and for so long and no longer", () => {
    const start = { resource: off.ref, action: "start", owner: null, atMs: stoppedAtMs + 40 * DAY } as const;
    const unknown = "no stop of this policy is known of the last 100d";
    expect(daily(monday, off, [{ ...start, policy: "office" }])).toEqual([["not-ours", unknown]]);
    expect(daily(stoppedAtMs + 101 * DAY + 13 * HOUR, off)).toEqual([["not-ours", unknown]]);
    expect(daily(monday, { ...off, updatedAtMs: stoppedAtMs + 20 * DAY })[0]?.[0]).toBe("not-ours");
  });

  it("not where it runs: what happened to it since is told by the machine", () => {
    const verdict = judge(
      matchPolicies(tick(MORNING), rulebook({ policies: [pair] })).intents[0] as Intent,
      facts({ nowMs: MORNING, lastAction, inventories: [inventory([notebook({ id: "nb-2" })])] }),
      rulebook({ policies: [pair] }),
    ).verdicts[0];
    expect(verdict && nextMemory(verdict, facts({ nowMs: MORNING, lastAction }))).toEqual({});
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
