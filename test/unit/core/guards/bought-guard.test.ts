import { expect, it } from "vitest";
import { boughtGuard } from "../../../../lib/core/guards/bought-guard.ts";
import type { AuditWord } from "../../../../lib/domain/audit-words.ts";
import type { On } from "../../../../lib/domain/policy.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import { intent, policy, rulebook, tick, trace } from "../../../fixtures/policies.ts";
import { facts, server } from "../../../fixtures/resources.ts";

const CREATED = trace({ resourceType: "Server", traceName: "createServer", resourceId: "ds-1" });

function veto(billing: Resource["billing"], words: readonly AuditWord[] | null) {
  const on: On = words === null ? policy().on : { kind: "audit", words: [...words], when: null };
  const rules = rulebook({ policies: [policy({ on, resources: ["dev-server"] })] });
  const resource = server({ billing });
  return boughtGuard({
    intent: intent(words === null ? tick() : CREATED, rules),
    resource,
    ownership: rules.ownerOf(resource),
    saving: rules.savingOf(resource),
    hours: null,
    freeze: undefined,
    facts: facts(),
  });
}

it("takes for bought what is paid for by the month or year, and nothing that is not known", () => {
  expect(veto("prepaid", ["dev-server.bought"])).toBeUndefined();
  expect(veto("pay-per-use", ["dev-server.bought"])).toEqual({
    reason: "where-false",
    text: "it was created, not bought: it is paid for by use",
  });
  expect(veto("unknown", ["dev-server.bought"])).toEqual({
    reason: "where-unknown",
    text: "the cloud does not say how it is billed",
  });
});

it("has nothing to say where a creation is enough, or to a clock", () => {
  expect(veto("pay-per-use", ["dev-server.bought", "dev-server.created"])).toBeUndefined();
  expect(veto("pay-per-use", null)).toBeUndefined();
});
