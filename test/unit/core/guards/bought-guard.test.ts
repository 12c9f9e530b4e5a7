import { expect, it } from "vitest";
import { boughtGuard } from "../../../../lib/core/guards/bought-guard.ts";
import type { AuditWord } from "../../../../lib/domain/audit-words.ts";
import type { On } from "../../../../lib/domain/policy.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import { intent, policy, rulebook, tick, trace } from "../../../fixtures/policies.ts";
import { facts, server } from "../../../fixtures/resources.ts";

const CREATED = trace({ resourceType: "Server", traceName: "createServer", resourceId: "ds-1" });

function reason(billing: Resource["billing"], words: readonly AuditWord[] | null) {
  const on: On = words === null ? policy().on : { kind: "audit", words: [...words], when: null };
  const rules = rulebook({ policies: [policy({ on, resources: ["dev-server"] })] });
  const resource = server({ billing });
  return boughtGuard({
    intent: intent(words === null ? tick() : CREATED, rules),
    resource,
    ownership: rules.ownerOf(resource),
    saving: rules.savingOf(resource),
    facts: facts(),
  })?.reason;
}

it("takes for bought what is paid for by the month or year, and nothing that is not known", () => {
  expect(reason("prepaid", ["dev-server.bought"])).toBeUndefined();
  expect(reason("pay-per-use", ["dev-server.bought"])).toBe("where-false");
  expect(reason("unknown", ["dev-server.bought"])).toBe("where-unknown");
});

it("has nothing to say where a creation is enough, or to a clock", () => {
  expect(reason("pay-per-use", ["dev-server.bought", "dev-server.created"])).toBeUndefined();
  expect(reason("pay-per-use", null)).toBeUndefined();
});
