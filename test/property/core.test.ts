import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeVerdict } from "../../lib/core/describe-verdict.ts";
import { cooldownGuard } from "../../lib/core/guards/cooldown-guard.ts";
import { evidenceGuard } from "../../lib/core/guards/evidence-guard.ts";
import { holdGuard } from "../../lib/core/guards/hold-guard.ts";
import { ownerGuard } from "../../lib/core/guards/owner-guard.ts";
import { prepaidGuard } from "../../lib/core/guards/prepaid-guard.ts";
import { savingGuard } from "../../lib/core/guards/saving-guard.ts";
import { standingGuard } from "../../lib/core/guards/standing-guard.ts";
import { judgeIdle } from "../../lib/core/idle.ts";
import { createJudgeOne, judge } from "../../lib/core/judge.ts";
import { choose, makePlan } from "../../lib/core/make-plan.ts";
import { matchPolicies } from "../../lib/core/match-policies.ts";
import type { Facts, Measurement, RecentAction } from "../../lib/domain/facts.ts";
import { groupBy } from "../../lib/domain/group-by.ts";
import type { Plan } from "../../lib/domain/plan.ts";
import type { Limits, Policy } from "../../lib/domain/policy.ts";
import {
  PHASES_OF_MACHINE,
  type Resource,
  type Standing,
  type StoppedCost,
} from "../../lib/domain/resource.ts";
import { type VerbName, verb } from "../../lib/domain/verbs.ts";
import type { Verdict } from "../../lib/domain/verdict.ts";
import { policy, rulebook, tick, WIDE_LIMITS } from "../fixtures/policies.ts";
import {
  facts,
  HOUR,
  hold,
  idleSignals,
  inventory,
  MINUTE,
  measurement,
  NOW,
  notebook,
  server,
} from "../fixtures/resources.ts";

const RUNS = { numRuns: 150 };
const FREE = { kind: "free", why: "compute stops being billed" } as const;
const OWNERS = ["anna", "bert", "cara"];
const FLAVORS = { dear: 9, cheap: 1 };

const agoMs = fc.integer({ min: -HOUR, max: 48 * HOUR });

/** Mostly the ordinary value, or plans would hardly ever have a step and prove nothing. */
function mostly<T>(usual: T, ...odd: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );
}

const MACHINE = fc
  .record({
    server: fc.boolean(),
    owner: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...OWNERS) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    standing: mostly<Standing>("running", ...PHASES_OF_MACHINE),
    flavor: fc.constantFrom("dear", "cheap", "other"),
    gpu: fc.constantFrom(null, 0, 1),
    bill: mostly<StoppedCost["kind"]>("free", "storage", "full", "unknown"),
    billing: mostly<Resource["billing"]>("pay-per-use", "prepaid"),
    changedMs: fc.oneof({ weight: 4, arbitrary: fc.constant(24 * HOUR) }, fc.option(agoMs)),
  })
  .map(
    ({ server: isServer, owner, standing, flavor, gpu, bill, billing, changedMs }) =>
      (index: number) =>
        (isServer ? server : notebook)({
          id: `m-${index}`,
          name: owner === null ? `m-${index}` : `vision-${owner}-${index}`,
          standing,
          status: standing.toUpperCase(),
          flavor: { name: flavor, gpu, npu: 0, vcpus: 8 },
          stoppedCost: { kind: bill, why: "as the bill says" },
          billing,
          updatedAtMs: changedMs === null ? null : NOW - changedMs,
        }),
  );

const FLEET = fc
  .array(MACHINE, { maxLength: 24 })
  .map((machines): readonly Resource[] => machines.map((machine, index) => machine(index)));

const SIGNAL: fc.Arbitrary<Measurement> = fc
  .record({
    signal: fc.constantFrom("cpu", "gpu", "npu", "network"),
    max: fc.double({ min: 0, max: 3, noNaN: true }),
    points: fc.integer({ min: 0, max: 24 }),
    newestMs: agoMs,
  })
  .map(({ signal, max, points, newestMs }) =>
    measurement(signal, { max, points, newestAtMs: NOW - newestMs }),
  );

/** What was measured of a machine: at rest, something, or nothing. */
const SIGNALS = fc.oneof(
  { weight: 3, arbitrary: fc.constant(idleSignals()) },
  { weight: 2, arbitrary: fc.array(SIGNAL, { maxLength: 4 }) },
);

const VERBS: readonly VerbName[] = ["stop", "start", "reboot", "delete", "reinstall-os"];

