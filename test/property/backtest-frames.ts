import fc from "fast-check";
import type { SeenMachine, SeenSignal } from "../../lib/domain/frame.ts";
import type { StatusEntry } from "../../lib/domain/status.ts";
import { HOUR, MINUTE, NOW, notebook, server } from "../fixtures/resources.ts";
import { frame, sent } from "../unit/core/backtest/logged.ts";
import { CONFIG, playedFrom } from "./backtest-log.ts";

const LENGTH = 36;

const LEASE = { enabled: true, type: "idle", expiresAtMs: null } as const;

/** Values on both sides of every limit, and on them. */
const signal = (name: SeenSignal[0]) =>
  fc
    .record({
      value: fc.constantFrom<number>(0, 0.5, 1, 1.6, 4.999, 5, 5.001, 60),
      points: fc.constantFrom<number>(12, 12, 12, 13, 9, 7, 1),
      lateMinutes: fc.constantFrom<number>(5, 5, 5, 25),
    })
    .map(({ value, points, lateMinutes }) => ({ name, value, points, lateMinutes }));

const moment = fc.record({
  standing: fc.constantFrom("running", "running", "running", "stopped", "changing", "failed"),
  measured: fc.constantFrom<number>(3, 3, 3, 2, 0),
  signals: fc.tuple(signal("cpu"), signal("gpu"), signal("network")),
  changed: fc.constantFrom(false, false, false, true),
  renewed: fc.constantFrom(false, false, true),
  missing: fc.constantFrom(false, false, false, false, true),
});

const machines = fc.array(fc.array(moment, { minLength: 3, maxLength: 12 }), { minLength: 2, maxLength: 5 });

type Moment = typeof moment extends fc.Arbitrary<infer T> ? T : never;

/** A life of moments of so many hours each. */
interface Lives {
  readonly fleet: readonly (readonly Moment[])[];
  readonly lasts: number;
}

function seenAt(
  hour: number,
  index: number,
  { moments, lasts }: { readonly moments: readonly Moment[]; readonly lasts: number },
): readonly SeenMachine[] {
  const now = moments[Math.floor(hour / lasts) % moments.length];
  if (now === undefined || now.missing) return [];
  const made = index % 2 === 0 ? notebook({ id: `nb-${index}` }) : server({ id: `ds-${index}` });
  const { standing, measured, changed, renewed } = now;
  const changedMs = changed ? NOW + (hour - (hour % lasts)) * HOUR - 10 * MINUTE : made.updatedAtMs;
  const resource = {
    ...{ ...made, standing, status: standing.toUpperCase() },
    updatedAtMs: index === 3 ? null : changedMs,
    lease: renewed ? { ...LEASE, setAtMs: NOW + (hour - (hour % lasts)) * HOUR - 5 * MINUTE } : null,
  } as SeenMachine["resource"] & object;
  const signals = now.signals
    .slice(0, standing === "running" ? measured : 0)
    .map(
      ({ name, value, points, lateMinutes }): SeenSignal => [
        ...([name, value, points, 10, NOW + hour * HOUR - lateMinutes * MINUTE] as const),
      ],
    );
  const { ref, status } = resource;
  return [{ ref, status, standing, owner: null, team: null, price: null, signals, resource }];
}

function entriesOf({ fleet, lasts }: Lives, starts: readonly number[]): readonly StatusEntry[] {
  return Array.from({ length: LENGTH }, (_, hour) => {
    const whole = frame(
      hour,
      fleet.flatMap((moments, index) => seenAt(hour, index, { moments, lasts })),
    );
    const start = sent(hour, "start", "(direct)", `prod/notebook/nb-${hour % 5}`);
    const lease = sent(hour - 0.1, "lease", "fallback", `prod/notebook/nb-${hour % 4}`);
    if (hour % 6 === 5) return [lease, whole];
    return starts.includes(hour) ? [whole, start] : hour % 11 === 10 ? [] : [whole];
  }).flat();
}

function framesOf(lives: fc.Arbitrary<Lives>) {
  return fc
    .tuple(lives, fc.array(fc.nat(LENGTH), { maxLength: 3 }), fc.constantFrom(1, 1, 2, 3, 5, 7))
    .map(([life, starts, everyHours]) => ({
      entries: entriesOf(life, starts),
      fromMs: NOW - 1,
      untilMs: NOW + LENGTH * HOUR,
      everyMs: everyHours * HOUR,
    }));
}

/** Frames of a day and a half in which anything may be, and hours in which a person started something. */
export const framesOfAnything = framesOf(machines.map((fleet) => ({ fleet, lasts: 3 })));

const told = (value: number, points: number) => {
  const of = (name: SeenSignal[0]) => ({ name, value, points, lateMinutes: 5 });
  return [of("cpu"), of("gpu"), of("network")] as const;
};

const resting: Moment = {
  ...{ standing: "running", measured: 3, changed: false, renewed: false, missing: false },
  signals: [...told(0.4, 12)],
};

/** Mostly rest, and now and then an hour of what rest is told from. */
const hourOfRest: fc.Arbitrary<Moment> = fc.oneof(
  { weight: 16, arbitrary: fc.constant(resting) },
  { weight: 2, arbitrary: fc.constant<Moment>({ ...resting, signals: [...told(60, 12)] }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(8, 9, 13)
      .map((points) => ({ ...resting, signals: [...told(0.4, points)] as Moment["signals"] })),
  },
  { weight: 2, arbitrary: fc.constantFrom(0, 1, 2).map((measured): Moment => ({ ...resting, measured })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom({ changed: true }, { missing: true }).map((odd) => ({ ...resting, ...odd })),
  },
);

/** Frames in which machines rest for the most part, so that stops are due, warned of and put off. */
export const framesOfRest = framesOf(
  fc.record({
    fleet: fc.array(fc.array(hourOfRest, { minLength: 18, maxLength: LENGTH }), {
      ...{ minLength: 4, maxLength: 6 },
    }),
    lasts: fc.constantFrom(1, 2, 3, 6),
  }),
);

type FramesOfAnything = typeof framesOfAnything extends fc.Arbitrary<infer T> ? T : never;

/** The same log played with and without what is left out, and with nobody to see the plans. */
export function bothWays({ everyMs, ...log }: FramesOfAnything) {
  const policies = (CONFIG.policies ?? []).map((own) => ({ ...own, graceMs: HOUR / 2 }));
  const config = { ...CONFIG, policies };
  const of = (options: { readonly settles?: boolean; readonly plans?: boolean }) =>
    playedFrom(log, { config, everyMs, ...options });
  return [of({}), of({ settles: false }), of({ plans: false })] as const;
}
