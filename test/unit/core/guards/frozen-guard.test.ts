import { expect, it } from "vitest";
import { frozenGuard } from "../../../../lib/core/guards/frozen-guard.ts";
import { policy, WIDE_LIMITS } from "../../../fixtures/policies.ts";
import { candidate } from "./candidate.ts";

const freeze = { from: "2026-01-15", to: "2026-01-15", zone: "UTC", why: "moving house" };
const config = (from: string) => ({ limits: { ...WIDE_LIMITS, freeze: [{ ...freeze, from, to: from }] } });

it.each(["stop", "start", "lease"] as const)("keeps policies from everything, even from: %s", (verb) => {
  expect(frozenGuard(candidate({ verb, config: config("2026-01-15") }))).toEqual({
    reason: "frozen",
    text: "nothing is changed from 2026-01-15 to 2026-01-15 (UTC): moving house",
  });
});

it("lets through what a person asks for", () => {
  const on = { kind: "request", verbs: ["stop"], from: ["cli"] } as const;
  const asked = { ...policy().on, ...on, verbs: [...on.verbs], from: [...on.from] };
  expect(
    frozenGuard(candidate({ person: true, policy: { on: asked }, config: config("2026-01-15") })),
  ).toBeUndefined();
});

it("is over with its last day", () => {
  expect(frozenGuard(candidate({ config: config("2026-01-14") }))).toBeUndefined();
  expect(frozenGuard(candidate())).toBeUndefined();
});
