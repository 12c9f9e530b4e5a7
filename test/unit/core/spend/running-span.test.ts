import { describe, expect, it } from "vitest";
import { runningSpan } from "../../../../lib/core/spend/running-span.ts";
import { HOUR, MINUTE, NOW, notebook, stopped } from "../../../fixtures/resources.ts";

const stretch = { fromMs: NOW - 10 * MINUTE, untilMs: NOW };
const changed = { updatedAtMs: NOW - 4 * MINUTE };

describe("when a machine was on between two looks", () => {
  it("is the whole stretch when it runs and did not change", () => {
    expect(runningSpan(notebook(), stretch)).toEqual({ on: stretch, doubtMs: 0 });
  });

  it("is no part of it when it is off and did not change", () => {
    expect(runningSpan(stopped(notebook()), stretch)).toEqual({ on: null, doubtMs: 0 });
  });

  it("begins with its last change when it runs now", () => {
    const on = { fromMs: NOW - 4 * MINUTE, untilMs: NOW };
    expect(runningSpan(notebook(changed), stretch)).toEqual({ on, doubtMs: 6 * MINUTE });
  });

  it("ends with its last change when it is off now", () => {
    const on = { fromMs: stretch.fromMs, untilMs: NOW - 4 * MINUTE };
    expect(runningSpan(stopped(notebook(changed)), stretch)).toEqual({ on, doubtMs: 6 * MINUTE });
  });

  it.each([
    ["STOPPING", true],
    ["REBOOTING", true],
    ["STARTING", false],
    ["CREATING", false],
  ])("with a change under way (%s) says whether it was on before: %s", (status, wasOn) => {
    const machine = notebook({ ...changed, status, standing: "changing" });
    expect(runningSpan(machine, stretch).on !== null).toBe(wasOn);
  });

  it("does not begin before the machine was made", () => {
    const born = { createdAtMs: NOW - 3 * MINUTE, updatedAtMs: NOW - 2 * MINUTE };
    const on = { fromMs: NOW - 2 * MINUTE, untilMs: NOW };
    expect(runningSpan(notebook(born), stretch)).toEqual({ on, doubtMs: MINUTE });
  });

  it("is doubtful as a whole after a gap in which nothing tells when it changed", () => {
    const machine = notebook({ updatedAtMs: null });
    const gap = { fromMs: NOW - 5 * HOUR, untilMs: NOW };
    expect(runningSpan(machine, stretch).doubtMs).toBe(0);
    expect(runningSpan(machine, gap)).toEqual({ on: gap, doubtMs: 5 * HOUR });
  });
});
