import { describe, expect, it } from "vitest";
import { headlineOf } from "../../../../lib/core/backtest/change-rows.ts";
import { createBacktest } from "../../../../lib/core/backtest/create-backtest.ts";
import type { Config } from "../../../../lib/domain/config.ts";
import type { StatusEntry } from "../../../../lib/domain/status.ts";
import { leasePolicy, policy, rulebook } from "../../../fixtures/policies.ts";
import { HOUR, hold, NOW, notebook, stopped } from "../../../fixtures/resources.ts";
import { hours } from "../hours/hours-of.ts";
import { entryAt, frame, play, seen, sent } from "./logged.ts";

const machine = notebook();
const { ref } = machine;
const prices: Config["prices"] = {
  prod: { version: 1, currency: "EUR", source: "example", flavors: { "modelarts.vm.gpu.p100": 3 } },
};
const idle = (idleHours: number, overrides = {}) =>
  policy({ name: "idle", idleMs: idleHours * HOUR, graceMs: 0, respectMs: 4 * HOUR, ...overrides });
const config = (...policies: Config["policies"]): Partial<Config> => ({ policies, prices });

/** Frames of consecutive hours; `worksAt` tells when somebody is at work. */
const frames = (from: number, to: number, worksAt: (hour: number) => boolean = () => false) =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at).map((hour) =>
    frame(hour, [seen(machine, hour, worksAt(hour))]),
  );

