import { describe, expect, it } from "vitest";
import { describeFlip } from "../../../lib/core/describe-flip.ts";
import { flipOf } from "../../../lib/core/flip.ts";
import type { IdleInput } from "../../../lib/core/idle/idle-input.ts";
import { judgeIdle } from "../../../lib/core/idle.ts";
import type { Facts } from "../../../lib/domain/facts.ts";
import type { Policy } from "../../../lib/domain/policy.ts";
import type { Verdict } from "../../../lib/domain/verdict.ts";
import { intent, policy, rulebook, tick } from "../../fixtures/policies.ts";
import {
  at,
  facts,
  HOUR,
  hold,
  idleSignals,
  MINUTE,
  measurement,
  NOW,
  notebook,
} from "../../fixtures/resources.ts";

const IDLE = policy({ idleMs: 2 * HOUR });

function inputOf(overrides: Partial<IdleInput> = {}): IdleInput {
  return {
    ...{ resource: notebook(), measurements: idleSignals(), thresholds: IDLE.idleThresholds },
    ...{ windowMs: 2 * HOUR, nowMs: NOW, ...overrides },
  };
}

function verdictOf(parts: Partial<Verdict>, own: Policy = IDLE): Verdict {
  const asked = intent(tick(), rulebook({ policies: [own] }));
  const known = { owner: "anna", team: "vision", evidence: [], savesPerHour: null, text: "" } as const;
  return {
    intent: asked,
    ref: notebook().ref,
    resource: notebook(),
    act: false,
    reason: "busy",
    ...known,
    ...parts,
  };
}

/** What would change the verdict on these signals. */
function flip(overrides: Partial<IdleInput>) {
  const input = inputOf(overrides);
  const { idle, reason } = judgeIdle(input);
  return flipOf(verdictOf({ act: idle, reason }), facts(), input);
}

/** CPU that was above 5 % so many quarter-hours ago for the last time, and before that as long as told. */
function course(quartersAgo: number, quartersLong = 1) {
  const max = Array.from({ length: 14 }, (_, index) =>
    index >= quartersAgo && index < quartersAgo + quartersLong ? 7.2 : 0.4,
  );
  return measurement("cpu", { max: 7.2, peaks: { pieceMs: 15 * MINUTE, max } });
}

const others = idleSignals().slice(1);

