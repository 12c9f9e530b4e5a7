import { expect, it } from "vitest";
import { evidenceGuard } from "../../../../lib/core/guards/evidence-guard.ts";
import { alarm, intent, policy, rulebook } from "../../../fixtures/policies.ts";
import { facts, HOUR, idleSignals, notebook } from "../../../fixtures/resources.ts";
import { candidate } from "./candidate.ts";

const idle = { policy: { idleMs: 2 * HOUR } };
const HEARSAY = {
  reason: "no-evidence",
  text: "an alarm alone proves nothing; add idle to the policy",
  evidence: [],
};
const signals = new Map([[notebook().ref, idleSignals()]]);

it("has nothing to say when the policy does not ask for idleness", () => {
  expect(evidenceGuard(candidate({ facts: facts({ measurements: { nights: signals } }) }))).toBeUndefined();
});

it("reports what it saw, also when it does not object", () => {
  const seen = evidenceGuard(candidate({ ...idle, facts: facts({ measurements: { nights: signals } }) }));
  expect(seen).toMatchObject({ reason: "idle", text: "" });
  expect(seen?.evidence).toHaveLength(3);
});

it.each([
  ["nothing was measured", {}],
  ["only another policy's window was measured", { other: signals }],
  ["only another machine was measured", { nights: new Map([["prod/notebook/nb-2", idleSignals()]]) }],
])("objects when %s", (_what, measurements) => {
  expect(evidenceGuard(candidate({ ...idle, facts: facts({ measurements }) }))?.reason).toBe("no-evidence");
});

it.each([
  ["stop", HEARSAY],
  ["start", undefined],
] as const)("does not take the word of an alarm for it: %s", (verb, veto) => {
  const on = { kind: "alarm", name: "*", when: null } as const;
  const rules = rulebook({ policies: [policy({ on, action: { verb, parameters: {} } })] });
  expect(evidenceGuard({ ...candidate(), intent: intent(alarm(), rules) })).toEqual(veto);
});
