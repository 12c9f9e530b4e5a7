import { describe, expect, it } from "vitest";
import { blockedSteps, readySteps } from "../../../lib/core/ready-steps.ts";
import { runState } from "../../../lib/core/run-state.ts";
import type { StatusPhase } from "../../../lib/domain/status.ts";
import { decided, entries, planned, step } from "./entries.ts";

const chain = [
  step({ id: "a" }),
  step({ id: "b", after: ["a"] }),
  step({ id: "c", after: ["b"] }),
  step({ id: "alone" }),
];

function following(...lines: readonly (readonly [StatusPhase, string])[]) {
  const happened = lines.map(([phase, id]) => [phase, { step: id }] as const);
  const state = runState(entries(["received"], ...chain.map((one) => planned(one)), decided(), ...happened));
  const ids = (states: ReturnType<typeof readySteps>) => states.map((one) => one.step.id);
  return { ready: ids(readySteps(state, 0)), blocked: ids(blockedSteps(state)) };
}

describe("readySteps and blockedSteps", () => {
  it("let the first of each chain begin", () => {
    expect(following()).toEqual({ ready: ["a", "alone"], blocked: [] });
  });

  it.each<StatusPhase>(["submitting", "unknown"])("let nothing begin behind a step that is %s", (phase) => {
    expect(following([phase, "a"])).toEqual({ ready: ["alone"], blocked: [] });
  });

  it("let the next one begin when the one before has succeeded", () => {
    expect(following(["succeeded", "a"])).toEqual({ ready: ["b", "alone"], blocked: [] });
    expect(following(["succeeded", "a"], ["succeeded", "b"])).toEqual({ ready: ["c", "alone"], blocked: [] });
  });

  it.each<StatusPhase>(["failed", "rejected", "skipped"])(
    "block what waits for a step that is %s",
    (phase) => {
      expect(following([phase, "a"])).toEqual({ ready: ["alone"], blocked: ["b"] });
    },
  );

  it("block what waits for a blocked step, one after the other", () => {
    expect(following(["failed", "a"], ["skipped", "b"])).toEqual({ ready: ["alone"], blocked: ["c"] });
  });

  it("block a step that waits for one that is not there", () => {
    const lost = step({ id: "lost", after: ["nowhere"] });
    const state = runState(entries(["received"], planned(lost), decided()));
    expect(readySteps(state, 0)).toEqual([]);
    expect(blockedSteps(state)).toHaveLength(1);
  });
});