describe("a backtest", () => {
  it("counts the hours that a machine at rest would have been off, until somebody works again", () => {
    const { after } = play(
      frames(-3, 10, (hour) => hour === 8),
      { after: config(idle(2)) },
    );
    expect(after.stops).toMatchObject([
      // The frame at eight tells of the hour from seven on.
      { atMs: NOW + HOUR, untilMs: NOW + 7 * HOUR, endedBy: "activity", hours: 6, busy: false },
    ]);
    expect(after.totals).toMatchObject({ stops: 1, hours: 6, saved: { EUR: 18 } });
  });

  it("says which stops hit somebody at work, and what one config stops more than another", () => {
    const log = frames(-3, 5, (hour) => hour === 3);
    const result = play(log, { after: config(idle(2)), before: config(idle(12)) });
    expect(result.changes).toMatchObject([{ kind: "more", stop: { busy: true, hours: 1 } }]);
    expect(headlineOf(result)).toEqual({ more: 1, moreBusy: 1, fewer: 0, moved: 0, saved: { EUR: 3 } });
  });

  it("finds no difference of a config to itself", () => {
    const result = play(
      frames(-3, 20, (hour) => hour % 6 === 0),
      {
        after: config(idle(2)),
        before: config(idle(2)),
      },
    );
    expect(result.after.stops.length).toBeGreaterThan(1);
    expect(headlineOf(result)).toEqual({ more: 0, moreBusy: 0, fewer: 0, moved: 0, saved: { EUR: 0 } });
  });

  it("leaves a machine alone for a while that came back, as the shell does", () => {
    const result = play(
      frames(-3, 9, (hour) => hour === 3),
      { after: config(policy({ name: "always", respectMs: 4 * HOUR })) },
    );
    expect(result.after.stops.map(({ atMs }) => (atMs - NOW) / HOUR)).toEqual([1, 6]);
  });

  it("keeps in mind whom it stopped wrongly, also where nobody asks why a machine at work is left alone", () => {
    const log = frames(-3, 14, (hour) => hour === 3);
    const { after } = play(log, { after: config(idle(3)) });
    // Back within the three hours: from then on the policy waits for six.
    expect(after.stops.map(({ atMs }) => (atMs - NOW) / HOUR)).toEqual([1, 9]);
    expect(play(log, { after: config(idle(3)), onPlan: () => {} }).after).toEqual(after);
  });

  it("keeps a machine off that the log shows off, and counts only what a stop has saved", () => {
    const off = stopped(notebook({ updatedAtMs: NOW + 3.5 * HOUR }));
    const log = [...frames(-3, 3), ...[4, 5, 6].map((hour) => frame(hour, [seen(off, hour)]))];
    const { after } = play(log, { after: config(idle(2)) });
    expect(after.stops).toMatchObject([{ hours: 2, untilMs: null }]);
  });

  it("leaves alone what somebody renewed the notebook lease of, and not what a policy of the log did", () => {
    const lease = { enabled: true, type: "timing", expiresAtMs: null, setAtMs: NOW - HOUR } as const;
    const renewed = notebook({ lease });
    const log = [-3, -2, -1, 0, 1, 2].map((hour) => frame(hour, [seen(hour < 0 ? machine : renewed, hour)]));
    const stops = (by: string) =>
      play([...log.slice(0, 2), sent(-1, "lease", by, ref), ...log.slice(2)], {
        after: config(idle(2)),
        fromMs: NOW - HOUR,
      }).after.stops.map(({ atMs }) => (atMs - NOW) / HOUR);
    expect(stops("(direct)")).toEqual([1]);
    expect(stops("fallback")).toEqual([0]);
  });

  it("takes a start that a person asked for as the end of a stop", () => {
    const log = [...frames(-3, 4), sent(4.5, "start", "(direct)", ref), ...frames(5, 6)];
    const { after } = play(log, { after: config(idle(2)) });
    expect(after.stops[0]).toMatchObject({ endedBy: "person", untilMs: NOW + 4.5 * HOUR });
  });

  it("starts again what it stopped, where the policy says so, and nobody else's start counts as a person's", () => {
    const nights = policy({
      name: "nights",
      hours: hours({ on: "Mon-Fri 07:00-20:00", zones: ["UTC"], starts: true }),
      respectMs: 4 * HOUR,
    });
    const { after } = play(frames(-3, 22), { after: config(nights) });
    expect(after.stops).toMatchObject([{ hours: 11, endedBy: "policy", untilMs: NOW + 19 * HOUR }]);
  });

  it("does not stop what a hold protects, as far as the log or the store knows of it", () => {
    const standing = play(frames(-3, 6), {
      after: config(idle(2)),
      holds: [hold(ref, { until: new Date(NOW + 4.5 * HOUR).toISOString() })],
    });
    expect(standing.after.stops[0]?.atMs).toBe(NOW + 5 * HOUR);
    const told = entryAt(0.5, {
      ...{ phase: "skipped", reason: "held", policy: "idle", resource: ref },
      text: `held by anna until ${new Date(NOW + 2.5 * HOUR).toISOString()}: training`,
    });
    const logged = play([...frames(-3, 0), told, ...frames(1, 6)], { after: config(idle(2)) });
    expect(logged.after.stops[0]?.atMs).toBe(NOW + 3 * HOUR);
  });

  it("counts what a policy would have done that only observes, once for as long as it wants it", () => {
    const { after } = play(frames(-3, 9), { after: config(idle(2, { mode: "observe" })) });
    expect(after.stops).toEqual([]);
    expect(after.policies).toMatchObject([{ policy: "idle", observed: 1 }]);
  });

  it("holds what it would have done against what was really done", () => {
    const off = stopped(notebook({ updatedAtMs: NOW + HOUR + 60_000 }));
    const log = [
      ...frames(-3, 1),
      sent(1, "stop", "idle", ref),
      ...[2, 3, 4].map((hour) => frame(hour, [seen(off, hour)])),
    ];
    const result = play(log, { after: config(idle(2)) });
    expect(result.before.stops).toMatchObject([{ policy: "idle", hours: 3 }]);
    expect(result.after.stops).toMatchObject([{ policy: "idle", hours: 3 }]);
    expect(result.changes).toEqual([]);
    const other = play(log, { after: config(idle(12)) });
    expect(other.changes).toMatchObject([{ kind: "fewer" }]);
    expect(other.after.hiddenHours).toBe(3);
  });

  it("says what the log cannot tell", () => {
    const silent = notebook({ id: "nb-2" });
    const mute = (hour: number) => ({ ...seen(silent, hour), signals: [] });
    const log = [0, 1, 2, 5].map((hour) => frame(hour, [mute(hour)], ["prod/dev-server"]));
    const asking = idle(2, { jupyter: true, warnMs: [HOUR], resources: ["notebook", "dev-server"] });
    const { untold } = play(log, { after: config(asking, leasePolicy()), untilMs: NOW + 6 * HOUR });
    expect(untold).toMatchObject({ hoursExpected: 6, hoursMissing: 3 });
    expect(untold.notes.map((note) => note.split(/[:,]/, 1)[0])).toEqual([
      "not read beyond doubt",
      "the log has seen no machine of prod/dev-server",
      "idle policies look at 1 machine without any signal in the log",
      "not replayed",
      "kernels",
      "warnings take whole passes here (1h)",
    ]);
  });

  it("counts a frame that it cannot read as missing, and goes on", () => {
    const broken: StatusEntry = entryAt(1, { policy: "(fleet)", details: { slot: "noon", machines: 7 } });
    const backtest = createBacktest({
      ...{ fromMs: NOW, untilMs: NOW + 2 * HOUR, everyMs: HOUR, before: null },
      after: { name: "new", rulebook: rulebook(config(idle(2))) },
    });
    for (const entry of [broken, ...frames(2, 2)]) backtest.add(entry);
    expect(backtest.result().untold.hoursMissing).toBe(1);
    expect([backtest.frames(), backtest.unreadable()]).toEqual([1, 1]);
  });

  it("does not call a machine gone whose list could not be read", () => {
    const log = [...frames(-3, 2), frame(3, [], ["prod/notebook"]), ...frames(4, 5), frame(6, [])];
    const { after } = play(log, { after: config(idle(2)) });
    expect(after.stops).toMatchObject([{ endedBy: "gone", untilMs: NOW + 5 * HOUR }]);
  });

  it("judges once a day where it is asked to, and still sees every hour in between", () => {
    const result = play(
      frames(-3, 50, (hour) => hour === 20),
      { after: config(idle(2)), everyMs: 24 * HOUR },
    );
    expect(result.passes).toBe(3);
    expect(result.after.stops[0]).toMatchObject({ atMs: NOW + HOUR, untilMs: NOW + 19 * HOUR });
  });
});
