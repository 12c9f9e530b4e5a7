import { describe, expect, it } from "vitest";
import { judge } from "../../../lib/core/judge.ts";
import { pendingStop } from "../../../lib/core/warning.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import type { LastVerdict, PendingStop } from "../../../lib/domain/memory.ts";
import type { Policy } from "../../../lib/domain/policy.ts";
import { intent, policy, request, rulebook, tick } from "../../fixtures/policies.ts";
import { facts, HOUR, inventory, MINUTE, NOW, notebook } from "../../fixtures/resources.ts";

const WARNED = policy({ warnMs: [30 * MINUTE, 5 * MINUTE] });
const pending = (overrides: Partial<PendingStop> = {}): PendingStop => ({
  ...{ warnedAtMs: NOW - 30 * MINUTE, stopAtMs: NOW, levelMs: 5 * MINUTE },
  ...overrides,
});
const last = (stop: PendingStop): LastVerdict => ({
  ...{ reason: "warned", atMs: NOW - 30 * MINUTE, memory: { pending: stop } },
});

function verdict(rule: Policy, known?: LastVerdict, event: AutomationEvent = tick()) {
  const rules = rulebook({ policies: [rule] });
  const machine = notebook();
  const lastVerdicts = known ? { [rule.name]: new Map([[machine.ref, known]]) } : {};
  const world = facts({ inventories: [inventory([machine])], lastVerdicts });
  return judge(intent(event, rules), world, rules).verdicts[0];
}

describe("a policy that warns first", () => {
  it("skips and says when it stops and how to object", () => {
    const seen = verdict(WARNED);
    expect(seen).toMatchObject({ act: false, reason: "warned" });
    expect(seen?.text).toContain(new Date(NOW + 30 * MINUTE).toISOString());
    expect(seen?.text).toContain("curfew extend prod/notebook/nb-1 --for 2h");
  });

  it("acts once the time is over, and not a moment earlier", () => {
    expect(verdict(WARNED, last(pending()))).toMatchObject({ act: true, reason: "matched" });
    const soon = last(pending({ stopAtMs: NOW + 1 }));
    expect(verdict(WARNED, soon)).toMatchObject({ act: false, reason: "warned" });
  });

  it("begins anew where nobody can have been warned in earnest", () => {
    const trial = pending({ trial: true });
    const old = pending({ stopAtMs: NOW - 25 * HOUR });
    const ahead = pending({ warnedAtMs: NOW + 1 });
    for (const stop of [trial, old, ahead]) expect(verdict(WARNED, last(stop))?.reason).toBe("warned");
    expect(verdict({ ...WARNED, mode: "observe" }, last(trial))).toMatchObject({ act: true });
  });

  it("does not put off what a person asked for, or has played again", () => {
    const asked = verdict(
      { ...WARNED, on: { kind: "request", verbs: ["stop"], from: ["inbox"] } },
      undefined,
      request({ verb: "stop" }),
    );
    expect(asked).toMatchObject({ act: true, reason: "requested" });
    expect(verdict(WARNED, undefined, { ...tick(), replayof: "slot-1" })).toMatchObject({ act: true });
  });

  it("warns nobody of what takes nothing away", () => {
    expect(verdict({ ...WARNED, action: { verb: "lease", parameters: { hours: 2 } } })?.act).toBe(true);
  });
});

describe("warnings in a row", () => {
  const at = (ms: number, stop?: PendingStop) => pendingStop(stop && last(stop), WARNED, NOW + ms);

  it("come one pass early rather than too late", () => {
    const first = at(0);
    expect(first).toMatchObject({ levelMs: 30 * MINUTE, stopAtMs: NOW + 30 * MINUTE });
    expect(at(10 * MINUTE, first)).toEqual(first);
    expect(at(20 * MINUTE, first)).toEqual({ ...first, levelMs: 5 * MINUTE });
  });

  it("move the stop when one comes late, so that none is shorter than it says", () => {
    const first = at(0);
    const late = at(28 * MINUTE, first);
    expect(late).toEqual({ ...first, levelMs: 5 * MINUTE, stopAtMs: NOW + 33 * MINUTE });
    expect(at(40 * MINUTE, first)?.stopAtMs).toBe(NOW + 45 * MINUTE);
  });

  it("come together where passes are rare", () => {
    const rare = { ...WARNED, on: { kind: "every", everyMs: HOUR } } as const;
    expect(pendingStop(undefined, rare, NOW)).toMatchObject({
      levelMs: 5 * MINUTE,
      stopAtMs: NOW + 30 * MINUTE,
    });
  });

  it("are none where none is asked for", () => {
    expect(pendingStop(undefined, policy(), NOW)).toBeUndefined();
  });
});
