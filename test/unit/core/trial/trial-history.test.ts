import { describe, expect, it } from "vitest";
import {
  type FleetSeen,
  fleetSeen,
  type Judgement,
  trialEndsMs,
  trialHistory,
} from "../../../../lib/core/trial/trial-history.ts";
import type { On } from "../../../../lib/domain/policy.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday, midnight in UTC. */
const MONDAY = Date.UTC(2026, 2, 9);
const TEN_MINUTES: On = { kind: "every", everyMs: 10 * MINUTE };
const WORKDAYS: On = { kind: "cron", cron: "0 20 * * 1-5", zone: "UTC" };

function passes(
  fromMs: number,
  toMs: number,
  everyMs = 10 * MINUTE,
  { form = "f", fleet = "same" }: { form?: string | null; fleet?: FleetSeen } = {},
): Judgement[] {
  return Array.from({ length: Math.floor((toMs - fromMs) / everyMs) + 1 }, (_, index) => ({
    ...{ atMs: fromMs + index * everyMs, form, fleet },
  }));
}

const history = (
  judgements: readonly Judgement[],
  on: On = TEN_MINUTES,
  nowMs = judgements.at(-1)?.atMs ?? MONDAY,
) => trialHistory(judgements, { on, form: "f", nowMs });

describe("trialHistory", () => {
  it("is nothing without a pass", () => {
    expect(history([])).toEqual({
      ...{ passes: 0, firstMs: null, lastMs: null, coveredMs: 0, gaps: [] },
      ...{ passesOfUnknownFleet: 0, otherFormMs: null, otherFleetMs: null, silentSinceMs: null },
    });
  });

  it("goes from the first pass to the last", () => {
    expect(history(passes(MONDAY, MONDAY + 10 * HOUR))).toMatchObject({
      ...{ passes: 61, firstMs: MONDAY, lastMs: MONDAY + 10 * HOUR, coveredMs: 10 * HOUR },
      silentSinceMs: null,
    });
  });

  it("does not count the time in which a clock should have judged and did not", () => {
    const before = passes(MONDAY, MONDAY + 10 * HOUR);
    const after = passes(MONDAY + 2 * DAY, MONDAY + 2 * DAY + 5 * HOUR);
    expect(history([...before, ...after])).toMatchObject({
      coveredMs: 15 * HOUR,
      gaps: [{ fromMs: MONDAY + 10 * HOUR, toMs: MONDAY + 2 * DAY }],
    });
  });

  it("forgives a silence of two hours, and passes that come every hour", () => {
    const around = (silenceMs: number) => [
      ...passes(MONDAY, MONDAY + HOUR),
      ...passes(MONDAY + HOUR + silenceMs, MONDAY + 2 * HOUR + silenceMs),
    ];
    expect(history(around(2 * HOUR)).gaps).toEqual([]);
    expect(history(around(2 * HOUR + MINUTE)).gaps).toHaveLength(1);
    expect(history(passes(MONDAY, MONDAY + DAY, HOUR + 2_000)).gaps).toEqual([]);
  });

  it("does not take a week-end for a gap of a policy that comes round on workdays", () => {
    const at = (day: number): Judgement => ({
      ...{ atMs: MONDAY + day * DAY + 20 * HOUR + 2_000, form: "f", fleet: "same" },
    });
    expect(history([0, 1, 2, 3, 4, 7, 8].map(at), WORKDAYS).gaps).toEqual([]);
    expect(history([0, 1, 3, 4, 7, 8].map(at), WORKDAYS)).toMatchObject({
      gaps: [{ fromMs: at(1).atMs, toMs: at(3).atMs }],
      coveredMs: 6 * DAY,
    });
  });

  it("finds no gap in what other people's events set off", () => {
    const on: On = { kind: "webhook", source: "grafana", when: null };
    const seldom = passes(MONDAY, MONDAY + 20 * DAY, 10 * DAY);
    expect(history(seldom, on, MONDAY + 40 * DAY)).toMatchObject({
      ...{ gaps: [], coveredMs: 20 * DAY, silentSinceMs: null },
    });
  });

  it("does not count what another wording of the policy has judged, and says until when that was", () => {
    const other = passes(MONDAY, MONDAY + 3 * DAY, 10 * MINUTE, { form: "old" });
    const own = passes(MONDAY + 3 * DAY + 10 * MINUTE, MONDAY + 3 * DAY + 5 * HOUR);
    expect(history([...other, ...own])).toMatchObject({
      coveredMs: 5 * HOUR - 10 * MINUTE,
      otherFormMs: MONDAY + 3 * DAY,
    });
  });

  it("counts time between two passes of one wording that follow each other, and none beside another", () => {
    const other = passes(MONDAY, MONDAY + 3 * DAY, 10 * MINUTE, { form: "old" });
    const mixed = other.map((one, index) => (index % 12 === 0 ? { ...one, form: "f" } : one));
    expect(history(mixed)).toMatchObject({ passes: 37, coveredMs: 0, gaps: [] });
    const twice = other.map((one, index) => (index % 12 < 2 ? { ...one, form: "f" } : one));
    expect(history(twice).coveredMs).toBe(36 * 10 * MINUTE);
  });

  it("does not count what was seen of other machines behind the same name, and says until when that was", () => {
    const rehearsed = passes(MONDAY, MONDAY + 4 * DAY, 10 * MINUTE, { fleet: "other" });
    expect(history(rehearsed)).toMatchObject({
      ...{ passes: 0, coveredMs: 0, otherFleetMs: MONDAY + 4 * DAY, otherFormMs: null },
    });
  });

  it("does not count passes of an older version, which do not say whose machines they judged", () => {
    expect(history(passes(MONDAY, MONDAY + DAY, HOUR, { form: null, fleet: "unknown" }))).toMatchObject({
      ...{ passes: 0, coveredMs: 0, passesOfUnknownFleet: 25, otherFormMs: null },
    });
  });

  it("goes on through a pass in which a target failed, and does not count it", () => {
    const judged = passes(MONDAY, MONDAY + DAY);
    const failed = judged.map((one, index): Judgement => (index === 9 ? { ...one, fleet: "part" } : one));
    expect(history(failed)).toMatchObject({ passes: judged.length - 1, coveredMs: DAY });
  });

  it("tells since when it is silent", () => {
    const judged = passes(MONDAY, MONDAY + 4 * DAY);
    expect(history(judged, TEN_MINUTES, MONDAY + 4 * DAY + 2 * HOUR).silentSinceMs).toBeNull();
    expect(history(judged, TEN_MINUTES, MONDAY + 5 * DAY).silentSinceMs).toBe(MONDAY + 4 * DAY);
  });
});