const POLICIES = fc
  .array(
    fc.record({
      action: mostly<VerbName>("stop", ...VERBS).map((name) => ({ verb: name, parameters: {} })),
      mode: fc.constantFrom("observe", "enforce"),
      idleMs: fc.constantFrom(null, 2 * HOUR),
      cooldownMs: fc.constantFrom(0, 6 * HOUR),
      where: mostly<string | null>(null, "saves > 2", 'owner == "anna"'),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((all): readonly Policy[] =>
    all.map((parts, index) => policy({ ...parts, name: `p${index}`, resources: ["notebook", "dev-server"] })),
  );

const LIMITS: fc.Arbitrary<Limits> = fc.record({
  perRun: fc.integer({ min: 1, max: 12 }),
  percent: fc.integer({ min: 1, max: 100 }),
  perOwnerPerHour: fc.integer({ min: 1, max: 5 }),
  perHour: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 8 }) },
    { weight: 1, arbitrary: fc.constant(WIDE_LIMITS.perHour) },
  ),
  moneyPercent: fc.integer({ min: 1, max: 100 }),
  moneyFrom: fc.constantFrom(2, 2, 6),
  holdDays: fc.constant(30),
  holdsPerOwner: fc.constant(10),
  freeze: fc.constant([]),
});

const ALLOW = fc.oneof({ weight: 4, arbitrary: fc.constant(VERBS) }, fc.subarray([...VERBS]));

interface Situation {
  readonly fleet: readonly Resource[];
  readonly policies: readonly Policy[];
  readonly limits: Limits;
  readonly allow: readonly VerbName[];
  readonly facts: Facts;
}

/** A fleet with holds, measurements and a past, some of its lists in doubt. */
const SITUATION: fc.Arbitrary<Situation> = fc
  .tuple(FLEET, POLICIES, LIMITS, ALLOW, mostly<string | null>(null, "a short page"))
  .chain(([fleet, policies, limits, allow, doubt]) =>
    fc
      .record({
        held: fc.subarray([...fleet], { maxLength: Math.ceil(fleet.length / 3) }),
        signals: fc.array(SIGNALS, { minLength: Math.floor(fleet.length / 2), maxLength: fleet.length }),
        past: fc.array(fc.tuple(fc.nat({ max: 30 }), fc.constantFrom(...VERBS), agoMs), { maxLength: 8 }),
      })
      .map(({ held, signals, past }) => {
        const measured = signals.flatMap((own, index) => {
          const machine = fleet[index];
          return machine && own.length > 0 ? [[machine.ref, own] as const] : [];
        });
        const recent = past.flatMap(([index, action, ms]): readonly RecentAction[] => {
          const machine = fleet[index];
          const owner = machine?.name.split("-")[1] ?? null;
          return machine ? [{ resource: machine.ref, action, owner, atMs: NOW - ms }] : [];
        });
        const byKind = groupBy(fleet, ({ kind }) => kind);
        const situation: Situation = {
          fleet,
          policies,
          limits,
          allow,
          facts: facts({
            inventories: [...byKind].map(([kind, own]) =>
              inventory(own, { kind, doubt: kind === "notebook" ? doubt : null }),
            ),
            holds: new Map(held.map(({ ref }) => [ref, hold(ref)])),
            measurements: Object.fromEntries(policies.map(({ name }) => [name, new Map(measured)])),
            recent,
            lastAction: new Map(recent.map((action) => [action.resource, action])),
          }),
        };
        return situation;
      }),
  );

function rulesOf({ policies, limits, allow }: Pick<Situation, "policies" | "limits" | "allow">) {
  const prices = { prod: { version: 1, currency: "EUR", source: "example", flavors: FLAVORS } } as const;
  return rulebook({ policies: [...policies], limits, allow, prices });
}

function planOf(situation: Situation): Plan {
  const rules = rulesOf(situation);
  const { intents } = matchPolicies(tick(), rules);
  return makePlan(
    intents.map((intent) => judge(intent, situation.facts, rules)),
    situation.facts,
    rules,
  );
}

const disruptive = (verdicts: readonly Verdict[]) =>
  verdicts.filter(({ intent }) => verb(intent.verb).disruptive);
const listOf = ({ resource }: Verdict) => `${resource?.target}/${resource?.kind}`;

