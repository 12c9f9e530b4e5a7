import { describe, expect, it } from "vitest";
import { type RunState, runState } from "../../../lib/core/run-state.ts";
import { BATCH_STEPS_MAX, batchSize, ERRORS_MIN, tooManyErrors } from "../../../lib/core/step-batch.ts";
import type { StatusPhase } from "../../../lib/domain/status.ts";
import { decided, entries, type Line, planned, step } from "./entries.ts";

/** A run whose steps were sent and came out like this, one step each. */
function runOf(...outcomes: readonly (StatusPhase | "unsent" | "lost" | "already")[]): RunState {
  const steps = outcomes.map((_, index) =>
    step({ id: `s-${index}`, resource: `prod/dev-server/ds-${index}` }),
  );
  const after = outcomes.flatMap((outcome, index): Line[] => {
    const id = `s-${index}`;
    if (outcome === "already") return [["succeeded", { step: id }]];
    const sent: Line = ["submitting", { step: id, call: "c" }];
    if (outcome === "unsent") return [sent, ["deferred", { step: id, reason: "call-failed" }]];
    if (outcome === "lost") return [sent, ["deferred", { step: id, reason: "answer-lost" }]];
    return [sent, [outcome, { step: id }]];
  });
  return runState(entries(["received"], ...steps.map((of) => planned(of)), decided(), ...after));
}

const many = <T>(count: number, outcome: T): readonly T[] => Array.from({ length: count }, () => outcome);

describe("batchSize", () => {
  it("begins with one and doubles with everything the cloud took: 1, 2, 4, 8", () => {
    const sizes: number[] = [];
    for (let good = 0; sizes.length < 5; good += sizes.at(-1) ?? 0) {
      sizes.push(batchSize(runOf(...many(good, "accepted" as const))));
    }
    expect(sizes).toEqual([1, 2, 4, 8, 16]);
  });

  it("never grows above its limit", () => {
    expect(batchSize(runOf(...many(BATCH_STEPS_MAX + 20, "succeeded" as const)))).toBe(BATCH_STEPS_MAX);
  });

  it.each([
    [["accepted", "accepted", "accepted", "rejected"], 2],
    [["accepted", "accepted", "accepted", "failed", "rejected"], 1],
    [["rejected"], 1],
  ] as const)("halves with each failure: %j allows %d", (outcomes, expected) => {
    expect(batchSize(runOf(...outcomes))).toBe(expected);
  });

  it.each(["lost", "unsent", "already"] as const)("does not grow on a step that is %s", (outcome) => {
    expect(batchSize(runOf(...many(5, outcome)))).toBe(1);
  });
});

describe("tooManyErrors", () => {
  it.each([
    [many(ERRORS_MIN - 1, "rejected" as const), undefined],
    [many(ERRORS_MIN, "rejected" as const), "3 of 3 calls of this run failed"],
    [[...many(12, "accepted" as const), ...many(3, "failed" as const)], "3 of 15 calls of this run failed"],
    [[...many(13, "accepted" as const), ...many(3, "failed" as const)], undefined],
    [many(9, "lost" as const), undefined],
    [many(9, "unsent" as const), undefined],
  ])("of %j says %j", (outcomes, expected) => {
    expect(tooManyErrors(runOf(...outcomes))).toBe(expected);
  });

  it("does not count what could not even be built", () => {
    const steps = [0, 1, 2, 3].map((index) => step({ id: `s-${index}` }));
    const lines: Line[] = steps.map(({ id }) => ["failed", { step: id }]);
    const all = entries(["received"], ...steps.map((of) => planned(of)), decided(), ...lines);
    expect(tooManyErrors(runState(all))).toBeUndefined();
  });
});
