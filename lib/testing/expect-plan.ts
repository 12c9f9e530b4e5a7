import { isDeepStrictEqual } from "node:util";
import { AutomationError } from "../domain/errors.ts";
import type { Reason } from "../domain/reasons.ts";
import type { VerbName, Wish } from "../domain/verbs.ts";
import type { PlanFixtureInput } from "./plan-fixture.ts";
import { type PlanRow, planOf, type TestedPlan } from "./plan-of.ts";
import type { PolicySource } from "./read-policies.ts";

/** What the whole plan is to be: the verb of each machine that is acted on, the reason of each that is left alone. */
export interface WholePlan {
  readonly act?: Readonly<Record<string, Wish>>;
  readonly skip?: Readonly<Record<string, Reason>>;
}

/**
 * What a test says about a plan. Every method throws a plain `Error` that shows the plan, and answers the expectation
 * itself, so that they can be chained. A policy in `mode: observe` counts like one that enforces.
 */
export interface PlanExpectation {
  readonly plan: TestedPlan;
  /** Some policy acts on the machine with this verb. */
  toAct(machine: string, verb: Wish): PlanExpectation;
  toStop(machine: string): PlanExpectation;
  toStart(machine: string): PlanExpectation;
  /** No policy acts on the machine, and one leaves it alone, for this reason when one is given. */
  toSkip(machine: string, reason?: Reason): PlanExpectation;
  /** No policy means the machine: there is no verdict on it at all. */
  toIgnore(machine: string): PlanExpectation;
  /** Nothing is done to any machine. */
  toDoNothing(): PlanExpectation;
  /** These and no other verdicts. */
  toEqual(whole: WholePlan): PlanExpectation;
}

function rowText(what: string, { machine, policy, verb, reason, text, mode }: PlanRow): string {
  const how = mode === "observe" ? `${verb} (observe)` : verb;
  const why = text === "" ? reason : `${reason}: ${text}`;
  return `  ${what} ${machine}, ${policy}, ${how}: ${why}`;
}

function show({ act, skip, ignored, policies }: TestedPlan): string {
  const rows = [
    ...act.map((row) => rowText("act ", row)),
    ...skip.map((row) => rowText("skip", row)),
    ...ignored.map(({ policy, reason, text }) => `  ignored by ${policy}: ${reason}: ${text}`),
  ];
  if (rows.length > 0) return ["the plan is", ...rows].join("\n");
  return policies.length > 0
    ? `the plan is empty: ${policies.join(", ")} meant none of the machines`
    : "the plan is empty: what happens in this test sets no policy off; say what does with on, see docs/testing-policies.md";
}

/** A few machines are soon more than a fifth of all, which surprises everybody once. */
function capHint({ skip }: TestedPlan): string {
  return skip.some(({ reason }) => reason.startsWith("cap-"))
    ? "\na cap cut the plan; with caps: false in the fixture there are none"
    : "";
}

function same(rows: readonly PlanRow[], wanted: Readonly<Record<string, string>>, key: "verb" | "reason") {
  return isDeepStrictEqual(
    [...new Set(rows.map((row) => `${row.machine}\n${row[key]}`))].sort(),
    Object.entries(wanted)
      .map(([machine, word]) => `${machine}\n${word}`)
      .sort(),
  );
}

function expectationOf(plan: TestedPlan, names: readonly string[]): PlanExpectation {
  const fail = (wanted: string): never => {
    throw new Error(`expected ${wanted}; ${show(plan)}${capHint(plan)}`);
  };
  const known = (machine: string) => {
    if (names.includes(machine)) return machine;
    throw new AutomationError(
      "usage",
      `there is no machine ${machine} in the fixture; it has ${names.join(", ") || "none"}`,
    );
  };
  const acts = (machine: string) => plan.act.filter((row) => row.machine === machine);
  const skips = (machine: string) => plan.skip.filter((row) => row.machine === machine);
  const expectation: PlanExpectation = {
    plan,
    toAct(machine, verb) {
      if (!acts(known(machine)).some((row) => row.verb === verb)) fail(`${verb} of ${machine}`);
      return expectation;
    },
    toStop: (machine) => expectation.toAct(machine, "stop" satisfies VerbName),
    toStart: (machine) => expectation.toAct(machine, "start" satisfies VerbName),
    toSkip(machine, reason) {
      const isMeant = (row: PlanRow) => reason === undefined || row.reason === reason;
      const why = reason === undefined ? "" : ` for the reason ${reason}`;
      if (acts(known(machine)).length > 0 || !skips(machine).some(isMeant)) {
        fail(`${machine} to be left alone${why}`);
      }
      return expectation;
    },
    toIgnore(machine) {
      if (acts(known(machine)).length + skips(machine).length > 0) fail(`no policy to mean ${machine}`);
      return expectation;
    },
    toDoNothing() {
      if (plan.act.length > 0) fail("nothing to be done");
      return expectation;
    },
    toEqual({ act = {}, skip = {} }) {
      const fits = same(plan.act, act, "verb") && same(plan.skip, skip, "reason");
      if (!fits) fail(`exactly ${JSON.stringify({ act, skip })}`);
      return expectation;
    },
  };
  return expectation;
}

/**
 * Plans what policies would do, for assertions in any test runner:
 * `(await expectPlan("curfew.yaml", { now, machines })).toStop("ml-1").toSkip("ml-2", "busy")`.
 * Throws as {@link planOf} does.
 */
export async function expectPlan(source: PolicySource, fixture: PlanFixtureInput): Promise<PlanExpectation> {
  const plan = await planOf(source, fixture);
  return expectationOf(
    plan,
    fixture.machines.map(({ name }) => name),
  );
}
