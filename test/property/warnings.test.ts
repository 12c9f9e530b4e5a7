import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pendingStop, type WarningRule } from "../../lib/core/warning.ts";
import type { LastVerdict } from "../../lib/domain/memory.ts";
import { MINUTE, NOW } from "../fixtures/resources.ts";

const minutes = (min: number, max: number) => fc.integer({ min, max }).map((count) => count * MINUTE);
const warnings = fc.uniqueArray(minutes(1, 120), { minLength: 1, maxLength: 3 });

const every = (warnMs: readonly number[], everyMs: number): WarningRule => ({
  ...{ warnMs: [...warnMs], mode: "enforce", on: { kind: "every", everyMs } },
});

/** Passes after these times, until it stops: when, and when each warning was given; a shorter one covers the longer. */
function played(rule: WarningRule, waits: readonly number[]) {
  const given = new Map<number, number>();
  let nowMs = NOW;
  let last: LastVerdict | undefined;
  for (const waitMs of waits) {
    const pending = pendingStop(last, rule, nowMs);
    if (!pending || pending.stopAtMs <= nowMs) return { given, stoppedMs: nowMs };
    const told = rule.warnMs.filter((levelMs) => levelMs >= pending.levelMs && !given.has(levelMs));
    for (const levelMs of told) given.set(levelMs, nowMs);
    last = { reason: "warned", atMs: nowMs, memory: { pending } };
    nowMs += waitMs;
  }
  return { given, stoppedMs: null };
}

describe("warnings", () => {
  it("are never shorter than promised, whichever passes are missed", () => {
    let stops = 0;
    fc.assert(
      fc.property(
        warnings,
        minutes(1, 60),
        fc.array(minutes(1, 200), { minLength: 8, maxLength: 30 }),
        (warnMs, everyMs, waits) => {
          const { given, stoppedMs } = played(every(warnMs, everyMs), waits);
          if (stoppedMs === null) return;
          stops += 1;
          for (const levelMs of [Math.min(...warnMs), Math.max(...warnMs)]) {
            expect(stoppedMs - (given.get(levelMs) ?? stoppedMs)).toBeGreaterThanOrEqual(levelMs);
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(stops).toBeGreaterThan(100);
  });

  it("come to an end when the passes come: soon after the longest", () => {
    fc.assert(
      fc.property(warnings, minutes(1, 60), (warnMs, everyMs) => {
        const { stoppedMs } = played(every(warnMs, everyMs), new Array<number>(200).fill(everyMs));
        expect((stoppedMs ?? Number.POSITIVE_INFINITY) - NOW).toBeLessThanOrEqual(
          Math.max(...warnMs) + everyMs,
        );
      }),
      { numRuns: 200 },
    );
  });
});
