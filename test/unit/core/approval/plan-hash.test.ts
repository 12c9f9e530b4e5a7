import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planCode, planHash } from "../../../../lib/core/approval/plan-hash.ts";
import type { Step } from "../../../../lib/domain/step.ts";
import { digest } from "../../../../lib/signing/hash-chain.ts";

function step(overrides: Partial<Step> = {}): Step {
  return {
    ...{ id: "s1", wave: 0, verb: "reinstall-os", policy: "rebuild", resource: "prod/dev-server/ds-1" },
    ...{ target: "prod", kind: "dev-server", name: "gpu-1", owner: "anna", after: [], repeat: "once-only" },
    parameters: { keyPair: "ops", leave: "as-found" },
    ...overrides,
  };
}

const hash = (...steps: readonly Step[]) => planHash(steps, digest);
const PLAN = [step(), step({ id: "s2", resource: "prod/dev-server/ds-2" }), step({ id: "s3", verb: "stop" })];

describe("planHash", () => {
  it("is the same however the steps are listed", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(PLAN, { minLength: PLAN.length }), (shuffled) => {
        expect(hash(...shuffled)).toBe(hash(...PLAN));
      }),
      { numRuns: 20 },
    );
  });

  it("is the same however parameters were written down", () => {
    expect(hash(step({ parameters: { leave: "as-found", keyPair: "ops" } }))).toBe(hash(step()));
  });

  it("is another one as soon as anything else would be done", () => {
    const others: readonly Partial<Step>[] = [
      { id: "s9" },
      { verb: "change-os" },
      { policy: "other" },
      { resource: "prod/dev-server/ds-9" },
      { target: "lab" },
      { kind: "notebook" },
      { parameters: { keyPair: "ops", leave: "stopped" } },
      { parameters: { keyPair: "ops" } },
      { wave: 1 },
      { after: ["s0"] },
      { repeat: "convergent" },
      { barrier: { group: 1, settleMs: 0 } },
      { onlyWhile: "failed" },
    ];
    const hashes = [hash(step()), ...others.map((other) => hash(step(other))), hash(), hash(step(), step())];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("does not mind that a machine was given another name", () => {
    expect(hash(step({ name: "gpu-renamed", owner: "ben" }))).toBe(hash(step()));
  });

  it("is told by its first eight characters", () => {
    expect(planCode(hash(step()))).toMatch(/^[0-9a-f]{8}$/);
  });
});
