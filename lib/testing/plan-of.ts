import { describeVerdict } from "../core/describe-verdict.ts";
import { judge } from "../core/judge.ts";
import { makePlan } from "../core/make-plan.ts";
import { matchPolicies } from "../core/match-policies.ts";
import { planCreation } from "../core/plan-creation.ts";
import { createRulebook } from "../core/rulebook.ts";
import type { Config } from "../domain/config.ts";
import type { OwnerRule } from "../domain/policy.ts";
import type { Reason } from "../domain/reasons.ts";
import { isLocalVerb, verb, type Wish } from "../domain/verbs.ts";
import type { Verdict } from "../domain/verdict.ts";
import { digest } from "../signing/hash-chain.ts";
import { eventOf } from "./event-of.ts";
import { type Find, factsOf } from "./facts-of.ts";
import { machineOf } from "./machine-of.ts";
import { type Made, refuseUnavailable } from "./measured-of.ts";
import type { PlanFixture, PlanFixtureInput } from "./plan-fixture.ts";
import { fixtureError, readFixture } from "./read-fixture.ts";
import { type PolicySource, type ReadPolicies, readPolicies, withoutCaps } from "./read-policies.ts";
import { ruledOf } from "./ruled-of.ts";

/** What becomes of one machine by one policy. */
export interface PlanRow {
  /** Name of the machine, as in the fixture. */
  readonly machine: string;
  readonly policy: string;
  readonly verb: Wish;
  readonly reason: Reason;
  /** The reason in one sentence, as the log has it. */
  readonly text: string;
  /** With `observe` nothing would be sent. */
  readonly mode: "observe" | "enforce";
}

/** What the policies would do. A machine that no `where` means is in neither list. */
export interface TestedPlan {
  readonly act: readonly PlanRow[];
  readonly skip: readonly PlanRow[];
  /** Policies that the event set off. */
  readonly policies: readonly string[];
  /** Policies that looked at the event and left it at that. */
  readonly ignored: readonly { readonly policy: string; readonly reason: Reason; readonly text: string }[];
}

/** Nobody in a test says who owns what, and in production nothing is taken from a machine without an owner. */
const SOMEBODY = "somebody";

/** Owners that the fixture names come before the rules of the config. */
function ownersOf(made: readonly Made[], { framed, config }: ReadPolicies): readonly OwnerRule[] {
  const withRules = config.owners.length > 0;
  const rows = made.flatMap(({ machine, resource }) => {
    const owner = machine.owner === undefined && framed && !withRules ? SOMEBODY : machine.owner;
    return owner ? [[resource.ref, { owner, team: machine.team ?? null }] as const] : [];
  });
  return [{ kind: "table", rows: Object.fromEntries(rows) }, ...config.owners];
}

function madeOf(fixture: PlanFixture, config: Config): readonly Made[] {
  return fixture.machines.map((machine, index) => {
    const resource = machineOf(machine, index, { config, nowMs: fixture.now });
    const cloud = config.targets.find(({ name }) => name === resource.target)?.cloud ?? "huaweicloud";
    const made = { machine, index, resource, cloud };
    refuseUnavailable(made);
    return made;
  });
}

/** Finds machines of the fixture by name. */
function finderOf(made: readonly Made[]): Find {
  return (name, path) => {
    const found = made.find(({ machine }) => machine.name === name);
    if (found) return found.resource;
    const names = made.map(({ machine }) => machine.name).join(", ");
    throw fixtureError(path, `there is no machine ${name}`, `under machines are ${names || "none"}`);
  };
}

function rowOf(verdict: Verdict): PlanRow {
  const { policy, verb: wish } = verdict.intent;
  return {
    machine: verdict.resource?.name ?? verdict.ref,
    ...{ policy: policy.name, verb: wish, reason: verdict.reason },
    ...{ text: describeVerdict(verdict), mode: policy.mode },
  };
}

/** In the order of the fixture, whatever order things would be done in. */
function rowsOf(verdicts: readonly Verdict[], { machines }: PlanFixture): readonly PlanRow[] {
  const places = new Map(machines.map(({ name }, index) => [name, index]));
  const placeOf = ({ machine }: PlanRow) => places.get(machine) ?? machines.length;
  return verdicts.map(rowOf).toSorted((a, b) => placeOf(a) - placeOf(b));
}

function refuseUnknownPolicy({ policy }: PlanFixture, { policies }: Config): void {
  if (policy === undefined || policies.some(({ name }) => name === policy)) return;
  const names = policies.map(({ name }) => name).join(", ");
  throw fixtureError(["policy"], `there is no policy ${policy}`, `the config has ${names || "none"}`);
}

/**
 * Plans what policies would do with the machines of a fixture: read, matched, judged, capped and planned by the code that
 * does so in production, without a cloud, a store or a clock.
 * Throws `invalid-config` for policies that cannot be read, `usage` for a fixture that breaks a rule.
 */
export async function planOf(source: PolicySource, input: PlanFixtureInput): Promise<TestedPlan> {
  const fixture = readFixture(input);
  const read = await readPolicies(source, fixture.files);
  refuseUnknownPolicy(fixture, read.config);
  const made = madeOf(fixture, read.config);
  const owned = { ...read.config, owners: ownersOf(made, read) };
  const config = fixture.caps === false ? withoutCaps(owned) : owned;
  const rulebook = createRulebook(config, { digest });
  const find = finderOf(made);
  const event = eventOf({ fixture, config, machineNamed: find });
  const matched = matchPolicies(event, rulebook);
  const isMeant = (name: string) => fixture.policy === undefined || fixture.policy === name;
  const intents = matched.intents.filter(({ policy }) => isMeant(policy.name));
  const creations = intents.filter((intent) => verb(intent.verb).creates);
  const wishes = intents.filter((intent) => isLocalVerb(intent.verb));
  const others = intents.filter((intent) => !verb(intent.verb).creates && !isLocalVerb(intent.verb));
  const facts = factsOf(intents, { fixture, made, rulebook, find });
  const ruled = wishes.flatMap((intent) => ruledOf(intent, facts, rulebook));
  const judged = others.map((intent) => judge(intent, facts, rulebook));
  const plans = [
    makePlan(judged, facts, rulebook),
    ...creations.map((intent) => planCreation(intent, rulebook)),
  ];
  const acted = plans.flatMap((plan) => [...plan.acted, ...plan.observed]);
  const skipped = plans.flatMap((plan) => plan.skipped);
  return {
    act: rowsOf([...acted, ...ruled.filter(({ act }) => act)], fixture),
    skip: rowsOf([...skipped, ...ruled.filter(({ act }) => !act)], fixture),
    policies: [...new Set(intents.map(({ policy }) => policy.name))],
    ignored: matched.ignored.flatMap(({ policy, reason, text }) =>
      policy !== null && isMeant(policy) ? [{ policy, reason, text }] : [],
    ),
  };
}
