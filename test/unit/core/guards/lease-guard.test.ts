import { describe, expect, it } from "vitest";
import { leaseGuard } from "../../../../lib/core/guards/lease-guard.ts";
import type { AutomationEvent } from "../../../../lib/domain/event.ts";
import type { Policy } from "../../../../lib/domain/policy.ts";
import type { NotebookLease, Resource } from "../../../../lib/domain/resource.ts";
import { intent, leasePolicy, policy, rulebook, tick, trace } from "../../../fixtures/policies.ts";
import { HOUR, NOW, notebook } from "../../../fixtures/resources.ts";
import { candidate } from "./candidate.ts";

const wish = (type: string, hours = 24) => ({ verb: "lease", parameters: { type, hours } }) as const;
const TIMED: NotebookLease = { enabled: true, type: "timing", expiresAtMs: NOW + HOUR };
const IDLE: NotebookLease = { ...TIMED, type: "idle" };

interface Case {
  readonly event?: AutomationEvent;
  readonly action?: NonNullable<Policy["action"]>;
  readonly machine?: Partial<Resource>;
  readonly idleMs?: number;
}

function veto(lease: NotebookLease | null, parts: Case = {}) {
  const { event = trace(), action = wish("timing"), machine = {}, idleMs = null } = parts;
  const on = event.type === "schedule.tick" ? policy().on : leasePolicy().on;
  const rules = rulebook({ policies: [leasePolicy({ on, action, idleMs })] });
  const resource = notebook({ lease, ...machine });
  return leaseGuard({ ...candidate({ resource }), intent: intent(event, rules) });
}

describe("after a trace a notebook lease", () => {
  it("that is set stays as it is", () => {
    expect(veto(TIMED)).toEqual({
      reason: "already-so",
      text: "its notebook lease of type timing is set until 2026-01-15T13:00:00.000Z",
    });
    expect(veto({ ...IDLE, expiresAtMs: NOW - HOUR }, { action: wish("idle") })?.reason).toBe("already-so");
    expect(veto({ ...TIMED, expiresAtMs: null })?.text).toBe("its notebook lease of type timing is set");
  });

  it("that is set stands in the way of nothing else", () => {
    expect(veto(TIMED, { action: { verb: "stop", parameters: {} } })).toBeUndefined();
  });

  it.each<[string, NotebookLease | null]>([
    ["is missing", null],
    ["is switched off", { ...TIMED, enabled: false }],
    ["ended before", { ...TIMED, expiresAtMs: NOW }],
  ])("that %s is set", (_what, lease) => {
    expect(veto(lease)).toBeUndefined();
    expect(veto(lease, { action: wish("idle", 2) })).toBeUndefined();
  });
});

describe("a notebook lease that a policy sets", () => {
  it("by the clock is a new one where it is timed, and none where it is idle, which would begin to count anew", () => {
    expect(veto(TIMED, { event: tick() })).toBeUndefined();
    expect(veto(IDLE, { event: tick(), action: wish("idle", 2) })?.reason).toBe("already-so");
  });

  it("by the clock is not set anew with every tick: a timed one once a quarter of it has passed", () => {
    const left = (hours: number) =>
      veto({ ...TIMED, expiresAtMs: NOW + hours * HOUR }, { event: tick() })?.reason;
    expect([24, 18.1].map(left)).toEqual(["already-so", "already-so"]);
    expect([18, 0.1, 0, -1].map(left)).toEqual([undefined, undefined, undefined, undefined]);
    expect(veto({ ...TIMED, expiresAtMs: null }, { event: tick() })).toBeUndefined();
  });

  it("is never timed unless that is written", () => {
    const action = { verb: "lease", parameters: { hours: 24 } } as const;
    expect(veto(null, { action })).toMatchObject({
      reason: "not-supported",
      text: expect.stringContaining("write type: timing"),
    });
  });

  it("is never an idle one where the cloud goes by time alone", () => {
    const machine = { kind: "legacy-notebook" } as const;
    expect(veto(null, { action: wish("idle"), machine })?.reason).toBe("not-supported");
    expect(veto(null, { machine })).toBeUndefined();
  });

  it.each([tick(), trace()])("leaves a day at least to a machine that is not proven idle", (event) => {
    expect(veto(null, { event, action: wish("timing", 23) })?.reason).toBe("invalid-parameters");
    expect(veto(null, { event, action: wish("timing", 24) })).toBeUndefined();
    expect(veto(null, { event, action: wish("timing", 2), idleMs: HOUR })).toBeUndefined();
    expect(veto(null, { event, action: wish("idle", 2) })).toBeUndefined();
  });

  it.each([tick(), trace()])("never ends sooner than the one that stands", (event) => {
    const later = { ...TIMED, expiresAtMs: NOW + 70 * HOUR };
    expect(veto(later, { event, action: wish("idle", 2) })?.text).toContain("is not shortened");
    expect(veto(later, { event })?.reason).toBe("already-so");
    expect(veto(IDLE, { event })?.text).toContain("stops nobody at work");
    expect(veto(TIMED, { event, action: wish("idle", 2) })).toBeUndefined();
  });

  it("is no matter of this rule where a person asks for it", () => {
    const asked = candidate({ resource: notebook({ lease: TIMED }), verb: "lease", person: true });
    const wanted = { ...asked.intent, parameters: { type: "timing", hours: 1 } };
    expect(leaseGuard({ ...asked, intent: wanted })).toBeUndefined();
  });
});
