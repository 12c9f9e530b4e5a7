import { describe, expect, it } from "vitest";
import { describeEvidence } from "../../../lib/core/describe-verdict.ts";
import type { IdleInput } from "../../../lib/core/idle/idle-input.ts";
import { COVERAGE_MIN, STALE_AFTER_MS } from "../../../lib/core/idle/says-of.ts";
import { momentVotes } from "../../../lib/core/idle/votes-of.ts";
import { idleReason, judgeIdle } from "../../../lib/core/idle.ts";
import type { Measurement } from "../../../lib/domain/facts.ts";
import type { Flavor } from "../../../lib/domain/resource.ts";
import { policy } from "../../fixtures/policies.ts";
import { HOUR, idleSignals, measurement, NOW, notebook } from "../../fixtures/resources.ts";

function judge(measurements: readonly Measurement[], overrides: Partial<IdleInput> = {}) {
  return judgeIdle({
    resource: notebook(),
    measurements,
    thresholds: policy().idleThresholds,
    windowMs: 2 * HOUR,
    nowMs: NOW,
    ...overrides,
  });
}

function withFlavor(flavor: Partial<Flavor>): Partial<IdleInput> {
  return { resource: notebook({ flavor: { name: "f", gpu: 0, npu: 0, vcpus: 8, ...flavor } }) };
}

const CPU = measurement("cpu");
const GPU = measurement("gpu");
const NPU = measurement("npu");

