import { describe, expect, it } from "vitest";
import { leaseGuard } from "../../../../lib/core/guards/lease-guard.ts";
import type { AutomationEvent } from "../../../../lib/domain/event.ts";
import type { Policy } from "../../../../lib/domain/policy.ts";
import type { NotebookLease } from "../../../../lib/domain/resource.ts";
import { intent, leasePolicy, policy, rulebook, tick, trace } from "../../../fixtures/policies.ts";
import { facts, HOUR, NOW, notebook } from "../../../fixtures/resources.ts";

const wish = (type: string) => ({ verb: "lease", parameters: { type, hours: 8 } }) as const;
const TIMED: NotebookLease = { enabled: true, type: "timing", expiresAtMs: NOW + HOUR };

function veto(
  lease: NotebookLease | null,
  event: AutomationEvent = trace(),
  action: NonNullable<Policy["action"]> = wish("timing"),
) {
  const on = event.type === "schedule.tick" ? policy().on : leasePolicy().on;
  const rules = rulebook({ policies: [leasePolicy({ on, action })] });
  const resource = notebook({ lease });
  return leaseGuard({
    intent: intent(event, rules),
    resource,
    ownership: rules.ownerOf(resource),
    saving: rules.savingOf(resource),
    facts: facts(),
  });
}

describe("after a trace a notebook lease", () => {
  it("that is set stays as it is", () => {
    expect(veto(TIMED)).toEqual({
      reason: "already-so",
      text: "its notebook lease of type timing is set until 2026-01-15T13:00:00.000Z",
    });
    expect(veto({ ...TIMED, type: "idle", expiresAtMs: NOW - HOUR }, trace(), wish("idle"))?.reason).toBe(
      "already-so",
    );
    expect(veto({ ...TIMED, expiresAtMs: null })?.text).toBe("its notebook lease of type timing is set");
  });

  it("is a timed one where the policy says nothing else", () => {
    expect(veto(TIMED, trace(), { verb: "lease", parameters: { hours: 8 } })?.reason).toBe("already-so");
    expect(veto({ ...TIMED, type: "idle" }, trace(), { verb: "lease", parameters: { hours: 8 } })).toBe(
      undefined,
    );
  });

  it("that is set stands in the way of nothing else", () => {
    expect(veto(TIMED, trace(), { verb: "stop", parameters: {} })).toBeUndefined();
  });

  it.each<[string, NotebookLease | null]>([
    ["is missing", null],
    ["is switched off", { ...TIMED, enabled: false }],
    ["is of another type", { ...TIMED, type: "idle" }],
    ["ended before", { ...TIMED, expiresAtMs: NOW }],
  ])("that %s is set", (_what, lease) => {
    expect(veto(lease)).toBeUndefined();
  });
});

it("has nothing to say to a clock, whose policies mean a new lease", () => {
  expect(veto(TIMED, tick())).toBeUndefined();
});
