import { describe, expect, it } from "vitest";
import { describeEvidence } from "../../../lib/core/describe-verdict.ts";
import { COVERAGE_MIN, type IdleInput, judgeIdle, STALE_AFTER_MS } from "../../../lib/core/idle.ts";
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
      "0.5 % (limit 5, 22/22 points, AOM)",
      "0.5 % (limit 1, 22/22 points, AOM)",
      "0.5 kbit/s (limit 1.6, 22/22 points, AOM)",
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

  it("needs most of the expected points", () => {
    const points = (count: number) => idleSignals({ points: count, expected: 100 });
    expect(judge(points(100 * COVERAGE_MIN)).reason).toBe("idle");
    const thin = judge(points(100 * COVERAGE_MIN - 1));
    expect(thin.reason).toBe("no-evidence");
    expect(thin.evidence.every(({ says }) => says === "stale")).toBe(true);
  });

  it.each([
    ["not a number", { max: Number.NaN }],
    ["no point at all", { points: 0, expected: 0 }],
    ["an age that is not a number", { newestAtMs: Number.NaN }],
  ])("takes %s for no evidence", (_what, overrides) => {
    expect(judge(idleSignals(overrides)).reason).toBe("no-evidence");
  });

  it("needs a point that is not old", () => {
    const newest = (agoMs: number) => idleSignals({ newestAtMs: NOW - agoMs });
    expect(judge(newest(STALE_AFTER_MS)).reason).toBe("idle");
    expect(judge(newest(STALE_AFTER_MS + 1)).reason).toBe("no-evidence");
  });

  it("starts again when the machine changed within the window", () => {
    const changed = (agoMs: number) => ({ resource: notebook({ updatedAtMs: NOW - agoMs }) });
    expect(judge(idleSignals(), changed(2 * HOUR)).reason).toBe("idle");
    expect(judge(idleSignals(), changed(2 * HOUR - 1)).reason).toBe("just-started");
  });

  it("judges by the points alone when the machine has no time stamp", () => {
    expect(judge(idleSignals(), { resource: notebook({ updatedAtMs: null }) }).reason).toBe("idle");
  });
});