/** Prices are whole numbers here, so that sums are exact. So many machines always fit. */
function expectMoneyWithin(
  counted: readonly Verdict[],
  { fleet, limits }: Pick<Situation, "fleet" | "limits">,
): void {
  const worth = fleet
    .filter(({ standing }) => standing === "running")
    .map((machine) => rulesOf({ policies: [], limits, allow: [] }).savingOf(machine).amount ?? 0);
  const most = (worth.reduce((sum, amount) => sum + amount, 0) * limits.moneyPercent) / 100;
  const prices = counted.map(({ savesPerHour }) => savesPerHour?.amount ?? 0);
  const risk = (some: readonly number[]) => some.reduce((sum, amount) => sum + amount, 0);
  const first = prices.filter((amount) => amount > 0).slice(0, 1);
  const free = Math.max(risk(prices.slice(0, limits.moneyFrom - 1)), risk(first));
  expect(risk(prices)).toBeLessThanOrEqual(Math.max(most, free));
}

function expectWithinCaps(
  verdicts: readonly Verdict[],
  { fleet, limits, facts: { recent } }: Situation,
): void {
  const counted = disruptive(verdicts);
  expect(counted.length).toBeLessThanOrEqual(limits.perRun);
  const lately = recent.filter(({ action, atMs }) => verb(action).disruptive && NOW - atMs < HOUR);
  expect(counted.length).toBeLessThanOrEqual(Math.max(0, limits.perHour - lately.length));
  expectMoneyWithin(counted, { fleet, limits });
  for (const [list, own] of groupBy(counted, listOf)) {
    const running = fleet.filter(
      ({ standing, target, kind }) => standing === "running" && `${target}/${kind}` === list,
    );
    expect(own.length).toBeLessThanOrEqual(Math.max(1, (running.length * limits.percent) / 100));
  }
  for (const [owner, own] of groupBy(counted, (verdict) => verdict.owner)) {
    if (owner === null) continue;
    const before = recent.filter(
      (action) => action.owner === owner && verb(action.action).disruptive && NOW - action.atMs < HOUR,
    );
    expect(own.length + before.length).toBeLessThanOrEqual(Math.max(limits.perOwnerPerHour, before.length));
    if (before.length >= limits.perOwnerPerHour) expect(own).toEqual([]);
  }
}