describe("fleetSeen", () => {
  const wanted = new Map([
    ["prod", "a"],
    ["lab", "b"],
  ]);
  const ALARM: On = { kind: "alarm", name: "idle", when: null };

  it.each([
    [{ prod: "a", lab: "b" }, TEN_MINUTES, "same"],
    [{ prod: "a", lab: "b", gone: "c" }, TEN_MINUTES, "same"],
    [{ prod: "a" }, TEN_MINUTES, "part"],
    [{ prod: "a" }, ALARM, "same"],
    [{ prod: "a", lab: "x" }, TEN_MINUTES, "other"],
    [{ gone: "a" }, ALARM, "other"],
    [{}, TEN_MINUTES, "part"],
    [undefined, TEN_MINUTES, "unknown"],
  ] as const)("holds %o against the targets of today, on %o: %s", (seen, on, said) => {
    expect(fleetSeen(seen, wanted, on)).toBe(said);
  });
});

describe("trialEndsMs", () => {
  it("is the first pass at which 72 hours are full", () => {
    const ten = history(passes(MONDAY, MONDAY + 10 * HOUR));
    expect(trialEndsMs(ten, TEN_MINUTES, MONDAY + 10 * HOUR + MINUTE)).toBe(MONDAY + 3 * DAY);
    const late = history(passes(MONDAY + 2_000, MONDAY + 10 * HOUR + 2_000));
    expect(trialEndsMs(late, TEN_MINUTES, MONDAY + 10 * HOUR + MINUTE)).toBe(MONDAY + 3 * DAY + 10 * MINUTE);
  });

  it("counts from now where nothing was judged yet, or no longer", () => {
    const nowMs = MONDAY + 5 * DAY + 3 * MINUTE;
    const full = MONDAY + 8 * DAY + 10 * MINUTE;
    expect(trialEndsMs(history([]), TEN_MINUTES, nowMs)).toBe(full);
    const silent = history(passes(MONDAY, MONDAY + DAY), TEN_MINUTES, nowMs);
    expect(trialEndsMs(silent, TEN_MINUTES, nowMs)).toBe(full - DAY);
  });

  it("falls on a time at which the policy comes round", () => {
    const friday = MONDAY + 4 * DAY + 20 * HOUR;
    expect(trialEndsMs(history([]), WORKDAYS, friday)).toBe(MONDAY + 7 * DAY + 20 * HOUR);
    expect(trialEndsMs(history([]), { kind: "request", verbs: ["stop"], from: ["cli"] }, friday)).toBe(
      friday + 3 * DAY,
    );
  });
});
