import { describe, expect, it } from "vitest";
import { runState } from "../../../lib/core/run-state.ts";
import {
  AHEAD_MAX_MS,
  isEarlyEvent,
  isLateTick,
  outlivedSteps,
  STEP_LIFE_MS,
  TICK_LIFE_MS,
} from "../../../lib/core/step-life.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import { tick, ticket, webhook } from "../../fixtures/policies.ts";
import { HOUR, NOW } from "../../fixtures/resources.ts";
import { decided, entries, type Line, planned, step } from "./entries.ts";

const PLANNED = NOW + 1_000;
const run = (...lines: readonly Line[]) =>
  runState(
    entries(
      ["received"],
      planned(step({ id: "a" })),
      planned(step({ id: "b", after: ["a"] })),
      decided(),
      ...lines,
    ),
  );

function outlived(event: AutomationEvent, nowMs: number, ...lines: readonly Line[]): readonly string[] {
  return outlivedSteps(run(...lines), event, nowMs).map((state) => state.step.id);
}

it("a clock's judgement lives an hour, everything else a day, and clocks of senders may be five minutes ahead", () => {
  expect([TICK_LIFE_MS, STEP_LIFE_MS, AHEAD_MAX_MS]).toEqual([HOUR, 24 * HOUR, 5 * 60_000]);
});

describe("isLateTick", () => {
  it("is so when the slot is longer ago than a tick lives", () => {
    expect(isLateTick(tick(), NOW + TICK_LIFE_MS)).toBe(false);
    expect(isLateTick(tick(), NOW + TICK_LIFE_MS + 1)).toBe(true);
  });

  it("is not so for a clock that went backwards, or for what somebody sent", () => {
    expect(isLateTick(tick(), NOW - 100 * HOUR)).toBe(false);
    expect(isLateTick(ticket(), NOW + 1_000 * HOUR)).toBe(false);
    expect(isLateTick(webhook({ slot: tick().data.slot }), NOW + 1_000 * HOUR)).toBe(false);
  });
});

describe("isEarlyEvent", () => {
  it.each([
    ["what somebody sent", ticket()],
    ["a clock's slot", tick()],
  ] as const)("is so for %s when it is further ahead than clocks of senders may be", (_what, event) => {
    expect(isEarlyEvent(event, NOW - AHEAD_MAX_MS - 1)).toBe(true);
    expect(isEarlyEvent(event, NOW - AHEAD_MAX_MS)).toBe(false);
    expect(isEarlyEvent(event, NOW + 1_000 * HOUR)).toBe(false);
  });
});

describe("outlivedSteps", () => {
  const begun = ["succeeded", { step: "a" }] as const;
  const BEGUN = NOW + 4_000;

  it("are those a clock planned too long ago to begin now", () => {
    expect(outlived(tick(), PLANNED + TICK_LIFE_MS)).toEqual([]);
    expect(outlived(tick(), PLANNED + TICK_LIFE_MS + 1)).toEqual(["a"]);
  });

  it("leave each link of a chain that has begun a day from the end of the one before", () => {
    expect(outlived(tick(), BEGUN + STEP_LIFE_MS, begun)).toEqual([]);
    expect(outlived(tick(), BEGUN + STEP_LIFE_MS + 1, begun)).toEqual(["b"]);
  });

  it("leave what a person asked for a day", () => {
    expect(outlived(ticket(), PLANNED + STEP_LIFE_MS)).toEqual([]);
    expect(outlived(ticket(), PLANNED + STEP_LIFE_MS + 1)).toEqual(["a"]);
  });

  it.each(["submitting", "unknown"] as const)("are none while the first of the chain is %s", (phase) => {
    expect(outlived(tick(), NOW + 1_000 * HOUR, [phase, { step: "a" }])).toEqual([]);
  });

  it("count from the plan when a step was only put off while it waited", () => {
    const put = (hours: number, reason: "leased" | "call-failed"): Line => [
      "deferred",
      { step: "a", reason, at: new Date(NOW + hours * HOUR).toISOString() },
    ];
    const lines = [put(10, "leased"), put(20, "call-failed")];
    expect(outlived(ticket(), PLANNED + STEP_LIFE_MS, ...lines)).toEqual([]);
    expect(outlived(ticket(), PLANNED + STEP_LIFE_MS + 1, ...lines)).toEqual(["a"]);
  });

  it("count from when the step was put back, so that a person can order it again", () => {
    const again = ["deferred", { step: "a", at: new Date(NOW + 90 * HOUR).toISOString() }] as const;
    expect(outlived(ticket(), NOW + 91 * HOUR, ["submitting", { step: "a" }], again)).toEqual([]);
  });
});
