import { describe, expect, it } from "vitest";
import { lastArrivalMs } from "../../../lib/core/follow-step.ts";
import { latestArrivalMs, lateUntilMs } from "../../../lib/core/late-call.ts";
import type { StepState, Submission } from "../../../lib/core/run-state.ts";
import { MINUTE, NOW } from "../../fixtures/resources.ts";

const submission: Submission = {
  signedAtMs: NOW,
  pre: null,
  call: "call-1",
  fence: 1,
  accepted: false,
  created: null,
  order: null,
};
const once = { submission, attempts: 1, seen: false, nowMs: NOW + MINUTE };

describe("lateUntilMs", () => {
  it("is the end of the signature's life when nobody knows what became of the call", () => {
    expect(lateUntilMs(once)).toBe(NOW + 17 * MINUTE);
    expect(lateUntilMs(once)).toBe(lastArrivalMs(submission));
  });

  it.each([
    ["the cloud has answered", { submission: { ...submission, accepted: true } }],
    ["the signature has expired", { nowMs: NOW + 17 * MINUTE + 1 }],
    ["the effect of the only call was seen", { seen: true }],
  ])("is nothing when %s", (_what, change) => {
    expect(lateUntilMs({ ...once, ...change })).toBeNull();
  });

  it.each([
    ["the effect of one of two calls was seen", { seen: true, attempts: 2 }],
    ["the signature is about to expire", { nowMs: NOW + 17 * MINUTE }],
  ])("is there when %s", (_what, change) => {
    expect(lateUntilMs({ ...once, ...change })).toBe(NOW + 17 * MINUTE);
  });
});

describe("latestArrivalMs", () => {
  it("is the last of all", () => {
    const states = [NOW + 1, NOW + 3, NOW + 2].map((at) => ({ lateUntilMs: at }) as StepState);
    expect(latestArrivalMs([...states, undefined])).toBe(NOW + 3);
  });

  it("is never when there are none", () => {
    expect([latestArrivalMs([]), latestArrivalMs([undefined])]).toEqual([0, 0]);
  });
});
