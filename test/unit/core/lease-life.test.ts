import { expect, it } from "vitest";
import { CLOCK_SKEW_MS, SIGNATURE_LIFE_MS } from "../../../lib/core/follow-step.ts";
import {
  BREAKS_MAX,
  DECISION_LIFE_MS,
  decisionLifeMs,
  LEASE_LEFT_MIN_MS,
  LEASE_LIFE_MS,
} from "../../../lib/core/lease-life.ts";
import { LEASE_AHEAD_MS } from "../../../lib/domain/lease.ts";

it("a lease that covers a call outlives its signature, by every clock", () => {
  expect(LEASE_LEFT_MIN_MS).toBeGreaterThanOrEqual(SIGNATURE_LIFE_MS + CLOCK_SKEW_MS);
});

it("a lease lives twenty minutes, a decision half a minute", () => {
  expect([LEASE_LIFE_MS, DECISION_LIFE_MS]).toEqual([20 * 60_000, 30_000]);
});

it("a new lease leaves time to look at the machines and to sign", () => {
  expect(LEASE_LIFE_MS - LEASE_LEFT_MIN_MS).toBeGreaterThanOrEqual(60_000);
});

it("a decision has twice the time after each death", () => {
  expect([0, 1, 2, 3].map(decisionLifeMs)).toEqual([1, 2, 4, 8].map((times) => times * DECISION_LIFE_MS));
});

it("no lease is asked for that every other process would take for a mistake", () => {
  expect(LEASE_LIFE_MS).toBeLessThanOrEqual(LEASE_AHEAD_MS);
  expect(decisionLifeMs(BREAKS_MAX + 100)).toBeLessThanOrEqual(LEASE_AHEAD_MS);
});
