import { describe, expect, it } from "vitest";
import { isEmptyMemory, nextMemory, sameMemory } from "../../../lib/core/next-memory.ts";
import type { RecentAction } from "../../../lib/domain/facts.ts";
import type { Memory } from "../../../lib/domain/memory.ts";
import type { Policy } from "../../../lib/domain/policy.ts";
import type { Verdict } from "../../../lib/domain/verdict.ts";
import { intent, policy, rulebook, tick } from "../../fixtures/policies.ts";
import { facts, HOUR, MINUTE, NOW, notebook } from "../../fixtures/resources.ts";

const DAY = 24 * HOUR;
const PENDING = { warnedAtMs: NOW - HOUR, stopAtMs: NOW - MINUTE, levelMs: 30 * MINUTE };

function remembered(
  verdict: Partial<Verdict>,
  memory: Memory,
  {
    rule = policy({ warnMs: [30 * MINUTE], respectMs: 4 * HOUR }),
    stop,
  }: { readonly rule?: Policy; readonly stop?: Partial<RecentAction> } = {},
) {
  const machine = notebook({ updatedAtMs: NOW - HOUR });
  const last: RecentAction = {
    ...{ resource: machine.ref, action: "stop", owner: null, atMs: NOW - 3 * HOUR, policy: rule.name },
    ...stop,
  };
  const whole: Verdict = {
    ...{ intent: intent(tick(), rulebook({ policies: [rule] })), ref: machine.ref, resource: machine },
    ...{ owner: null, team: null, act: false, reason: "busy", text: "", evidence: [], savesPerHour: null },
    ...verdict,
  };
  const lastVerdicts = {
    [rule.name]: new Map([[machine.ref, { reason: "warned", atMs: NOW, memory } as const]]),
  };
  const lastAction = new Map(stop ? [[machine.ref, last]] : []);
  return nextMemory(whole, facts({ lastVerdicts, lastAction }));
}

describe("the pending stop", () => {
  it("is remembered with the warning", () => {
    expect(remembered({ reason: "warned" }, {}).pending).toMatchObject({
      warnedAtMs: NOW,
      stopAtMs: NOW + 30 * MINUTE,
    });
  });

  it.each(["busy", "held", "restarted", "in-use-hours", "no-evidence"] as const)(
    "is off when it is %s in between",
    (reason) => {
      expect(remembered({ reason }, { pending: PENDING })).toEqual({});
    },
  );

  it("is over when it is carried out", () => {
    expect(remembered({ act: true, reason: "matched" }, { pending: PENDING })).toEqual({});
  });

  it.each(["cap-count", "cap-owner", "doubtful-inventory"] as const)(
    "stands when %s only puts it off",
    (reason) => {
      expect(remembered({ reason }, { pending: PENDING })).toEqual({ pending: PENDING });
    },
  );

  it("stands while the policy only observes, as a trial", () => {
    const rule = policy({ warnMs: [30 * MINUTE], mode: "observe" });
    const trial = { ...PENDING, trial: true } as const;
    expect(remembered({ reason: "warned" }, {}, { rule }).pending?.trial).toBe(true);
    expect(remembered({ act: true, reason: "matched" }, { pending: trial }, { rule })).toEqual({
      pending: trial,
    });
  });
});

describe("restarts", () => {
  it("count once for each stop", () => {
    const once = remembered({ reason: "restarted" }, {}, { stop: {} });
    expect(once).toEqual({ restartsMs: [NOW - HOUR] });
    expect(remembered({}, once, { stop: {} })).toEqual(once);
    const before = { restartsMs: [NOW - 5 * HOUR] };
    expect(remembered({}, before, { stop: {} })).toEqual({ restartsMs: [NOW - 5 * HOUR, NOW - HOUR] });
  });

  it("are no complaint when they come much later, or after another policy's stop", () => {
    expect(remembered({}, {}, { stop: { atMs: NOW - 9 * HOUR } })).toEqual({ restartsMs: [NOW - HOUR] });
    expect(remembered({}, {}, { stop: { atMs: NOW - 9 * HOUR - 1 } })).toEqual({});
    expect(remembered({}, {}, { stop: { policy: "idle" } })).toEqual({});
    expect(remembered({ resource: null }, {}, { stop: {} })).toEqual({});
  });

  it("after a stop for idleness are a complaint only where the longer time would have spared it", () => {
    const rule = policy({ idleMs: 2 * HOUR, respectMs: 4 * HOUR });
    const complaint = { restartsMs: [NOW - HOUR] };
    expect(remembered({}, {}, { rule, stop: { atMs: NOW - 3 * HOUR } })).toEqual(complaint);
    expect(remembered({}, {}, { rule, stop: { atMs: NOW - 3 * HOUR - 1 } })).toEqual({});
    // Who complained before is waited for twice as long, and so is the next complaint.
    const before = { restartsMs: [NOW - DAY] };
    const twice = { restartsMs: [NOW - DAY, NOW - HOUR] };
    expect(remembered({}, before, { rule, stop: { atMs: NOW - 5 * HOUR } })).toEqual(twice);
    expect(remembered({}, before, { rule, stop: { atMs: NOW - 5 * HOUR - 1 } })).toEqual(before);
  });

  it("are forgotten after 30 days, and never grow beyond what a memory holds", () => {
    expect(remembered({}, { restartsMs: [NOW - 30 * DAY, NOW - 29 * DAY] })).toEqual({
      restartsMs: [NOW - 29 * DAY],
    });
    const many = Array.from({ length: 50 }, (_, index) => NOW - 10 * DAY + index);
    const { restartsMs = [] } = remembered({}, { restartsMs: many }, { stop: {} });
    expect([restartsMs.length, restartsMs.at(-1)]).toEqual([50, NOW - HOUR]);
  });
});

describe("memories", () => {
  it("are the same when they say the same", () => {
    expect(sameMemory({}, { restartsMs: [] })).toBe(true);
    expect(sameMemory({ pending: PENDING }, { pending: { ...PENDING } })).toBe(true);
    for (const key of ["warnedAtMs", "stopAtMs", "levelMs"] as const) {
      expect(sameMemory({ pending: PENDING }, { pending: { ...PENDING, [key]: 1 } })).toBe(false);
    }
    expect(sameMemory({ pending: PENDING }, { pending: { ...PENDING, trial: true } })).toBe(false);
    expect(sameMemory({ restartsMs: [1] }, { restartsMs: [2] })).toBe(false);
    expect(sameMemory({ restartsMs: [1] }, {})).toBe(false);
  });

  it("are empty when nothing is in them", () => {
    expect([{}, { restartsMs: [] }, { restartsMs: [1] }, { pending: PENDING }].map(isEmptyMemory)).toEqual([
      ...[true, true, false, false],
    ]);
  });
});