describe("a plan", () => {
  it("never exceeds the caps, whatever the fleet, neither for real nor on trial", () => {
    const reached = new Map<string, number>();
    fc.assert(
      fc.property(SITUATION, (situation) => {
        const { acted, observed, skipped } = planOf(situation);
        expectWithinCaps(acted, situation);
        expectWithinCaps(observed, situation);
        for (const { reason } of skipped) reached.set(reason, (reached.get(reason) ?? 0) + 1);
      }),
      RUNS,
    );
    // Where a cap is never in the way, nothing is proven.
    expect(Object.fromEntries(reached)).toMatchObject({
      ...{ "cap-count": expect.any(Number), "cap-percent": expect.any(Number) },
      ...{ "cap-hour": expect.any(Number), "cap-money": expect.any(Number) },
    });
  });

  it("chooses the same where nobody asks what is left out", () => {
    fc.assert(
      fc.property(SITUATION, (situation) => {
        const rules = rulesOf(situation);
        const judged = matchPolicies(tick(), rules).intents.map((intent) =>
          judge(intent, situation.facts, rules),
        );
        const acting = judged.map((one) => ({ ...one, verdicts: one.verdicts.filter(({ act }) => act) }));
        const { steps, acted, observed } = makePlan(judged, situation.facts, rules);
        expect(choose(acting, situation.facts, rules)).toEqual({ steps, acted, observed });
      }),
      { numRuns: 60 },
    );
  });

  it("rests on the same verdicts when machines are judged one by one, with or without evidence", () => {
    fc.assert(
      fc.property(SITUATION, (situation) => {
        const rules = rulesOf(situation);
        const machines = situation.facts.inventories.flatMap(({ resources }) => resources);
        for (const intent of matchPolicies(tick(), rules).intents) {
          const { verdicts } = judge(intent, situation.facts, rules);
          const of = (evidence: boolean) => {
            const judgeOne = createJudgeOne(intent, situation.facts, { rulebook: rules, evidence });
            return machines.flatMap((machine) => judgeOne(machine, false) ?? []);
          };
          expect(of(true)).toEqual(verdicts);
          expect(of(false)).toEqual(verdicts.map((verdict) => ({ ...verdict, evidence: [] })));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("of equal machines in one list is never held up by money before it is by their number", () => {
    const size = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 100 }), (count, percent) => {
        const flavor = { name: "dear", gpu: 1, npu: 0, vcpus: 8 };
        const fleet = Array.from({ length: count }, (_, index) =>
          notebook({ id: `m-${index}`, name: `vision-anna-${index}`, flavor, stoppedCost: FREE }),
        );
        const limits = { ...WIDE_LIMITS, percent, moneyPercent: Math.max(50, percent) };
        const { acted, skipped } = planOf({
          ...{ fleet, limits, allow: VERBS, policies: [policy()] },
          facts: facts({ inventories: [inventory(fleet)] }),
        });
        expect(acted).toHaveLength(Math.max(1, Math.floor((count * percent) / 100)));
        expect(skipped.filter(({ reason }) => reason === "cap-money")).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("never disturbs a held machine", () => {
    fc.assert(
      fc.property(SITUATION, (situation) => {
        const { steps } = planOf(situation);
        for (const step of steps) {
          if (verb(step.verb).disruptive) expect(situation.facts.holds.has(step.resource)).toBe(false);
        }
      }),
      RUNS,
    );
  });

  it("has a step only where no guard objects, no list is in doubt and the wall lets the verb through", () => {
    const guards = [standingGuard, prepaidGuard, savingGuard, holdGuard, ownerGuard, cooldownGuard];
    fc.assert(
      fc.property(SITUATION, (situation) => {
        const rules = rulesOf(situation);
        const { acted, observed, steps } = planOf(situation);
        for (const { intent, resource } of [...acted, ...observed]) {
          if (!resource) throw new Error("a clock acts on machines alone");
          const ownership = rules.ownerOf(resource);
          const candidate = {
            intent,
            resource,
            ownership,
            saving: rules.savingOf(resource),
            hours: null,
            freeze: undefined,
            facts: situation.facts,
          };
          for (const guard of guards) expect(guard(candidate)).toBeUndefined();
          expect(evidenceGuard(candidate)?.reason ?? "idle").toBe("idle");
          expect(situation.allow).toContain(intent.verb);
        }
        const refs = new Set(acted.map(({ ref }) => ref));
        expect(steps.every(({ resource }) => refs.has(resource))).toBe(true);
        const doubtful = situation.facts.inventories
          .filter(({ doubt }) => doubt !== null)
          .map(({ kind }) => kind);
        const onDoubt = acted.filter(({ resource }) => resource && doubtful.includes(resource.kind));
        expect(onDoubt.length).toBeLessThanOrEqual(1);
        expect(onDoubt.every(({ intent }) => verb(intent.verb).repeat === "convergent")).toBe(true);
      }),
      RUNS,
    );
  });

  it("touches a machine by one policy at most, and each step has its own id", () => {
    fc.assert(
      fc.property(SITUATION, (situation) => {
        const { acted, steps } = planOf(situation);
        expect(new Set(acted.map(({ ref }) => ref)).size).toBe(acted.length);
        expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
      }),
      RUNS,
    );
  });

  it("is the same for the same input, and changes nothing of it", () => {
    fc.assert(
      fc.property(SITUATION, (situation) => {
        const before = structuredClone(situation.facts);
        const first = planOf(situation);
        expect(planOf(situation)).toEqual(first);
        expect(situation.facts).toEqual(before);
      }),
      RUNS,
    );
  });

  it("does not depend on the order in which the cloud lists", () => {
    fc.assert(
      fc.property(SITUATION, (situation) => {
        const inventories = situation.facts.inventories
          .map((list) => ({ ...list, resources: list.resources.toReversed() }))
          .toReversed();
        const other = planOf({ ...situation, facts: { ...situation.facts, inventories } });
        expect(other.steps).toEqual(planOf(situation).steps);
      }),
      RUNS,
    );
  });

  it("loses no machine without a reason", () => {
    fc.assert(
      fc.property(SITUATION, (situation) => {
        const plan = planOf(situation);
        for (const count of plan.counts) {
          const { action } = situation.policies.find(({ name }) => name === count.policy) ?? {};
          const kinds: readonly string[] = action ? verb(action.verb).resources : [];
          const meant = situation.fleet.filter(({ kind }) => kinds.includes(kind));
          expect(count.act + count.observe + count.skip + count.notMeant).toBe(meant.length);
        }
        expect(plan.skipped.every((verdict) => !verdict.act && describeVerdict(verdict) !== "")).toBe(true);
      }),
      RUNS,
    );
  });

  it("deny wins: what is held, frozen or not allowed is left alone, however many policies want it", () => {
    fc.assert(
      fc.property(SITUATION, fc.nat(), (situation, pick) => {
        const { steps } = planOf(situation);
        const denied = steps[pick % Math.max(1, steps.length)];
        if (!denied) return;
        const holds = new Map([...situation.facts.holds, [denied.resource, hold(denied.resource)] as const]);
        const held = planOf({ ...situation, facts: { ...situation.facts, holds } });
        const touched = held.steps.filter(({ resource }) => resource === denied.resource);
        expect(touched.every((step) => !verb(step.verb).disruptive)).toBe(true);

        const allow = situation.allow.filter((name) => name !== denied.verb);
        const walled = planOf({ ...situation, allow });
        expect(walled.steps.map((step) => step.verb)).not.toContain(denied.verb);

        const freeze = [{ from: "2026-01-15", to: "2026-01-15", zone: "UTC", why: "year end" }];
        const frozen = planOf({ ...situation, limits: { ...situation.limits, freeze } });
        expect(frozen.steps).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("lets no group go before one of which a machine was cut by a cap, is on its way or cools down", () => {
    const groups = ['known(owner) && owner == "anna"', 'known(owner) && owner == "bert"', "!known(owner)"];
    const groupOf = ({ owner }: Verdict) => (owner === "anna" ? 0 : owner === "bert" ? 1 : 2);
    const keepsBack = /^(cap-|changing|cooldown|doubtful)/;
    const seen = { kept: 0, acted: 0 };
    fc.assert(
      fc.property(SITUATION, fc.constantFrom(0, 6 * HOUR), (situation, cooldownMs) => {
        const waves = { groups, settleMs: 2 * MINUTE };
        const waved = policy({ name: "p0", resources: ["notebook", "dev-server"], waves, cooldownMs });
        const { acted, steps, skipped } = planOf({ ...situation, policies: [waved], allow: VERBS });
        const kept = skipped.filter(({ reason, text }) => keepsBack.test(reason) && !/^waits for/.test(text));
        const first = Math.min(...kept.map(groupOf));
        for (const verdict of acted) expect(groupOf(verdict)).toBeLessThanOrEqual(first);
        expect(steps.map(({ barrier }) => barrier?.group)).toEqual(acted.map(groupOf));
        seen.kept += Number(kept.length > 0);
        seen.acted += Number(acted.length > 0);
      }),
      RUNS,
    );
    expect(Math.min(seen.kept, seen.acted)).toBeGreaterThan(10);
  });

  it("converges: once it is carried out, no step is left for the same machines", () => {
    const ends = { stop: "stopped", start: "running", delete: "gone" } as const;
    const lasting = fc.constantFrom("stop" as const, "start" as const, "delete" as const);
    fc.assert(
      fc.property(SITUATION, lasting, (situation, name) => {
        const policies = [
          policy({
            name: "p0",
            resources: ["notebook", "dev-server"],
            action: { verb: name, parameters: {} },
          }),
        ];
        const once = { ...situation, policies, allow: VERBS };
        const done = new Set(planOf(once).steps.map(({ resource }) => resource));
        const inventories = situation.facts.inventories.map((list) => ({
          ...list,
          resources: list.resources.map((machine) =>
            done.has(machine.ref) ? { ...machine, standing: ends[name], status: ends[name] } : machine,
          ),
        }));
        const again = planOf({ ...once, facts: { ...situation.facts, inventories } });
        expect(again.steps.filter(({ resource }) => done.has(resource))).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe("idleness", () => {
  const thresholds = policy().idleThresholds;
  const input = (resource: Resource, measurements: readonly Measurement[]) => ({
    resource,
    measurements,
    thresholds,
    windowMs: 2 * HOUR,
    nowMs: NOW,
  });

  it("is never said of a machine without a CPU signal, whatever else is known", () => {
    fc.assert(
      fc.property(MACHINE, fc.array(SIGNAL, { maxLength: 4 }), (machine, signals) => {
        const others = signals.filter(({ signal }) => signal !== "cpu");
        expect(judgeIdle(input(machine(0), others)).idle).toBe(false);
        expect(judgeIdle(input(machine(0), [])).idle).toBe(false);
      }),
      RUNS,
    );
  });

  it("is never said with one busy or one unknown signal among the others", () => {
    fc.assert(
      fc.property(
        MACHINE,
        fc.array(SIGNAL, { maxLength: 4 }),
        fc.nat({ max: 3 }),
        (machine, signals, index) => {
          const busier = signals.map((signal, at) =>
            at === index ? { ...signal, max: signal.max + 100 } : signal,
          );
          const stale = signals.map((signal, at) => (at === index ? { ...signal, points: 0 } : signal));
          const changed = signals[index] === undefined;
          expect(judgeIdle(input(machine(0), busier)).idle && !changed).toBe(false);
          expect(judgeIdle(input(machine(0), stale)).idle && !changed).toBe(false);
        },
      ),
      RUNS,
    );
  });
});
