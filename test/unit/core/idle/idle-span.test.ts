import { describe, expect, it } from "vitest";
import { type IdleRule, idleSpan, lookbackOf } from "../../../../lib/core/idle/idle-span.ts";
import type { LastVerdict } from "../../../../lib/domain/memory.ts";
import { HOUR, MINUTE, NOW, notebook } from "../../../fixtures/resources.ts";

const RULE: IdleRule = { idleMs: 6 * HOUR, idleAcceleratedMs: HOUR, graceMs: 30 * MINUTE, jupyter: false };

function flavored(gpu: number | null, npu: number | null) {
  return notebook({ flavor: { name: "f", gpu, npu, vcpus: 8 } });
}

function restarted(...daysAgo: readonly number[]): LastVerdict {
  return {
    reason: "idle",
    atMs: NOW,
    memory: { restartsMs: daysAgo.map((days) => NOW - days * 24 * HOUR) },
  };
}

function span(rule: Partial<IdleRule>, machine = notebook(), last?: LastVerdict): number {
  return idleSpan({ ...RULE, ...rule }, machine, { last, nowMs: NOW });
}

describe("how long a machine must rest", () => {
  it.each([
    ["with a GPU", flavored(1, 0), HOUR],
    ["with a GPU and perhaps an NPU", flavored(1, null), HOUR],
    ["with an NPU", flavored(0, 8), HOUR],
    ["without accelerators", flavored(0, 0), 6 * HOUR],
    ["of which nobody knows whether it has any", flavored(null, 0), 6 * HOUR],
    ["whose NPUs nobody knows", flavored(0, null), 6 * HOUR],
  ])("is the time of its own for a machine %s", (_what, machine, expected) => {
    expect(span({}, machine)).toBe(expected);
  });

  it("is the longer of the two for a machine that may be either, whichever that is", () => {
    expect(span({ idleMs: HOUR, idleAcceleratedMs: 2 * HOUR }, flavored(null, null))).toBe(2 * HOUR);
  });

  it("is one time for all where only one is written", () => {
    for (const gpu of [0, 1, null])
      expect(span({ idleAcceleratedMs: null }, flavored(gpu, 0))).toBe(6 * HOUR);
  });

  it.each([
    [[], 1],
    [[2], 2],
    [[2, 3], 3],
    [[1, 2, 3], 4],
    [[1, 2, 3, 4, 5], 4],
    [[31], 1],
    [[29, 31], 2],
  ])("grows with restarts %j days ago to %d times as much", (days, times) => {
    expect(span({}, flavored(1, 0), restarted(...days))).toBe(times * HOUR);
  });
});

it("looks back over the grace and an hour of work before it, or not at all", () => {
  expect(lookbackOf(RULE)).toBe(90 * MINUTE);
  expect(lookbackOf({ graceMs: 0 })).toBe(0);
});