describe("the smallest change", () => {
  it("for a busy signal is to stay below for what is left of the window", () => {
    const found = flip({ measurements: [course(5), ...others] });
    expect(found).toEqual({
      kind: "quiet",
      forMs: 45 * MINUTE,
      signals: [{ signal: "cpu", value: 7.2, limit: 5 }],
    });
    expect(describeFlip(found)).toBe("cpu was 7.2 %, limit 5 %: idle if it stays below for 45m more");
  });

  it("says of a machine at work that it works now, by what it reads now", () => {
    const max = [60, 97, 97, ...new Array(11).fill(0.4)];
    const cpu = measurement("cpu", { max: 97, peaks: { pieceMs: 15 * MINUTE, max } });
    const found = flip({ measurements: [cpu, ...others] });
    expect(found).toMatchObject({ forMs: 2 * HOUR, signals: [{ signal: "cpu", value: 60, isNow: true }] });
    expect(describeFlip(found)).toBe("it works now (cpu is 60 %, limit 5 %): idle once it has rested for 2h");
    const late = { ...cpu, peaks: { pieceMs: 15 * MINUTE, max: [Number.NaN, ...max] } };
    expect(flip({ measurements: [late, ...others] })).toMatchObject({ signals: [{ isNow: true }] });
    const network = { ...course(3), signal: "network" as const };
    expect(describeFlip(flip({ measurements: [cpu, ...others.slice(0, 1), network] }))).toBe(
      "it works now (cpu is 60 %, limit 5 %; network was 7.2 kbit/s, limit 1.6 kbit/s): idle once all of them have rested for 2h",
    );
  });

  it("says so of a kernel at work, which is told of the moment", () => {
    const kernels = measurement("kernels", { max: 2, points: 1, expected: 1, activeAtMs: NOW });
    expect(describeFlip(flip({ measurements: [...idleSignals(), kernels] }))).toBe(
      "it works now (kernels: 2 at work): idle once it has rested for 2h",
    );
  });

  it("for a busy signal really turns the verdict once that time has passed, and not before", () => {
    const found = flip({ measurements: [course(5), ...others] });
    if (found.kind !== "quiet") throw new Error(found.kind);
    const later = (ms: number) => {
      const shift = ms / (15 * MINUTE);
      const moved = course(5 + shift);
      const max = Math.max(...(moved.peaks?.max.slice(0, 8) ?? []));
      const fresh = { newestAtMs: NOW + ms };
      const measurements = [{ ...moved, ...fresh, max }, ...others.map((one) => ({ ...one, ...fresh }))];
      return judgeIdle(inputOf({ measurements, nowMs: NOW + ms })).reason;
    };
    expect(later(found.forMs - 15 * MINUTE)).toBe("busy");
    expect(later(found.forMs)).toBe("idle");
  });

  it("after long work takes the grace as well", () => {
    const measurements = [course(2, 6), ...others];
    expect(flip({ measurements, graceMs: 30 * MINUTE })).toMatchObject({ forMs: 2 * HOUR });
    expect(flip({ measurements })).toMatchObject({ forMs: 90 * MINUTE });
  });

  it("is the whole window where nothing is known of the signal's course", () => {
    expect(flip({ measurements: [measurement("cpu", { max: 90 }), ...others] })).toMatchObject({
      kind: "quiet",
      forMs: 2 * HOUR,
    });
  });

  it("names every busy signal and takes the longest, a change of the machine included", () => {
    const network = measurement("network", { max: 12 });
    const found = flip({ measurements: [course(7), ...others.slice(0, 1), network] });
    expect(found).toMatchObject({ forMs: 2 * HOUR, signals: [{ signal: "cpu" }, { signal: "network" }] });
    const resource = notebook({ updatedAtMs: NOW - HOUR });
    expect(flip({ measurements: [course(7), ...others], resource })).toMatchObject({ forMs: HOUR });
  });

  it("for a kernel that ran lately is the rest of the window after it", () => {
    const kernels = measurement("kernels", { max: 0, activeAtMs: NOW - 90 * MINUTE });
    expect(flip({ measurements: [...idleSignals(), kernels] })).toMatchObject({ forMs: 30 * MINUTE });
  });

  it("is time alone where nothing but a moment objects", () => {
    const found = flip({ personMs: NOW - HOUR });
    expect(found).toEqual({ kind: "wait", what: "person", untilMs: NOW + HOUR });
    expect(describeFlip(found)).toContain("2026-01-15T13:00:00.000Z");
  });

  it("is time alone after somebody renewed the notebook lease", () => {
    const found = flip({ leaseMs: NOW - HOUR });
    expect(found).toEqual({ kind: "wait", what: "lease", untilMs: NOW + HOUR });
    expect(describeFlip(found)).toBe(
      "left alone, since somebody set its notebook lease, until 2026-01-15T13:00:00.000Z",
    );
  });

  it("is to measure what is missing or stale", () => {
    const found = flip({ measurements: [measurement("cpu", { points: 2 })] });
    expect(found).toEqual({ kind: "measure", signals: ["cpu", "gpu"] });
  });

  it("of an idle machine is a hold, or a signal above its limit", () => {
    const found = flip({});
    expect(found.kind).toBe("work");
    expect(describeFlip(found)).toBe(
      "a hold, or cpu above 5 %, or gpu above 1 %, or network above 1.6 kbit/s would leave it alone",
    );
  });

  it("of what takes nothing away is no hold, since it goes on under one", () => {
    const stop = verdictOf({ act: true });
    const lease = { ...stop, intent: { ...stop.intent, verb: "lease" } } as const;
    expect(flipOf(lease, facts(), undefined)).toEqual({ kind: "none" });
    expect(describeFlip(flipOf(lease, facts(), inputOf()))).toMatch(/^cpu above 5 %, .* leave it alone$/);
  });

  it.each<[string, Partial<Verdict>, Partial<Facts>, object]>([
    [
      "a hold is its end",
      { reason: "held" },
      { holds: new Map([[notebook().ref, hold(notebook().ref, { until: at(3 * HOUR) })]]) },
      { kind: "wait", what: "hold", untilMs: NOW + 3 * HOUR },
    ],
    ["a machine without owner is an owner", { reason: "owner-unknown" }, {}, { kind: "owner" }],
    ["what saves nothing is none", { reason: "saves-nothing" }, {}, { kind: "none" }],
  ])("for %s", (_what, verdict, known, expected) => {
    expect(flipOf(verdictOf(verdict), facts(known), undefined)).toEqual(expected);
  });

  it("for the cooldown is its end", () => {
    const last = { resource: notebook().ref, action: "start", owner: null, atMs: NOW - HOUR } as const;
    const known = facts({ lastAction: new Map([[notebook().ref, last]]) });
    const own = policy({ cooldownMs: 2 * HOUR });
    expect(flipOf(verdictOf({ reason: "cooldown" }, own), known, undefined)).toEqual({
      ...{ kind: "wait", what: "cooldown", untilMs: NOW + HOUR },
    });
  });
});
