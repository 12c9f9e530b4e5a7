import { expect, it } from "vitest";
import { askedByPerson } from "../../../../lib/core/guards/guard.ts";
import {
  budgetAlert,
  intent,
  policy,
  rebuildPolicy,
  request,
  rulebook,
  tick,
  ticket,
  webhook,
} from "../../../fixtures/policies.ts";

const RULES = rulebook({
  policies: [
    policy(),
    rebuildPolicy(),
    policy({ name: "budget", on: { kind: "budget", budget: "vision", at: 0.9 } }),
    policy({ name: "hook", on: { kind: "webhook", source: "ci", when: null } }),
  ],
});

it.each([
  [request(), true],
  [ticket(), true],
  [tick(), false],
  [budgetAlert(), false],
  [webhook(), false],
])("tells whether a person asked: $type", (event, asked) => {
  expect(askedByPerson(intent(event, RULES))).toBe(asked);
});
