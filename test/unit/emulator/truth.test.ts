import { describe, expect, it } from "vitest";
import { flavorFacts } from "../../../lib/emulator/flavors.ts";
import { IDLE_RULE, isIdleMinute } from "../../../lib/emulator/idle-lease.ts";
import { type LoadSource, loadAt } from "../../../lib/emulator/load.ts";
import { PATTERNS, type Pattern, truthRecord, truthWorks } from "../../../lib/emulator/truth.ts";
import { START } from "./driver.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const source = (pattern: Pattern, key = 12_345): LoadSource => ({
  key,
  truth: truthRecord({ pattern }, START),
  accelerated: pattern !== "tiny-flavor",
});

/** Longest stretch of idle minutes by Huawei's rule between two moments, in minutes. */
function longestIdle(from: LoadSource, start: number, end: number): number {
  let longest = 0;
  let current = 0;
  for (let minute = start / MINUTE; minute < end / MINUTE; minute += 1) {
    current = isIdleMinute(from, minute) ? current + 1 : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

describe("the hidden truth", () => {
  it.each([
    ["steady-training", true],
    ["data-stalls", true],
    ["dead-agent", true],
    ["busy", true],
    ["no-metrics", true],
    ["idle", false],
    ["forgotten", false],
    ["tiny-flavor", false],
    ["think-time", true],
    ["ssh-only", true],
  ] as const)("of %s at ten on a Monday is %s", (pattern, works) => {
    expect(truthWorks(truthRecord({ pattern }, START), START)).toBe(works);
  });

  it("follows working hours in local time, not on Sundays and not at night", () => {
    const truth = truthRecord({ pattern: "think-time" }, START);
    const at = (day: number, hour: number, minute = 0) =>
      truthWorks(truth, Date.UTC(2026, 2, day, hour, minute));
    expect([at(2, 7, 59), at(2, 8), at(2, 16, 59), at(2, 17)]).toEqual([false, true, true, false]);
    expect([at(1, 10), at(7, 10), at(6, 10)]).toEqual([false, false, true]);
    const tokyo = truthRecord(
      { pattern: "ssh-only", hours: { from: 9, to: 18, days: [1], utcOffsetMinutes: 540 } },
      START,
    );
    expect([truthWorks(tokyo, Date.UTC(2026, 2, 2, 0)), truthWorks(tokyo, Date.UTC(2026, 2, 2, 10))]).toEqual(
      [true, false],
    );
  });

  it("of a forgotten machine ends when it was forgotten", () => {
    const truth = truthRecord({ pattern: "forgotten", idleSinceHours: 3 }, START);
    expect([truthWorks(truth, START - 3 * HOUR - 1), truthWorks(truth, START - 3 * HOUR)]).toEqual([
      true,
      false,
    ]);
  });
});

describe("the meters", () => {
  it.each(PATTERNS)("of %s give the same figures for the same minute", (pattern) => {
    const minute = START / MINUTE;
    expect(loadAt(source(pattern), minute)).toEqual(loadAt(source(pattern), minute));
    expect(loadAt(source(pattern, 1), minute)).not.toEqual(loadAt(source(pattern, 2), minute));
  });

  it("stay within what a meter can show", () => {
    for (const pattern of PATTERNS) {
      for (let minute = START / MINUTE; minute < START / MINUTE + 120; minute += 1) {
        const { cpu, accelerator, memory, receivedBytes } = loadAt(source(pattern), minute);
        for (const percent of [cpu, accelerator, memory]) {
          expect(percent).toBeGreaterThanOrEqual(0);
          expect(percent).toBeLessThanOrEqual(100);
        }
        expect(receivedBytes).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it("of real training never look idle, and of a forgotten machine always do", () => {
    expect(longestIdle(source("steady-training"), START - 24 * HOUR, START)).toBe(0);
    expect(longestIdle(source("forgotten"), START - 6 * HOUR, START)).toBe(360);
  });

  it("of data stalls look idle for a while again and again, but never for an hour", () => {
    const lengths = Array.from({ length: 40 }, (_, key) =>
      longestIdle(source("data-stalls", key * 977), START - 24 * HOUR, START),
    );
    expect(Math.max(...lengths)).toBeGreaterThanOrEqual(12);
    expect(Math.max(...lengths)).toBeLessThan(60);
  });

  it("of somebody who thinks are quiet for a break of 45 to 100 minutes and no longer, during working hours", () => {
    for (let key = 0; key < 40; key += 1) {
      const break_ = longestIdle(
        source("think-time", key * 977),
        Date.UTC(2026, 2, 2, 8),
        Date.UTC(2026, 2, 2, 17),
      );
      expect(break_).toBeGreaterThanOrEqual(44);
      expect(break_).toBeLessThanOrEqual(101);
    }
  });

  it("of somebody who only uses SSH show no CPU and no GPU, only a little network", () => {
    const ssh = source("ssh-only");
    let received = 0;
    for (let minute = START / MINUTE; minute < START / MINUTE + 240; minute += 1) {
      const load = loadAt(ssh, minute);
      expect(load.cpu).toBeLessThanOrEqual(IDLE_RULE.cpu);
      expect(load.accelerator).toBeLessThanOrEqual(IDLE_RULE.accelerator);
      received = Math.max(received, load.receivedBytes);
    }
    expect(received).toBeGreaterThan(IDLE_RULE.receivedBytes);
  });

  it("of a tiny flavor exceed the idle threshold although nobody works", () => {
    const minute = START / MINUTE;
    expect(loadAt(source("tiny-flavor"), minute).cpu).toBeGreaterThan(IDLE_RULE.cpu);
  });
});

describe("flavors", () => {
  it.each([
    ["modelarts.bm.gpu.v100NV32", 1, 0],
    ["modelarts.vm.cpu.2u", 0, 0],
    ["modelarts.bm.snt9.xlarge.2", 0, 1],
    ["p5s.2xlarge", 1, 0],
    ["s6.large.2", 0, 0],
  ])("%s has %i GPU and %i NPU", (flavor, gpus, npus) => {
    expect(flavorFacts(flavor)).toMatchObject({ gpus, npus });
  });
});

describe("a holiday", () => {
  const truth = truthRecord({ pattern: "think-time", holiday: { sinceHours: -24, forHours: 48 } }, START);
  const needed = (hours: number) => truthWorks(truth, START + hours * HOUR);

  it("begins when it is said to, ends after its length, and nobody needs the machine in between", () => {
    expect([needed(0), needed(24), needed(48), needed(72)]).toEqual([true, false, false, true]);
  });

  it("leaves the meters at rest in working hours", () => {
    const away: LoadSource = { key: 12_345, truth, accelerated: true };
    expect(longestIdle(away, START + 25 * HOUR, START + 27 * HOUR)).toBe(120);
    expect(longestIdle(source("think-time"), START + 25 * HOUR, START + 27 * HOUR)).toBeLessThan(120);
  });
});
