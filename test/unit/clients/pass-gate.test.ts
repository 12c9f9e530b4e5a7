import { describe, expect, it } from "vitest";
import { type CheckedCall, checkCall } from "../../../lib/clients/cloud-call.ts";
import { passGate, type Waiting } from "../../../lib/clients/pass-gate.ts";
import type { Admission, Gate, Outcome } from "../../../lib/clients/pressure/create-pressure.ts";

const CALL: CheckedCall = checkCall(
  "ListDevServers",
  {},
  { cloud: "huaweicloud", projectId: "project-1", endpointOf: () => "https://modelarts.example.test" },
);

const leave = (waitMs: number): Admission => ({ waitMs, turn: 0, trial: null });

/** A gate whose leave turns void so many times, each new one to be waited for. */
function createField(voids: number, waitMs = 300) {
  let left = voids;
  const waitMax: number[] = [];
  const noted: Outcome[] = [];
  const pauses: number[] = [];
  const gate: Gate = {
    enter: (_, when) => {
      waitMax.push(when.waitMaxMs);
      return leave(waitMs);
    },
    depart: () => {
      left -= 1;
      return left < 0;
    },
    note: (_, outcome) => void noted.push(outcome),
  };
  const waiting: Waiting = {
    gate,
    now: () => new Date("2026-09-01T08:30:00Z"),
    sleep: async (ms) => void pauses.push(ms),
    signal: undefined,
    waitMaxMs: 1_000,
  };
  return { waiting, waitMax, noted, pauses };
}

describe("passing the gate", () => {
  it("does not wait without reason", async () => {
    const { waiting, pauses, waitMax } = createField(0);
    const first = leave(0);
    expect(await passGate(CALL, { first, waitMs: -5 }, waiting)).toBe(first);
    expect([pauses, waitMax]).toEqual([[], []]);
  });

  it("asks again when its leave is void, and waits no longer than it may in all", async () => {
    const { waiting, pauses, waitMax } = createField(2);
    await passGate(CALL, { first: leave(500), waitMs: 500 }, waiting);
    expect(pauses).toEqual([500, 300, 300]);
    expect(waitMax).toEqual([500, 200]);
  });

  it("gives its leave back when the waiting breaks off", async () => {
    const { waiting, noted } = createField(0);
    const broken = { ...waiting, sleep: () => Promise.reject(new Error("the timer broke")) };
    await expect(passGate(CALL, { first: leave(5), waitMs: 5 }, broken)).rejects.toThrow("the timer broke");
    const given = { ...broken, signal: AbortSignal.abort("enough") };
    await expect(passGate(CALL, { first: leave(5), waitMs: 5 }, given)).rejects.toMatchObject({
      code: "timeout",
      details: { ambiguous: false },
    });
    expect(noted).toEqual([{ kind: "untold" }, { kind: "untold" }]);
  });
});