describe("judgeIdle", () => {
  it("is idle when every signal rests for the whole window", () => {
    const verdict = judge(idleSignals());
    expect(verdict).toMatchObject({ idle: true, reason: "idle" });
    expect(verdict.evidence.map(({ signal, says }) => `${signal} ${says}`)).toEqual([
      "cpu idle",
      "gpu idle",
      "network idle",
    ]);
    expect(verdict.evidence.map(describeEvidence)).toEqual([
      "0.5 % (limit 5, 22 points, AOM)",
      "0.5 % (limit 1, 22 points, AOM)",
      "0.5 kbit/s (limit 1.6, 22 points, AOM)",
    ]);
  });

  it.each([
    ["cpu", 5],
    ["gpu", 1],
    ["npu", 1],
    ["network", 1.6],
  ] as const)("counts %s at its limit of %d as idle and just above it as busy", (signal, limit) => {
    const others = idleSignals().filter((entry) => entry.signal !== signal);
    expect(judge([...others, measurement(signal, { max: limit })]).reason).toBe("idle");
    expect(judge([...others, measurement(signal, { max: limit + 0.01 })]).reason).toBe("busy");
  });

  it("is busy by one signal alone, even with the others missing and a stale point", () => {
    const old = { max: 90, points: 1, newestAtMs: NOW - 10 * HOUR };
    expect(judge([measurement("network", old)])).toMatchObject({ idle: false, reason: "busy" });
  });

  it("knows nothing without a single signal", () => {
    const verdict = judge([]);
    expect(verdict).toMatchObject({ idle: false, reason: "no-evidence" });
    expect(verdict.evidence).toEqual([
      { signal: "cpu", says: "absent", measured: null, limit: 5 },
      { signal: "gpu", says: "absent", measured: null, limit: 1 },
    ]);
    expect(verdict.evidence.map(describeEvidence)).toEqual(["no points", "no points"]);
  });

  it.each([
    ["its GPU", { gpu: 4 }, [CPU]],
    ["a GPU it may have", { gpu: null }, [CPU]],
    ["its NPU", { npu: 8 }, [CPU]],
    ["its CPU", {}, [measurement("network")]],
  ])("is not idle while %s has no points", (_what, flavor, signals) => {
    expect(judge(signals, withFlavor(flavor)).reason).toBe("no-evidence");
  });

  it.each([
    ["without accelerators", {}, [CPU]],
    ["with a GPU", { gpu: 1 }, [CPU, GPU]],
    ["with an NPU", { npu: 1 }, [CPU, NPU]],
    ["whose NPUs nobody knows", { gpu: 1, npu: null }, [CPU, GPU]],
  ])("is idle by the signals that a machine %s needs", (_what, flavor, signals) => {
    expect(judge(signals, withFlavor(flavor)).reason).toBe("idle");
  });

  it.each([
    ["gpu", { gpu: 8 }, { known: 7, seen: 7 }, "no-evidence"],
    ["gpu", { gpu: 8 }, { known: 8, seen: 8 }, "idle"],
    ["gpu", { gpu: null }, { known: 1, seen: 2 }, "no-evidence"],
    ["gpu", { gpu: null }, { known: 2, seen: 2 }, "idle"],
    ["npu", { npu: 8 }, { known: 1, seen: 1 }, "no-evidence"],
    ["npu", { npu: 1 }, { known: 1, seen: 1 }, "idle"],
  ] as const)("wants every %s of %j to be known: %j is %s", (signal, flavor, devices, reason) => {
    expect(judge([CPU, measurement(signal, { devices })], withFlavor(flavor)).reason).toBe(reason);
    expect(judge([CPU, measurement(signal, { devices, max: 2 })], withFlavor(flavor)).reason).toBe("busy");
    expect(judge([CPU, measurement(signal)], withFlavor(flavor)).reason).toBe("idle");
  });

  it("needs most of the expected points", () => {
    const points = (count: number) => idleSignals({ points: count, expected: 100 });
    expect(judge(points(100 * COVERAGE_MIN)).reason).toBe("idle");
    const thin = judge(points(100 * COVERAGE_MIN - 1));
    expect(thin.reason).toBe("no-evidence");
    expect(thin.evidence.every(({ says }) => says === "stale")).toBe(true);
  });

  it.each([
    ["not a number", { max: Number.NaN }],
    ["below zero", { max: -1 }],
    ["with a point that cannot be", { impossible: 1 }],
    ["no point at all", { points: 0, expected: 0 }],
    ["an age that is not a number", { newestAtMs: Number.NaN }],
  ])("takes %s for no evidence", (_what, overrides) => {
    expect(judge(idleSignals(overrides)).reason).toBe("no-evidence");
  });

  it("needs a point that is not old", () => {
    const newest = (agoMs: number) => idleSignals({ newestAtMs: NOW - agoMs });
    expect(judge(newest(STALE_AFTER_MS)).reason).toBe("idle");
    expect(judge(newest(STALE_AFTER_MS + 1)).reason).toBe("no-evidence");
    expect(judge(newest(-5 * 60_000)).reason).toBe("idle");
    expect(judge(newest(-5 * 60_000 - 1)).reason).toBe("no-evidence");
  });

  it("starts again when the machine changed within the window", () => {
    const changed = (agoMs: number) => ({ resource: notebook({ updatedAtMs: NOW - agoMs }) });
    expect(judge(idleSignals(), changed(2 * HOUR)).reason).toBe("idle");
    expect(judge(idleSignals(), changed(2 * HOUR - 1)).reason).toBe("just-started");
  });

  it("judges by the points alone when the machine has no time stamp", () => {
    expect(judge(idleSignals(), { resource: notebook({ updatedAtMs: null }) }).reason).toBe("idle");
  });

  it("leaves a machine alone that somebody asked something of, and says when", () => {
    const asked = (agoMs: number) => judge(idleSignals(), { personMs: NOW - agoMs });
    expect(asked(2 * HOUR).reason).toBe("idle");
    const verdict = asked(HOUR);
    expect(verdict.reason).toBe("busy");
    const vote = verdict.evidence.find(({ signal }) => signal === "person");
    expect(vote).toMatchObject({ says: "busy", agoMs: HOUR, limit: 2 * HOUR });
    expect(vote && describeEvidence(vote)).toBe("1h ago (limit 2h)");
  });

  it("leaves a machine alone whose notebook lease somebody renewed, and says when", () => {
    const renewed = (agoMs: number) => judge(idleSignals(), { leaseMs: NOW - agoMs });
    expect(renewed(2 * HOUR).reason).toBe("idle");
    const verdict = renewed(2 * HOUR - 1);
    expect(verdict.reason).toBe("busy");
    expect(verdict.evidence.at(-1)).toMatchObject({ signal: "lease", says: "busy", limit: 2 * HOUR });
  });

  it("cannot have rested for longer than it exists", () => {
    const young = notebook({ updatedAtMs: null, createdAtMs: NOW - HOUR });
    expect(judge(idleSignals(), { resource: young }).reason).toBe("just-started");
  });

  describe("after long work", () => {
    const course = (busyFrom: number) => ({
      peaks: { pieceMs: HOUR / 4, max: Array.from({ length: 14 }, (_, at) => (at < busyFrom ? 0.2 : 80)) },
    });
    const graceMs = HOUR / 2;

    it("waits for people to come and look at what came of it", () => {
      const verdict = judge(idleSignals(course(8)), { graceMs });
      expect(verdict.reason).toBe("busy");
      expect(verdict.evidence.at(-1)).toMatchObject({ signal: "work", says: "busy", agoMs: 2 * HOUR });
      expect(judge(idleSignals(course(10)), { graceMs }).reason).toBe("idle");
    });

    it("does not speak of its end while any signal shows work", () => {
      const work = (signals: readonly Measurement[]) =>
        momentVotes({
          ...{ resource: notebook(), measurements: signals, thresholds: policy().idleThresholds },
          ...{ windowMs: 2 * HOUR, nowMs: NOW, graceMs },
        }).find(({ signal }) => signal === "work")?.says;
      expect(work(idleSignals(course(8)))).toBe("busy");
      expect(work(idleSignals({ ...course(0), max: 80 }))).toBe("absent");
      expect(work([...idleSignals(course(8)), measurement("network", { max: 900 })])).toBe("absent");
    });

    it("waits for nobody where no grace is wanted", () => {
      expect(judge(idleSignals(course(8))).reason).toBe("idle");
    });
  });

  it("does not take a shorter time than was asked for as proof of rest, but as proof of work", () => {
    expect(judge(idleSignals({ windowMs: 2 * HOUR })).reason).toBe("idle");
    expect(judge(idleSignals({ windowMs: HOUR })).reason).toBe("no-evidence");
    expect(judge(idleSignals({ windowMs: HOUR, max: 90 })).reason).toBe("busy");
  });

  describe("of a tiny flavor", () => {
    const base = [measurement("cpu", { max: 9 }), measurement("network")];

    it("is idle at its base load while the network rests", () => {
      expect(judge(base, withFlavor({ vcpus: 2 })).reason).toBe("idle");
      expect(judge(base, withFlavor({ vcpus: 8 })).reason).toBe("busy");
      expect(judge(base, withFlavor({ vcpus: null })).reason).toBe("busy");
    });

    it("is busy by its network, and by its CPU where no network is told of", () => {
      const typing = [measurement("cpu", { max: 9 }), measurement("network", { max: 3 })];
      expect(judge(typing, withFlavor({ vcpus: 2 })).reason).toBe("busy");
      expect(judge(base.slice(0, 1), withFlavor({ vcpus: 2 })).reason).toBe("busy");
    });
  });

  describe("with a notebook that tells of itself", () => {
    const told = (overrides: Partial<Measurement> = {}) =>
      (["kernels", "terminals"] as const).map((signal) =>
        measurement(signal, { max: 0, points: 1, expected: 1, newestAtMs: NOW, ...overrides }),
      );

    it("needs it to agree", () => {
      expect(judge([...idleSignals(), ...told()]).reason).toBe("idle");
      expect(judge([...idleSignals(), ...told({ max: 1 })]).reason).toBe("busy");
      expect(judge([...idleSignals(), ...told({ activeAtMs: NOW - HOUR })]).reason).toBe("busy");
      expect(judge([...idleSignals(), ...told({ activeAtMs: NOW - 3 * HOUR })]).reason).toBe("idle");
      expect(judge([...idleSignals(), ...told({ activeAtMs: Number.NaN })]).reason).toBe("no-evidence");
    });

    it("does not take its word instead of meters", () => {
      expect(judge(told()).reason).toBe("no-evidence");
    });

    it("takes its word where there are no meters and no other door, if it told of both", () => {
      expect(judge(told({ alone: true })).reason).toBe("idle");
      expect(judge(told({ alone: true }).slice(0, 1)).reason).toBe("no-evidence");
      expect(judge(told({ alone: true, windowMs: HOUR })).reason).toBe("no-evidence");
    });
  });

  it("gives the same reason with and without its evidence", () => {
    for (const signals of [idleSignals(), [], idleSignals({ max: 90 }), idleSignals({ points: 3 })]) {
      const input = { resource: notebook(), measurements: signals, thresholds: policy().idleThresholds };
      const times = { windowMs: 2 * HOUR, nowMs: NOW };
      expect(judgeIdle({ ...input, ...times }).reason).toBe(idleReason({ ...input, ...times }));
    }
  });
});
