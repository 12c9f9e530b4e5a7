import { describe, expect, it } from "vitest";
import { runState } from "../../../lib/core/run-state.ts";
import { canFinish, summarize } from "../../../lib/core/summarize.ts";
import type { StatusPhase } from "../../../lib/domain/status.ts";
import { decided, entries, planned, step } from "./entries.ts";

function run(phases: readonly StatusPhase[], observe = 0) {
  const steps = phases.map((_, index) => planned(step({ id: `s${index}` })));
  const happened = phases.map((phase, index) => [phase, { step: `s${index}` }] as const);
  return runState(entries(["received"], ...steps, decided(1, [{ observe }]), ...happened));
}

describe("canFinish", () => {
  it("waits for the decision", () => {
    expect(canFinish(runState(entries(["received"])))).toBe(false);
    expect(canFinish(run([]))).toBe(true);
  });

  it("waits for every step, and for a person's word on an unknown one", () => {
    expect(canFinish(run(["succeeded", "rejected", "skipped"]))).toBe(true);
    expect(canFinish(run(["succeeded", "submitting"]))).toBe(false);
    expect(canFinish(run(["succeeded", "unknown"]))).toBe(false);
    expect(canFinish(run(["succeeded", "ignored"]))).toBe(false);
  });
});

describe("summarize", () => {
  it.each([
    [["succeeded", "skipped"], 0, "done", "1 succeeded, 1 skipped"],
    [["succeeded", "rejected", "failed"], 0, "some-failed", "1 succeeded, 2 failed"],
    [["succeeded"], 2, "done", "1 succeeded, 2 observed"],
    [[], 2, "observed", "2 observed"],
    [[], 0, "nothing-to-do", "nothing had to be done"],
  ] as const)("%j and %d observed", (phases, observed, reason, text) => {
    expect(summarize(run(phases, observed))).toMatchObject({ reason, text });
  });

  it("counts every phase, also those with none", () => {
    expect(summarize(run(["succeeded"])).counts).toEqual({
      succeeded: 1,
      failed: 0,
      skipped: 0,
      observed: 0,
    });
  });
});
