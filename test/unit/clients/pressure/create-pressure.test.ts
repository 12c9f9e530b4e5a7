import { describe, expect, it } from "vitest";
import {
  createPressure,
  FREE_GATE,
  type Gate,
  isHeldBack,
} from "../../../../lib/clients/pressure/create-pressure.ts";
import { AutomationError, isAutomationError } from "../../../../lib/domain/errors.ts";

const NOW = Date.parse("2026-09-01T08:30:00Z");
const PATIENT = { nowMs: NOW, waitMaxMs: 20_000 };

const pressure = () => createPressure({ target: "prod", random: () => 0.5 });

function refusalOf(gate: Gate, when = PATIENT): AutomationError {
  try {
    gate.enter("ListNotebooks", when);
  } catch (error) {
    if (isAutomationError(error)) return error;
  }
  throw new Error("a refusal was expected");
}

function fail(gate: Gate, times: number, nowMs = NOW): void {
  for (let count = 0; count < times; count += 1) {
    gate.note(gate.enter("ListNotebooks", { nowMs, waitMaxMs: 0 }), { kind: "failed" }, nowMs);
  }
}

describe("a gate", () => {
  it("lets everybody through at once while there is no trouble", () => {
    const gate = pressure().gateOf("modelarts");
    for (let count = 0; count < 100; count += 1) {
      const admission = gate.enter("ListNotebooks", { nowMs: NOW, waitMaxMs: 0 });
      expect(admission.waitMs).toBe(0);
      expect(gate.depart(admission, NOW)).toBe(true);
      gate.note(admission, { kind: "answered" }, NOW);
    }
  });

  it("refuses at once while the breaker is open; the text names API, target and time", () => {
    const gate = pressure().gateOf("modelarts");
    fail(gate, 5);
    const error = refusalOf(gate);
    expect(error).toMatchObject({
      code: "unavailable",
      message:
        "ListNotebooks: not sent, because modelarts of prod failed 5 times in a row; it is tried again at 2026-09-01T08:30:30.000Z",
      details: { retryable: true, ambiguous: false, retryAfterMs: 30_000, operation: "ListNotebooks" },
    });
    expect(isHeldBack(error)).toBe(true);
  });

  it("lets one trial out, whose answer opens the way for all", () => {
    const gate = pressure().gateOf("modelarts");
    fail(gate, 5);
    const later = { nowMs: NOW + 30_000, waitMaxMs: 0 };
    const trial = gate.enter("ListNotebooks", later);
    expect(refusalOf(gate, later).details.retryAfterMs).toBe(1_000);
    expect(gate.depart(trial, later.nowMs)).toBe(true);
    gate.note(trial, { kind: "answered" }, later.nowMs);
    expect(gate.enter("ListNotebooks", later).waitMs).toBe(0);
  });

  it("counts a call that was throttled as an answer of a service that is there", () => {
    const gate = pressure().gateOf("modelarts");
    fail(gate, 4);
    const throttled = { kind: "throttled", retryAfterMs: undefined } as const;
    gate.note(gate.enter("ListNotebooks", PATIENT), throttled, NOW);
    fail(gate, 4, NOW + 400_000);
    expect(gate.enter("ListNotebooks", { nowMs: NOW + 400_000, waitMaxMs: 0 })).toMatchObject({
      trial: null,
    });
  });

  it("refuses whoever would have to wait longer than it wants to, and says when there is room", () => {
    const gate = pressure().gateOf("modelarts");
    gate.note(gate.enter("StopNotebook", PATIENT), { kind: "throttled", retryAfterMs: 60_000 }, NOW);
    expect(refusalOf(gate)).toMatchObject({
      code: "throttled",
      message:
        "ListNotebooks: not sent, because modelarts of prod throttles; there is room again at 2026-09-01T08:31:00.500Z",
      details: { retryable: true, ambiguous: false, retryAfterMs: 60_500 },
    });
    expect(gate.enter("ListNotebooks", { nowMs: NOW, waitMaxMs: 61_000 }).waitMs).toBe(60_500);
  });

  it("slows down to half of what went through it", () => {
    const gate = pressure().gateOf("modelarts");
    const [first] = Array.from({ length: 40 }, () => {
      const admission = gate.enter("ShowNotebook", PATIENT);
      gate.depart(admission, NOW);
      return admission;
    });
    if (first) gate.note(first, { kind: "throttled", retryAfterMs: undefined }, NOW);
    // Forty in two seconds were twenty a second; ten a second are left, a tenth of a second each.
    expect(gate.enter("ShowNotebook", PATIENT).waitMs).toBeCloseTo(150, 0);
  });

  it("takes leave back from those who wait when another call is throttled meanwhile", () => {
    const gate = pressure().gateOf("modelarts");
    const [first, second] = [gate.enter("ShowNotebook", PATIENT), gate.enter("ShowNotebook", PATIENT)];
    expect(gate.depart(first, NOW)).toBe(true);
    gate.note(first, { kind: "throttled", retryAfterMs: undefined }, NOW);
    expect(gate.depart(second, NOW)).toBe(false);
    expect(gate.enter("ShowNotebook", PATIENT).waitMs).toBeGreaterThan(0);
  });

  it("takes leave back from those who wait when the breaker opens meanwhile", () => {
    const gate = pressure().gateOf("modelarts");
    const waiting = gate.enter("ShowNotebook", PATIENT);
    fail(gate, 5);
    expect(gate.depart(waiting, NOW)).toBe(false);
    expect(refusalOf(gate).code).toBe("unavailable");
  });

  it("does not lose its trial with a call whose leave became void", () => {
    const gate = pressure().gateOf("modelarts");
    const old = gate.enter("ShowNotebook", PATIENT);
    fail(gate, 5);
    const later = { nowMs: NOW + 30_000, waitMaxMs: 20_000 };
    const trial = gate.enter("ShowNotebook", later);
    gate.note(old, { kind: "throttled", retryAfterMs: 0 }, later.nowMs);
    expect(gate.depart(trial, later.nowMs)).toBe(false);
    expect(gate.enter("ShowNotebook", later).trial).not.toBeNull();
  });

  it("stands for one API alone", () => {
    const all = pressure();
    fail(all.gateOf("aom"), 5);
    expect(refusalOf(all.gateOf("aom")).message).toContain("aom of prod");
    expect(all.gateOf("modelarts").enter("ListNotebooks", PATIENT).waitMs).toBe(0);
    expect(all.gateOf("aom")).toBe(all.gateOf("aom"));
  });
});

describe("a gate that is always open", () => {
  it("holds nobody back, whatever is told", () => {
    fail(FREE_GATE, 20);
    FREE_GATE.note(FREE_GATE.enter("x", PATIENT), { kind: "throttled", retryAfterMs: 60_000 }, NOW);
    const admission = FREE_GATE.enter("x", { nowMs: NOW, waitMaxMs: 0 });
    expect([admission.waitMs, FREE_GATE.depart(admission, NOW)]).toEqual([0, true]);
  });
});

describe("what was held back on our side", () => {
  it("is told from an answer of the cloud", () => {
    const details = { retryable: true, retryAfterMs: 1_000 };
    expect(isHeldBack(new AutomationError("throttled", "HTTP 429", { details }))).toBe(false);
  });
});
