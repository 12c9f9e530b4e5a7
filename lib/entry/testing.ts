export { AutomationError } from "../domain/errors.ts";
export type { Reason } from "../domain/reasons.ts";
export { expectPlan, type PlanExpectation, type WholePlan } from "../testing/expect-plan.ts";
export type { PlanFixtureInput } from "../testing/plan-fixture.ts";
export { type PlanRow, planOf, type TestedPlan } from "../testing/plan-of.ts";
export type { PolicySource } from "../testing/read-policies.ts";
