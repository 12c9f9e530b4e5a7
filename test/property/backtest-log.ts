import fc from "fast-check";
import { createBacktest } from "../../lib/core/backtest/create-backtest.ts";
import type { Config } from "../../lib/domain/config.ts";
import type { Plan, PolicyCount } from "../../lib/domain/plan.ts";
import type { StatusEntry } from "../../lib/domain/status.ts";
import {
  askStart,
  atConsole,
  type Course,
  type PlayedLog,
  playLog,
  renewAtConsole,
} from "../fixtures/played-fleet.ts";
import { policy, rulebook, WIDE_LIMITS } from "../fixtures/policies.ts";
import { HOUR, MINUTE, NOW, notebook, server } from "../fixtures/resources.ts";
import { hours } from "../unit/core/hours/hours-of.ts";

const START = NOW - 12 * HOUR;
/** Grace looks at quarters of an hour, which no frame tells of. */
const GRACE = { graceMs: 0 };

const POLICIES: Config["policies"] = [
  policy({ name: "idle", idleMs: 2 * HOUR, where: "flavor.gpu > 0", ...GRACE, respectMs: 4 * HOUR }),
  policy({
    name: "nights",
    resources: ["dev-server"],
    hours: hours({ on: "Mon-Fri 07:00-20:00", zones: ["UTC"], starts: true }),
    respectMs: 3 * HOUR,
  }),
  policy({
    name: "long",
    resources: ["notebook", "dev-server"],
    idleMs: 6 * HOUR,
    ...GRACE,
    mode: "observe",
  }),
  policy({
    name: "warned",
    where: "ageHours > 20.0 && flavor.gpu == 0",
    idleMs: 3 * HOUR,
    warnMs: [2 * HOUR],
    cooldownMs: 90 * MINUTE,
    ...GRACE,
  }),
];

/** Policies that get into each other's way, with caps and prices. */
export const CONFIG: Partial<Config> = {
  policies: POLICIES,
  limits: { ...WIDE_LIMITS, perRun: 2, percent: 50, perOwnerPerHour: 2 },
  prices: {
    prod: {
      version: 1,
      currency: "EUR",
      source: "example",
      flavors: { "modelarts.vm.gpu.p100": 3, cpu: 0.2 },
    },
  },
};

/** Twenty-four bits tell in which hours of every day somebody is at work. */
function courseOf(index: number, bits: number): Course {
  const id = `m-${index}`;
  const flavor = index % 3 === 0 ? { flavor: { name: "cpu", gpu: 0, npu: 0, vcpus: 8 } } : {};
  const owner = index % 5 === 4 ? { name: `nobody${index}` } : {};
  const machine = index % 2 === 0 ? notebook({ id, ...flavor, ...owner }) : server({ id, ...flavor });
  return { machine, worksAt: (hour) => (bits & (1 << (hour % 24))) !== 0 };
}

/** When people work on machines, and what they do with them in between. */
export const lives = fc.record({
  bits: fc.array(fc.integer({ min: 0, max: 0xffffff }), { minLength: 6, maxLength: 9 }),
  doings: fc.array(fc.nat(60), { minLength: 5, maxLength: 20 }),
});

/** A log that the real shell wrote over some hours. */
export function logOf(
  { bits, doings }: { readonly bits: readonly number[]; readonly doings: readonly number[] },
  length: number,
): Promise<PlayedLog> {
  const courses = bits.map((some, index) => courseOf(index, some));
  return playLog({
    ...{ config: CONFIG, courses, startMs: START, hours: length },
    before: async (hour, world) => {
      const doing = doings[hour % doings.length] ?? 0;
      const course = courses[doing % courses.length];
      if (course === undefined || doing > 40) return;
      const { id, ref } = course.machine;
      if (doing > 30) return renewAtConsole(world, id);
      if (doing % 3 === 0) atConsole(world, id, "running");
      else if (doing % 3 === 1) atConsole(world, id, "stopped");
      else await askStart(world, ref, hour);
    },
  });
}

/**
 * A machine that came up within the window is called busy or just started by what it measured before it went down, and of
 * its last minutes no frame tells. It is left alone for either.
 */
function told(counts: readonly PolicyCount[]) {
  return counts.map(({ reasons: { busy = 0, "just-started": started = 0, ...others }, ...count }) => ({
    ...count,
    reasons: { ...others, atWork: busy + started },
  }));
}

function countsOf({ details }: StatusEntry): readonly PolicyCount[] {
  return details["counts"] as PolicyCount[];
}

/** What the log says of each pass of the clock, policy by policy and reason by reason. */
export function decidedIn({ entries }: PlayedLog) {
  const ticks = new Set(entries.filter(({ phase }) => phase === "seen").map(({ run }) => run));
  const decided = entries.filter(({ phase, run }) => phase === "decided" && ticks.has(run));
  return decided.map((entry) => told(countsOf(entry)));
}

/** What a backtest makes of the same passes. */
export function playedFrom(
  log: PlayedLog,
  { settles = true, config = CONFIG, against = false, plans = true, everyMs = HOUR } = {},
) {
  const counts: (readonly PolicyCount[])[] = [];
  const side = { name: "same", rulebook: rulebook(config) };
  const backtest = createBacktest({
    ...{ fromMs: log.fromMs, untilMs: log.untilMs, everyMs, settles },
    ...{ after: side, before: against ? { name: "same", rulebook: rulebook(config) } : null },
    ...(plans && { onPlan: (plan: Plan) => void counts.push(plan.counts) }),
  });
  for (const entry of log.entries) backtest.add(entry);
  return { counts, told: counts.map(told), result: backtest.result() };
}
