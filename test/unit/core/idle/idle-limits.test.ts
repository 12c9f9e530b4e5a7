import { describe, expect, it } from "vitest";
import { cpuLimit } from "../../../../lib/core/idle/idle-limits.ts";
import { IdleThresholds } from "../../../../lib/domain/policy.ts";

const DEFAULTS = IdleThresholds.parse({});

describe("the CPU limit", () => {
  it.each([
    [0.1, 30],
    [0.4, 30],
    [1, 15],
    [2, 10],
    [2.5, 5],
    [4, 5],
    [96, 5],
  ])("of a machine with %d cores is %d percent", (vcpus, expected) => {
    expect(cpuLimit(DEFAULTS, { vcpus }, true)).toBe(expected);
  });

  it.each([null, 0, -1])("is the plain one where %s cores are told", (vcpus) => {
    expect(cpuLimit(DEFAULTS, { vcpus }, true)).toBe(5);
  });

  it("is the plain one where the network is not seen, since only the network tells who types", () => {
    expect(cpuLimit(DEFAULTS, { vcpus: 1 }, false)).toBe(5);
  });

  it("is what somebody wrote, also where that is what it would have been", () => {
    expect(cpuLimit({ ...DEFAULTS, cpuWritten: true }, { vcpus: 1 }, true)).toBe(5);
    expect(cpuLimit({ ...DEFAULTS, cpuPercent: 40, cpuWritten: true }, { vcpus: 1 }, true)).toBe(40);
  });
});
