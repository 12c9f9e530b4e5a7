import { expect, it } from "vitest";
import { describeMatch } from "../../../lib/core/describe-signal.ts";
import { alarm, intent, policy, rulebook, tick, trace } from "../../fixtures/policies.ts";
import { notebook, server } from "../../fixtures/resources.ts";

const CREATED = trace({ resourceType: "Server", traceName: "createServer", resourceId: "ds-1" });

it("names the alarm that was raised", () => {
  const rules = rulebook({ policies: [policy({ on: { kind: "alarm", name: "gpu-*", when: null } })] });
  expect(describeMatch({ intent: intent(alarm(), rules), resource: notebook() })).toBe(
    "after the alarm gpu-idle",
  );
});

it("names every word that a trace can mean", () => {
  const words = ["dev-server.created" as const, "dev-server.bought" as const];
  const on = { kind: "audit", words, when: null } as const;
  const rules = rulebook({ policies: [policy({ on, resources: ["dev-server"] })] });
  expect(describeMatch({ intent: intent(CREATED, rules), resource: server() })).toBe(
    "dev-server.created or dev-server.bought: createServer by anna",
  );
});

it("has nothing to add for a clock", () => {
  expect(describeMatch({ intent: intent(tick(), rulebook()), resource: notebook() })).toBe(
    "the policy applies",
  );
});
